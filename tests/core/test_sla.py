"""Section 7 of the domain, row by row: what each event does to the clocks for acknowledgement, answer and fix.

Thursday 22 October 2026 is an ordinary day of the office; the next Monday is closed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from core.processes import Metric
from core.tickets import events as e
from core.ui.inbound import OpenForm
from tests.fakes.desk import DeskHouse, instant, local, open_desk, refused, shipped, with_rules

MORNING = "2026-10-22 09:00 CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(MORNING) as house:
        yield house


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


async def states(desk: DeskHouse, ref: str) -> dict[str, str]:
    return {clock.metric: clock.state for clock in (await desk.ticket(ref)).clocks}


async def due(desk: DeskHouse, ref: str, metric: Metric = "resolution") -> str | None:
    instant_due = (await desk.stored_clock(ref, metric)).due_at
    return local(instant_due) if instant_due else None


async def test_create_starts_every_promised_clock_at_the_instant_of_creation_also_at_night(desk: DeskHouse):
    await desk.until(at("23:00"))
    ref = await desk.person("mia").reports("P2")
    ticket = await desk.ticket(ref)
    assert {clock.metric: clock.state for clock in ticket.clocks} == dict.fromkeys(
        ("ack", "response", "resolution"), "running"
    )
    assert all(clock.started_at == instant(at("23:00")) for clock in ticket.clocks)
    assert await due(desk, ref, "ack") == "2026-10-23 09:15 CEST"
    assert await due(desk, ref, "response") == "2026-10-23 09:30 CEST"
    assert await due(desk, ref) == "2026-10-23 17:00 CEST"


async def test_a_priority_without_an_acknowledgement_promises_none(desk: DeskHouse):
    assert set(await states(desk, await desk.person("mia").reports("P3"))) == {"response", "resolution"}


async def test_a_form_heard_late_starts_its_clocks_when_it_was_sent(desk: DeskHouse):
    await desk.until(at("10:05"))
    ref = await desk.person("mia").reports("P3", at=at("10:00"))
    assert await due(desk, ref, "response") == at("12:00")


async def test_an_event_of_the_future_counts_from_now(desk: DeskHouse):
    await desk.until(at("10:00"))
    ref = await desk.person("mia").reports("P3", at=at("11:00"))
    assert await due(desk, ref, "response") == at("12:00")


async def test_an_internal_note_does_nothing_to_any_clock(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").notes(ref, "Rule 12 looks odd.")
    assert set((await states(desk, ref)).values()) == {"running"}


async def test_an_assignment_is_not_an_acknowledgement(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("lena").tells(ref, "assign ", desk.person("dana"))
    assert set((await states(desk, ref)).values()) == {"running"}
    assert (await desk.ticket(ref)).status == "new"


@pytest.mark.parametrize("button", ["claim", "ack"])
async def test_a_claim_or_an_ack_stops_the_acknowledgement_alone(desk: DeskHouse, button: str):
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("09:10"))
    await desk.person("dana").presses(button, ref)
    assert await states(desk, ref) == {"ack": "met", "response": "running", "resolution": "running"}


async def test_the_first_public_answer_stops_acknowledgement_and_response(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("09:10"))
    await desk.person("dana").answers(ref, "I look at it.")
    assert await states(desk, ref) == {"ack": "met", "response": "met", "resolution": "running"}
    response = await desk.stored_clock(ref, "response")
    said_in = (await desk.comments(ref))[-1].said_in
    place, root = await desk.thread(ref, "triage:service-desk")
    where = replace(await desk.message_in(ref, said_in), place=place, kind="channel", thread=root)
    await desk.until(at("09:12"))
    await desk.person("dana").edits(where, None)
    assert (await desk.comments(ref))[-1].text is None
    assert await desk.stored_clock(ref, "response") == response, "taken back later, it was still an answer"


async def test_a_responder_who_is_also_the_requester_answers_nothing(desk: DeskHouse):
    ref = await desk.person("dana").reports("P2")
    await desk.person("dana").answers(ref, "It is me again.")
    assert set((await states(desk, ref)).values()) == {"running"}
    assert (await desk.ticket(ref)).first_response_at is None


async def test_words_of_the_requester_or_a_watcher_answer_nothing(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2", home="slack:T1/C-it-help#5.5")
    await desk.person("mia").writes(ref, "It is getting worse.")
    await desk.person("jan").writes(ref, "Here too.")
    assert set((await states(desk, ref)).values()) == {"running"}


@pytest.mark.parametrize(
    ("priority", "resolution"), [("P1", "running"), ("P2", "paused"), ("P3", "paused"), ("P4", "paused")]
)
async def test_asking_the_requester_answers_and_pauses_where_the_policy_says_so(
    desk: DeskHouse, priority: str, resolution: str
):
    ref = await desk.person("mia").reports(priority)
    await desk.until(at("09:04"))
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    found = await states(desk, ref)
    assert (found["response"], found["resolution"]) == ("met", resolution)
    assert found.get("ack", "met") == "met"


@pytest.mark.parametrize(
    ("priority", "reason", "resolution"),
    [
        ("P1", "vendor", "running"),
        ("P2", "vendor", "running"),
        ("P3", "vendor", "paused"),
        ("P3", "change", "running"),
        ("P4", "change", "paused"),
        ("P4", "problem", "paused"),
    ],
)
async def test_other_holds_never_pause_the_answer_and_the_fix_only_by_policy(
    desk: DeskHouse, priority: str, reason: str, resolution: str
):
    ref = await desk.person("mia").reports(priority)
    await desk.person("dana").presses("claim", ref)
    await desk.person("dana").fills("hold", ref, reason=reason, reference="R-1", until="2026-10-28")
    found = await states(desk, ref)
    assert (found["response"], found["resolution"]) == ("running", resolution)
    assert found.get("ack", "met") == "met"
    assert (await desk.ticket(ref)).status == "on_hold"


async def test_an_order_for_a_later_day_owes_no_answer_before_it(desk: DeskHouse):
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    await desk.until(at("11:00"))
    desk.checked = len(desk.said)
    await desk.person("dana").tells(ref, "hold scheduled 2026-11-02")
    for metric in ("response", "resolution"):
        clock = await desk.stored_clock(ref, metric)
        assert (clock.state, clock.paused_for, clock.elapsed, clock.due_at) == ("paused", "scheduled", 7200, None)
    await desk.until("2026-11-02 08:59 CET")
    assert [one for one in desk.said[desk.checked :] if "needs an answer" in one.text or "passed" in one.text] == []
    await desk.until("2026-11-02 09:00 CET")
    response, resolution = [await desk.stored_clock(ref, metric) for metric in ("response", "resolution")]
    assert response.due_at == instant("2026-11-02 15:00 CET")
    assert resolution.due_at == instant("2026-11-03 15:00 CET")


async def test_a_raise_of_what_waits_for_its_day_lets_no_promise_run(desk: DeskHouse):
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    await desk.person("dana").tells(ref, "hold scheduled 2026-11-02")
    await desk.person("lena").fills("change", ref, service="network")
    for metric in ("response", "resolution"):
        assert (await desk.stored_clock(ref, metric)).paused_for == "scheduled"


async def test_an_answer_at_night_resumes_then_and_counts_from_the_next_opening(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("16:00"))
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    await desk.until(at("23:30"))
    await desk.person("mia").writes(ref, "Berlin.")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.since, clock.elapsed) == ("running", instant(at("23:30")), 7 * 3600)
    assert await due(desk, ref) == "2026-10-27 10:00 CET", "nine hours are left: eight on Friday, one on Tuesday"


async def test_words_from_before_the_question_are_no_answer_to_it(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("10:00"))
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    await desk.until("2026-10-22 10:00:20 CEST")
    await desk.person("mia").writes(ref, "Any news?", at="2026-10-22 09:59:50 CEST")
    assert (await desk.ticket(ref)).status == "on_hold"
    assert (await desk.stored_clock(ref, "resolution")).elapsed == 3600


async def test_a_reminder_touches_no_clock(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("10:00"))
    await desk.person("dana").fills("ask", ref, text="Which profile?")
    before = (await desk.ticket(ref)).clocks
    await desk.until("2026-10-27 12:00 CET")
    assert [one.kind for one in desk.said if one.kind == "reminder"] == ["reminder"]
    assert (await desk.ticket(ref)).clocks == before


async def test_resolving_at_once_answers_and_acknowledges_too(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("09:12"))
    await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued.")
    assert set((await states(desk, ref)).values()) == {"met"}
    before = (await desk.ticket(ref)).clocks
    await desk.person("mia").presses("confirm", ref)
    assert ((await desk.ticket(ref)).status, (await desk.ticket(ref)).clocks) == ("closed", before), (
        "closing stops nothing"
    )


async def _resolved(desk: DeskHouse, **reason: str) -> str:
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("10:00"))
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued.", **reason)
    return ref


async def test_a_reopening_leaves_the_first_answer_and_does_not_count_the_time_while_resolved(desk: DeskHouse):
    ref = await _resolved(desk)
    await desk.until(at("16:00"))
    await desk.person("mia").presses("reopen", ref)
    assert await states(desk, ref) == {"response": "met", "resolution": "running"}
    assert await due(desk, ref) == "2026-10-27 15:00 CET", "15 hours are left: one, eight and six"
    assert (await desk.stored_clock(ref, "resolution")).cycle == 2


async def test_what_was_missed_stays_missed_after_a_reopening(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until("2026-10-27 10:00 CET")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.", breach_reason="other")
    broken = (await desk.stored_clock(ref, "resolution")).breached_at
    assert broken == instant("2026-10-23 17:00 CEST")
    await desk.person("mia").presses("reopen", ref)
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued again.", breach_reason="other")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.breached_at) == ("missed", broken)


async def test_a_policy_that_restarts_gives_a_reopened_ticket_its_full_time():
    async with open_desk(MORNING, policy=with_rules(reopen="restart")) as desk:
        ref = await _resolved(desk)
        await desk.until(at("16:00"))
        await desk.person("mia").presses("reopen", ref)
        clock = await desk.stored_clock(ref, "resolution")
        assert (clock.elapsed, await due(desk, ref)) == (0, "2026-10-27 16:00 CET")


async def test_a_raise_leaves_at_least_the_floor(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("16:30"))
    await desk.person("dana").fills("prio", ref, impact="3", urgency="1")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.elapsed, clock.promised, clock.target) == (27_000, 28_800, 27_000 + 7200)
    assert await due(desk, ref) == "2026-10-23 10:30 CEST", "two hours: a quarter of eight"
    response = await desk.stored_clock(ref, "response")
    assert response.breached_at == instant(at("11:00"))
    assert await due(desk, ref, "response") == at("16:45"), "a running answer has its floor, too"


async def test_a_raise_with_time_enough_needs_no_floor(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("10:00"))
    await desk.person("dana").fills("prio", ref, impact="3", urgency="1")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.target, await due(desk, ref)) == (8 * 3600, at("17:00"))
    assert (await desk.stored_clock(ref, "ack")).started_at == instant(at("10:00")), "an ack is newly promised"


async def test_lowering_moves_the_fix_out_and_a_recorded_breach_stays(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until("2026-10-23 09:30 CEST")
    assert (await desk.stored_clock(ref, "resolution")).breached_at == instant(at("17:00"))
    await desk.person("lena").fills("prio", ref, impact="4", urgency="1")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.target, await due(desk, ref)) == (16 * 3600, "2026-10-23 17:00 CEST")
    assert clock.breached_at == instant(at("17:00"))
    assert (await states(desk, ref))["ack"] == "cancelled", "P3 promises no acknowledgement"
    await desk.until("2026-10-27 12:00 CET")
    breaches = [one for one in desk.said if one.kind == "breach" and one.facts["metric"] == "resolution"]
    assert [one.at for one in breaches] == [instant(at("17:00"))], "once per clock"


async def test_lowering_knows_no_floor(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until("2026-10-23 15:00 CEST")
    await desk.person("lena").fills("prio", ref, impact="4", urgency="1")
    assert await due(desk, ref) == "2026-10-23 17:00 CEST", "two of sixteen hours are left, less than a quarter"


async def test_lowering_in_the_last_tenth_needs_the_lead(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until(at("16:12"))
    reply = await desk.person("dana").fills("prio", ref, impact="4", urgency="2")
    assert not isinstance(reply, OpenForm), "nine tenths are not yet exceeded"
    assert (await desk.ticket(ref)).priority == "P4"


async def test_lowering_after_nine_tenths_is_refused_to_all_but_the_lead(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.until("2026-10-22 16:12:01 CEST")
    assert "the lead, can lower the priority" in refused(
        await desk.person("dana").fills("prio", ref, impact="4", urgency="2")
    )
    await desk.person("lena").fills("prio", ref, impact="4", urgency="2")
    assert (await desk.ticket(ref)).priority == "P4"


async def test_a_raise_during_a_hold_runs_at_once_and_the_earlier_pause_stays_out(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("10:00"))
    await desk.person("dana").fills("hold", ref, reason="vendor", reference="TN-1", until="2026-10-28")
    await desk.until(at("13:00"))
    await desk.person("dana").fills("prio", ref, impact="3", urgency="1")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.elapsed, clock.paused_for) == ("running", 3600, None)
    assert await due(desk, ref) == "2026-10-23 12:00 CEST", "seven of eight hours from 13:00 on"
    assert (await desk.ticket(ref)).status == "on_hold"


async def test_lowering_during_a_hold_pauses_at_once(desk: DeskHouse):
    ref = await desk.person("mia").reports("P2")
    await desk.person("dana").answers(ref, "I look at it.")
    await desk.until(at("10:00"))
    await desk.person("dana").fills("hold", ref, reason="vendor", reference="TN-1", until="2026-10-28")
    await desk.until(at("12:00"))
    await desk.person("dana").fills("prio", ref, impact="4", urgency="1")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.elapsed, clock.paused_for, clock.due_at) == ("paused", 3 * 3600, "vendor", None)
    await desk.until("2026-10-28 12:00 CET")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.since) == ("running", instant("2026-10-28 12:00 CET")), "the date that was named"


async def test_a_transfer_neither_resets_nor_pauses_a_clock(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").answers(ref, "I look at it.")
    before = (await desk.ticket(ref)).clocks
    await desk.until(at("10:00"))
    await desk.person("dana").fills("transfer", ref, team="infra", reason="needs a firewall change")
    assert (await desk.ticket(ref)).clocks == before


async def test_cancelling_ends_every_promise_and_keeps_a_breach(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until(at("11:01"))
    await desk.person("lena").fills("cancel", ref, reason="not_an_incident")
    assert set((await states(desk, ref)).values()) == {"cancelled"}
    assert (await desk.stored_clock(ref, "response")).breached_at == instant(at("11:00"))
    assert (await desk.stored_clock(ref, "resolution")).breached_at is None


async def test_a_late_reply_that_was_sent_in_time_keeps_the_promise(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until("2026-10-22 11:00:20 CEST")
    assert (await desk.stored_clock(ref, "response")).breached_at == instant(at("11:00"))
    await desk.person("dana").answers(ref, "I look at it.", at="2026-10-22 11:00:00 CEST")
    clock = await desk.stored_clock(ref, "response")
    assert (clock.state, clock.breached_at, clock.stopped_at) == ("met", None, instant(at("11:00")))


async def test_a_late_question_that_was_asked_in_time_keeps_the_promise(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.until("2026-10-23 17:00:10 CEST")
    assert (await desk.stored_clock(ref, "resolution")).breached_at == instant("2026-10-23 17:00 CEST")
    await desk.person("dana").fills("ask", ref, text="Which profile?", at="2026-10-23 16:59:50 CEST")
    clock = await desk.stored_clock(ref, "resolution")
    assert (clock.state, clock.elapsed, clock.breached_at) == ("paused", 16 * 3600 - 10, None)
    said = len(desk.said)
    await desk.until("2026-10-27 10:00 CET")
    await desk.person("mia").writes(ref, "Berlin.")
    await desk.until("2026-10-27 10:01 CET")
    assert (await desk.stored_clock(ref, "resolution")).breached_at == instant("2026-10-27 10:00:10 CET")
    assert not [one for one in desk.said[said:] if one.kind.startswith("breach")], "it was told once already"


async def test_a_breach_is_dated_by_its_instant_and_not_by_when_the_desk_looked(desk: DeskHouse):
    ref = await desk.person("mia").reports("P3")
    await desk.jump(at("13:07"))
    clock = await desk.stored_clock(ref, "response")
    assert clock.breached_at == clock.due_at == instant(at("11:00"))
    marked = await desk.events(ref, e.ClockMarked)
    assert [(one.mark, one.suppressed) for one in marked] == [
        ("50", "overtaken"),
        ("75", "overtaken"),
        ("90", "overtaken"),
        ("breach", None),
    ]


def test_the_floor_is_a_quarter_and_at_least_a_quarter_of_an_hour_and_never_more_than_the_target():
    from core.lifecycle.sla import floor

    policy = shipped()
    assert floor(policy, 16 * 3600) == 4 * 3600
    assert floor(policy, 1800) == 900
    assert floor(policy, 600) == 600
