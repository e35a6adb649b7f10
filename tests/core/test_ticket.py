"""The fold: what each event leaves of a ticket, and what a late one undoes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.comments import fold_comments
from core.tickets.evolve import evolve, fold
from core.tickets.ticket import SlaClock, Ticket
from tests.core.test_announce import _opened
from tests.fakes.desk import instant
from tests.fakes.playing import DANA, EMRE, MIA

NOW = instant("2026-10-22 10:00 CEST")
DUE = NOW + timedelta(hours=1)
ORDERED = {"details": RequestDetails(item="laptop"), "status": "in_fulfilment"}


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def ticket(*events: e.Event | tuple[float, e.Event], **opened: object) -> Ticket:
    """A ticket after these events; a pair gives the minutes after the opening."""
    log = [e.Happened(NOW, MIA, _opened(**opened))]
    for each in events:
        minutes, event = each if isinstance(each, tuple) else (0, each)
        log.append(e.Happened(later(minutes), DANA, event))
    return fold(log)


STARTED = e.ClockStarted("resolution", "always", 3600, ("requester",), "v", DUE)
BROKEN = (60, e.ClockMarked("resolution", "breach", DUE))


def clock(*events: e.Event | tuple[float, e.Event]) -> SlaClock:
    found = ticket(STARTED, *events).clock("resolution")
    assert found is not None
    return found


def test_every_event_counts_as_one_version():
    assert ticket(e.Claimed(DANA), e.Assigned(EMRE)).version == 3


def test_an_event_without_a_fold_is_a_bug():
    @dataclass(frozen=True, slots=True)
    class Unheard:
        pass

    with pytest.raises(TypeError, match="Unheard"):
        evolve(Ticket(), e.Happened(NOW, MIA, Unheard()))  # type: ignore[arg-type]


def test_a_clock_that_is_not_there_is_a_bug():
    with pytest.raises(LookupError, match="no ack clock"):
        ticket(e.ClockCancelled("ack", "cancelled"))


def test_a_ticket_begins_as_its_opening_says():
    assert (ticket().kind, ticket().status) == ("incident", "new")
    assert (ticket(**ORDERED).kind, ticket(**ORDERED).status) == ("request", "in_fulfilment")


def test_a_changed_priority_leaves_what_an_order_has():
    raised = e.PriorityChanged("P4", "P3", 1, 1, "override")
    assert ticket(raised, **ORDERED).details == RequestDetails(item="laptop")


def test_a_claim_begins_the_work_of_an_incident_and_leaves_a_request_in_fulfilment():
    assert ticket(e.Claimed(DANA)).status == "in_progress"
    assert ticket(e.Claimed(DANA), **ORDERED).status == "in_fulfilment"


def test_the_first_acknowledgement_and_the_first_answer_stay():
    answer = e.Commented("c1", DANA, "responder", True, "On it.")
    after = ticket((1, e.Claimed(DANA)), (2, answer), (3, replace(answer, comment="c2")), (4, e.Claimed(EMRE)))
    assert (after.acked_at, after.first_response_at, after.last_public_at) == (later(1), later(2), later(3))


@pytest.mark.parametrize(
    ("voice", "public"), [("responder", False), ("requester", True), ("watcher", True), ("system", True)]
)
def test_only_a_responders_public_words_answer(voice: str, public: bool):
    after = ticket((1, e.Commented("c1", DANA, voice, public, "Words.")))  # type: ignore[arg-type]
    assert (after.acked_at, after.first_response_at, after.last_public_at) == (None, None, None)


def reads(*events: e.Event) -> str | None:
    (comment,) = fold_comments(e.Happened(later(1), DANA, event) for event in events)
    return comment.text


def test_an_edit_replaces_the_words_however_late_it_is():
    said = e.Commented("c1", DANA, "responder", True, "On it.")
    assert reads(said, e.CommentEdited("c1", "On it!", late=False)) == "On it!"
    assert reads(said, e.CommentEdited("c1", "On it!", late=True)) == "On it!"
    assert reads(said, e.CommentDeleted("c1")) is None


def test_a_transfer_clears_the_assignee_and_counts_the_hand_over():
    after = ticket(e.Claimed(DANA), e.Transferred("infra", "why"), home="slack:T1/C1#5.5")
    assert (after.team, after.assignee, after.handoff_count, after.home) == ("infra", None, 1, "slack:T1/C1#5.5")


def test_a_ticket_that_becomes_private_leaves_the_place_where_it_was_public():
    after = ticket(e.Transferred("security", "why", private=True), home="slack:T1/C1#5.5")
    assert (after.private, after.home) == (True, "direct")


def test_a_resolution_ends_a_hold_and_a_reopening_takes_the_resolution_back():
    held = e.Held("vendor", party="TeleNord", until=DUE)
    resolved = ticket(held, (5, e.Resolved("fixed", "Reissued.", DUE)))
    assert (resolved.hold, resolved.resolved_at, resolved.closes_at) == (None, later(5), DUE)
    again = ticket(
        held, (5, e.Resolved("fixed", "Reissued.", DUE)), (6, e.Reopened()), (7, e.Resolved("fixed", "x", DUE))
    )
    assert (again.reopen_count, again.first_resolved_at, again.resolved_at) == (1, later(5), later(7))


def test_a_breach_is_dated_by_what_it_was_due_for():
    broken = clock((75, e.ClockMarked("resolution", "breach", DUE)))
    assert (broken.breached_at, broken.state) == (DUE, "running")


def test_a_breach_outlives_everything_that_comes_after_it():
    for event in (
        e.ClockPaused("resolution", "requester", 3600),
        e.ClockRetargeted("resolution", "always", 9000, 9000, (), "v", 3600, later(200), None),
        e.ClockCancelled("resolution", "cancelled"),
        e.ClockStopped("resolution", "missed", 3700),
    ):
        assert clock(BROKEN, (61, event)).breached_at == DUE


@pytest.mark.parametrize("minutes", [59, 60])
def test_what_was_done_in_time_and_heard_of_late_undoes_it(minutes: int):
    for event in (
        e.ClockPaused("resolution", "requester", 3540),
        e.ClockRetargeted("resolution", "always", 9000, 9000, (), "v", 3540, later(200), None),
        e.ClockCancelled("resolution", "cancelled"),
        e.ClockStopped("resolution", "met", 3540),
    ):
        assert clock(BROKEN, (minutes, event)).breached_at is None


def test_a_missed_clock_without_a_mark_is_broken_at_its_due_instant():
    assert clock((70, e.ClockStopped("resolution", "missed", 3600))).breached_at == DUE


def test_a_reopened_clock_begins_its_next_cycle_and_a_resumed_one_does_not():
    stopped = (10, e.ClockStopped("resolution", "met", 600))
    resumed = (20, e.ClockResumed("resolution", later(90)))
    assert (clock(stopped, resumed).cycle, clock(stopped, resumed).stopped_at) == (2, None)
    paused = (10, e.ClockPaused("resolution", "requester", 600))
    assert (clock(paused, resumed).cycle, clock(paused, resumed).since) == (1, later(20))


def test_marks_are_a_set_in_the_order_in_which_they_were_passed():
    twice = [(minutes, e.ClockMarked("resolution", mark, DUE)) for minutes, mark in ((60, "breach"), (90, "breach"))]  # type: ignore[arg-type]
    assert clock(*twice).marks == ("breach",)


ARMED = e.LadderArmed("P1", "service-desk", "v", "always", True)


def test_a_step_that_was_called_is_remembered_and_a_suppressed_one_called_nobody():
    fired = ticket(ARMED, (5, e.StepFired("page", (DANA,), NOW, step=0)))
    assert fired.ladder is not None
    assert (fired.ladder.step, fired.ladder.tried, dict(fired.pinged)) == (1, (DANA,), {DANA: later(5)})
    silent = ticket(ARMED, (5, e.StepFired("page", (DANA,), NOW, step=0, suppressed="overtaken")))
    assert silent.ladder is not None
    assert (silent.ladder.step, silent.ladder.tried, silent.pinged) == (1, (), ())


def test_a_threshold_told_moves_no_step():
    fired = ticket(ARMED, e.StepFired("dm", (DANA,), NOW, threshold="resolution:75"))
    assert fired.ladder is not None
    assert (fired.ladder.step, fired.told) == (0, (("resolution:75", DANA),))


def test_arming_again_begins_anew_and_forgets_no_threshold():
    again = ticket(
        ARMED, e.StepFired("dm", (DANA,), NOW, threshold="resolution:75"), e.LadderAcked(DANA), (9, ARMED)
    )  # fmt: skip
    assert again.ladder is not None
    assert (again.ladder.acked, again.ladder.armed_at, again.ladder.step) == (False, later(9), 0)
    assert again.told == (("resolution:75", DANA),)
