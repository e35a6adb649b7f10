"""Section 7 of the domain: what an edited policy or calendar does to clocks that run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest_asyncio

from core.calendars.hours import Duration
from core.policy import Policy
from core.processes import Metric
from tests.fakes.desk import DeskHouse, instant, local, open_desk

MORNING = "2026-10-22 09:00 CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(MORNING) as house:
        yield house


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


async def due(desk: DeskHouse, ref: str, metric: Metric = "resolution") -> str | None:
    instant_due = (await desk.stored_clock(ref, metric)).due_at
    return local(instant_due) if instant_due else None


def _longer(policy: Policy) -> Policy:
    standard = policy.sla["standard"]
    p3 = replace(standard.incident["P3"], resolution=Duration(24, "h"))
    return replace(
        policy,
        version="other",
        sla={**policy.sla, "standard": replace(standard, incident={**standard.incident, "P3": p3})},
    )


async def test_an_edited_policy_leaves_running_clocks_alone_until_the_priority_changes(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    before = (await desk.ticket(ref)).clocks
    old = desk.policy
    desk.use(_longer(old))
    await desk.adopt(old)
    assert (await desk.ticket(ref)).clocks == before, "pinned"
    await desk.person("lena").fills("prio", ref, impact="4", urgency="2")
    await desk.person("lena").fills("prio", ref, impact="4", urgency="1")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.target, clock.policy) == (24 * 3600, "other"), "matched again"


def _closed_on(policy: Policy, day: date) -> Policy:
    office = policy.calendars["berlin-office"]
    closed = replace(office, holidays=tuple(sorted((*office.holidays, (day, "A day off")))))
    return replace(policy, version="closed", calendars={**policy.calendars, "berlin-office": closed})


async def test_an_edited_calendar_counts_forward_and_freezes_what_was_counted(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("12:00"))
    old = desk.policy
    desk.use(_closed_on(old, date(2026, 10, 23)))
    await desk.adopt(old)
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.elapsed, clock.target) == (3 * 3600, 16 * 3600)
    assert await due(desk, ref) == "2026-10-27 17:00 CET", "Friday and Monday are closed now"
    assert await desk.due(ref, "clock:resolution:50") == at("17:00")


async def test_a_day_that_closes_after_it_was_worked_stays_counted(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("12:00"))
    old = desk.policy
    desk.use(_closed_on(old, date(2026, 10, 22)))
    await desk.adopt(old)
    assert (await desk.stored_clock(ref, "resolution")).elapsed == 3 * 3600
    assert await due(desk, ref) == "2026-10-27 14:00 CET", "13 hours: Friday eight, Tuesday five"


async def test_a_paused_clock_keeps_its_count_when_the_calendar_is_edited(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("11:00"))
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    old = desk.policy
    desk.use(_closed_on(old, date(2026, 10, 23)))
    await desk.until(at("12:00"))
    await desk.adopt(old)
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.elapsed, clock.due_at, clock.paused_for) == ("paused", 7200, None, "requester")


async def test_what_ran_out_before_the_edit_was_due_when_it_was_due(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    desk.clock.at = instant(at("11:10"))
    old = desk.policy
    desk.use(_closed_on(old, date(2026, 10, 22)))
    await desk.adopt(old)
    await desk.jump(at("11:11"))
    assert (await desk.stored_clock(ref, "response")).breached_at == instant(at("11:00"))
