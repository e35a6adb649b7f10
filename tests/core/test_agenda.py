"""What time brings if nobody acts: reminders, ends by themselves, and one truthful word after an outage."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from adapters.presentation.gallery import presenter
from core.reactions.table import REACTIONS
from core.sweep import SET_ASIDE
from core.tickets import events as e
from core.tickets.ticket import Ticket
from core.ui.text import flatten
from tests.fakes.desk import DeskHouse, instant, local, open_desk, refused
from tests.fakes.ports.error_log import ErrorLogInMemory


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(at("09:00")) as house:
        yield house


async def kinds(desk: DeskHouse, ref: str) -> list[str]:
    return [one.kind for one in await desk.agenda(ref)]


async def test_every_line_of_an_agenda_says_why(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    agenda = await desk.agenda(ref)
    assert [one.kind for one in agenda][:3] == ["clock:ack:breach", "ladder:0:1", "clock:response:50"]
    assert all(flatten(presenter().words(one.why))[0].islower() for one in agenda)
    assert [one.at for one in agenda] == sorted(one.at for one in agenda)


async def test_the_next_rung_is_counted_from_one(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    (rung,) = [one for one in await desk.agenda(ref) if one.kind == "ladder:0:1"]
    assert flatten(presenter().words(rung.why)) == "ladder P1, round 1, step 2, nobody has acknowledged"


async def test_time_brings_nothing_to_a_ticket_that_is_over(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("mia").presses("withdraw", ref)
    assert await desk.agenda(ref) == ()
    assert await desk.store.read(lambda tx: tx.next_due()) is None


async def test_a_resolved_ticket_only_waits_for_its_end_and_the_question_how_it_was(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    assert await kinds(desk, ref) == ["survey", "auto_close"]


@pytest.mark.parametrize(
    ("asked", "first", "second", "ends", "closes"),
    [
        (at("15:00"), "2026-10-27 15:00 CET", "2026-10-29 15:00 CET", "2026-10-30 15:00 CET", "2026-11-04 15:00 CET"),
        ("2026-12-23 12:00 CET", "2026-12-28 16:00 CET", "2026-12-30 16:00 CET", "2027-01-04 12:00 CET",
         "2027-01-07 12:00 CET"),
    ],
)  # fmt: skip
async def test_an_unanswered_question_brings_two_reminders_an_end_and_a_close_by_open_days(
    asked: str, first: str, second: str, ends: str, closes: str
):
    async with open_desk(asked) as desk:
        ref = await desk.person("mia").reports("P3")
        await desk.person("dana").fills("ask", ref, text="Which profile?")
        assert (await desk.due(ref, "reminder:1"), await desk.due(ref, "auto_resolve")) == (first, ends)
        await desk.until(first)
        assert await desk.due(ref, "reminder:2") == second
        await desk.until(ends)
        ticket = await desk.ticket(ref)
        assert (ticket.status, ticket.resolution_code) == ("resolved", "no_response")
        assert await desk.due(ref, "auto_close") == closes
        await desk.until(closes)
        assert (await desk.ticket(ref)).closed_at == instant(closes)
        assert not (await desk.ticket(ref)).confirmed


async def test_reminders_differ_and_name_the_date(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    await desk.until("2026-10-29 12:00 CET")
    first, second = [one for one in desk.said if one.kind == "reminder"]
    assert first.text != second.text
    assert (first.facts["count"], second.facts["count"]) == (1, 2)
    assert first.facts["closes_at"] == second.facts["closes_at"]


async def test_an_answer_ends_the_waiting(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    await desk.person("mia").writes(ref, "Berlin.")
    assert not [kind for kind in await kinds(desk, ref) if not kind.startswith("clock")]


async def test_the_close_counts_from_the_resolution_and_nothing_said_later_moves_it(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    close = await desk.due(ref, "auto_close")
    assert close == "2026-10-27 17:00 CET", "24 open hours: Thursday, Friday, Tuesday; it ends at closing time"
    await desk.person("mia").writes(ref, "thank you")
    await desk.person("dana").notes(ref, "Keep an eye on it.")
    await desk.person("dana").answers(ref, "You are welcome.")
    assert await desk.due(ref, "auto_close") == close


async def test_at_the_very_instant_of_the_close_it_is_too_late_to_reopen(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    desk.clock.at = instant("2026-10-27 17:00 CET")
    refused(await desk.person("mia").presses("reopen", ref))
    assert (await desk.ticket(ref)).status == "closed"


async def test_a_second_before_the_close_it_may_be_reopened(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    await desk.until("2026-10-27 17:00:10 CET")
    assert (await desk.ticket(ref)).status == "closed"
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    await desk.until("2026-10-30 16:59:59 CET")
    await desk.person("mia").presses("reopen", ref)
    assert (await desk.ticket(ref)).status == "in_progress"


async def test_an_outage_of_two_hours_ends_in_one_truthful_notice_for_each_promise(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").presses("claim", ref)
    await desk.until(at("10:20"))
    said = len(desk.said)
    await desk.jump(at("12:20"))
    assert sorted(one.line for one in desk.said[said:]) == [
        "2026-10-22 12:20 CEST breach triage:service-desk",
        "2026-10-22 12:20 CEST breach_direct dana",
        "2026-10-22 12:20 CEST delay requester",
    ]
    breach = next(one for one in desk.said[said:] if one.kind == "breach")
    assert breach.facts["due_at"] == "2026-10-22T09:00:00+00:00"
    assert breach.facts["late"] == "2026-10-22T10:20:00+00:00"
    assert "noticed 12:20" in breach.text
    delay = next(one for one in desk.said[said:] if one.kind == "delay")
    assert str(delay.facts["estimate"]) > "2026-10-22T10:20", "an estimate that has passed already would be a lie"


async def test_a_notice_half_an_hour_late_does_not_speak_of_an_outage(desk: DeskHouse):
    await desk.person("mia").reports("P3")
    await desk.jump(at("11:30"))
    assert next(one for one in desk.said if one.kind == "breach").facts["late"] is None
    await desk.jump("2026-10-22 11:30:01 CEST")
    assert len([one for one in desk.said if one.kind == "breach"]) == 1


async def test_an_outage_over_two_reminders_sends_the_later_one_alone(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    await desk.jump("2026-10-29 12:00 CET")
    assert [one.facts["count"] for one in desk.said if one.kind == "reminder"] == [2]
    reminded = await desk.events(ref, e.Reminded)
    assert [(one.count, one.suppressed) for one in reminded] == [(1, "overtaken"), (2, None)]


async def test_an_outage_over_the_whole_silence_reminds_of_nothing(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    said = len(desk.said)
    await desk.jump("2026-10-30 12:00 CET")
    assert [one.kind for one in desk.said[said:]] == ["resolved"]
    assert (await desk.ticket(ref)).resolved_at == instant("2026-10-29 17:00 CET")


async def test_a_date_that_was_named_ends_the_hold_at_its_instant_whenever_the_desk_looks(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("10:00"))
    await desk.person("dana").fills("hold", ref, reason="vendor", reference="TN-1", until="2026-10-28")
    assert await kinds(desk, ref) == ["hold_until"]
    await desk.jump("2026-10-28 16:00 CET")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.since) == ("running", instant("2026-10-28 12:00 CET"))
    assert [one.kind for one in desk.said if one.kind == "resumed"] == ["resumed"]
    assert local(clock.due_at or desk.now) == "2026-10-30 11:00 CET"


async def test_a_p3_requester_is_told_of_a_delay_after_four_silent_hours(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until("2026-10-23 13:00 CEST")
    await desk.person("dana").answers(ref, "Still at it.")
    await desk.until("2026-10-23 17:01 CEST")
    assert [one.kind for one in desk.said if one.kind in ("delay", "warning_direct")] == ["warning_direct", "delay"]


async def test_a_p3_requester_who_heard_lately_gets_no_delay_notice(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until("2026-10-23 13:01 CEST")
    await desk.person("dana").answers(ref, "Still at it.")
    await desk.until("2026-10-23 17:01 CEST")
    assert [one.kind for one in desk.said if one.kind in ("breach", "delay")] == ["breach"]


async def test_the_stored_instant_is_the_agendas_first(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    for act in ("claim", "reply", "ask"):
        if act == "claim":
            await desk.person("dana").presses("claim", ref)
        else:
            await desk.person("dana").fills(act, ref, text="Which profile?")
        assert await desk.store.read(lambda tx: tx.next_due()) == (await desk.agenda(ref))[0].at


async def test_a_stored_instant_at_which_nothing_is_due_is_put_right(desk: DeskHouse):
    ticket = await desk.ticket(await desk.person("mia").reports("P3"))
    await desk.store.transact(lambda tx: tx.save(ticket.version, ticket, (), desk.now))
    assert await desk.desk.sweep() == 1
    assert await desk.store.read(lambda tx: tx.next_due()) == (await desk.agenda(ticket.ref))[0].at


async def test_a_broken_ticket_is_set_aside_reported_and_tried_again_and_holds_up_nobody(desk: DeskHouse):
    broken, other = await desk.person("mia").reports("P1"), await desk.person("jan").reports("P1")
    engine = desk.desk.engine
    told = engine.error_log = ErrorLogInMemory()

    def breaks(ticket: Ticket, event: e.StepFired) -> tuple[()]:
        if ticket.ref == broken:
            raise ZeroDivisionError
        return ()

    engine.reactions = {**REACTIONS, e.StepFired: breaks}
    desk.clock.at = instant(at("09:05"))
    await desk.desk.sweep()
    assert told.bugs == [("sweep.batch_failed", {}), ("sweep.ticket_set_aside", {"ticket": broken})]
    assert [len(await desk.events(ref, e.StepFired)) for ref in (broken, other)] == [1, 2]
    assert await desk.store.read(lambda tx: tx.due(desk.now + SET_ASIDE - timedelta(seconds=1), 9)) == (other,)
    engine.reactions = REACTIONS
    await desk.passes(seconds=SET_ASIDE.total_seconds())
    assert len(await desk.events(broken, e.StepFired)) > 1
