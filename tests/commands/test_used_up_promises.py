"""A promise that is used up keeps the date on which it was broken, whatever it is carried over; nobody reads of a time
that has come as of one to come.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from core.lifecycle import sla
from core.processes import Metric
from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_tasks import FRIDAY, LAPTOP, ordered
from tests.fakes.desk import DeskHouse, open_desk

Way = Callable[[DeskHouse, str], Awaitable[object]]


async def _late_fault(desk: DeskHouse) -> str:
    ref = await desk.person("mia").reports("P3")
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def _late_order(desk: DeskHouse) -> str:
    ref = await ordered(desk)
    quiet(await desk.person("nils").presses("finish", "TASK-1001"))
    return ref


async def _agreed_anew(desk: DeskHouse, ref: str) -> None:
    form = opened(await desk.person("lena").presses("change_order", ref))
    quiet(await desk.person("lena").sends_form(form, **{**LAPTOP, "model": "Standard 14"}))
    await desk.passes(minutes=10)
    quiet(await desk.person("katrin").presses("approve", ref))


async def _fault(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("lena").fills("convert", ref, impact="4", urgency="2", undo="Send it back."))


async def _there_and_back(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("lena").fills("convert", ref, item="question", **{"question:question": "How is it done?"}))
    await desk.passes(minutes=10)
    quiet(await desk.person("lena").fills("convert", ref, impact="3", urgency="2"))


async def _held(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    await desk.passes(minutes=10)
    await desk.person("mia").writes(ref, "Berlin.")


async def _reopened(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.", breach_reason="volume"))
    await desk.passes(minutes=10)
    quiet(await desk.person("mia").fills("reopen", ref, reason="It drops still."))


WAYS: dict[str, tuple[Callable[[DeskHouse], Awaitable[str]], Way, bool]] = {
    "an order is changed and agreed to anew": (_late_order, _agreed_anew, False),
    "an order is a fault": (_late_order, _fault, True),
    "a fault is an order and a fault again": (_late_fault, _there_and_back, False),
    "it is about another service": (
        _late_fault, lambda d, ref: d.person("lena").tells(ref, "change service email-collab"), False,
    ),
    "another team has it": (
        _late_fault, lambda d, ref: d.person("lena").fills("transfer", ref, team="infra", reason="Theirs."), False,
    ),
    "it waited for an answer": (_late_fault, _held, False),
    "it is reopened": (_late_fault, _reopened, False),
    "it is less urgent": (_late_fault, lambda d, ref: d.person("lena").tells(ref, "prio P4 can wait"), False),
    "it is more urgent": (_late_fault, lambda d, ref: d.person("lena").tells(ref, "prio P2 cannot wait"), True),
}  # fmt: skip
"""How a promise is carried over, and whether that leaves the floor."""

METRICS: tuple[Metric, ...] = ("response", "resolution")


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_broken_keeps_its_date_and_no_time_that_has_come_is_named(way: str) -> None:
    begins, goes_on, leaves = WAYS[way]
    async with open_desk(FRIDAY) as desk:
        ref = await begins(desk)
        await desk.passes(days=14)
        was = {clock.metric: clock for clock in (await desk.ticket(ref)).clocks}
        broken = was["resolution"].breached_at
        assert broken is not None
        since = len(desk.said)
        await goes_on(desk, ref)
        await desk.deliver()
        at, ticket = desk.now, await desk.ticket(ref)
        clock = ticket.clock("resolution")
        assert clock is not None
        assert clock.due_at is not None
        assert (clock.state, clock.breached_at) == ("running", broken)
        if leaves:
            assert clock.due_at > at + timedelta(minutes=15)
        else:
            assert clock.due_at == broken or clock.due_at > at
        for metric in METRICS:
            carried = ticket.clock(metric)
            if carried is not None and carried.state == "running" and carried.due_at is not None:
                assert carried.due_at > at or carried.due_at == was[metric].breached_at
        minute = f"{at.astimezone(desk.when(FRIDAY).tzinfo):%H:%M}"
        said = [one.text for one in desk.said[since:]]
        assert not [text for text in said if re.search(rf"(by|time|due) (Today )?{minute}", text)], said
        assert sla.is_over(clock, at) is (clock.due_at == broken)


async def test_another_service_leaves_the_new_date_that_the_requester_was_told() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await _late_fault(desk)
        await desk.passes(days=14)
        quiet(
            await desk.person("dana").fills(
                "send_update", ref, text="A cable is on its way.", new_time="tomorrow 15:00"
            )
        )
        card = read(shown(await desk.person("lena").sends(ref)))
        assert "; new date" in card
        await desk.passes(minutes=5)
        quiet(await desk.person("lena").tells(ref, "change service email-collab"))
        after = read(shown(await desk.person("lena").sends(ref)))
        assert re.findall(r"broken .*?; new date [^·\n]*", after) == re.findall(r"broken .*?; new date [^·\n]*", card)
