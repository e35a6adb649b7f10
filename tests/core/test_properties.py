"""What holds for every story of a ticket, whatever people ask for and however often the desk looks at the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.agenda import agenda, next_instant
from core.processes import PROCESSES
from core.tickets import events as e
from core.tickets.events import Happened
from core.tickets.evolve import evolve, fold
from core.tickets.ticket import SlaClock, Ticket
from storage import codec
from storage.opened_with import corrects, opened_with
from tests.fakes.playing import Play, Story, begin, jump_to, play_out, step_to, stories

ENOUGH = settings(max_examples=settings().max_examples * 3 // 5)
"""Stories are long; the thorough profile still plays more than a thousand of them."""

# Written out from domain.md sections 4 and 5, and not from the code.
ALLOWED = {
    "incident": {
        ("new", "in_progress"),
        ("new", "on_hold"), ("in_progress", "on_hold"),
        ("on_hold", "in_progress"),
        ("new", "resolved"), ("in_progress", "resolved"), ("on_hold", "resolved"),
        ("resolved", "in_progress"), ("resolved", "closed"),
        ("new", "cancelled"), ("in_progress", "cancelled"), ("on_hold", "cancelled"),
    },
    "request": {
        ("pending_approval", "in_fulfilment"), ("in_fulfilment", "pending_approval"),
        ("pending_approval", "rejected"), ("pending_approval", "expired"), ("pending_approval", "cancelled"),
        ("in_fulfilment", "on_hold"), ("on_hold", "in_fulfilment"),
        ("in_fulfilment", "fulfilled"), ("on_hold", "fulfilled"),
        ("fulfilled", "in_fulfilment"), ("fulfilled", "closed"),
        ("in_fulfilment", "cancelled"), ("on_hold", "cancelled"),
    },
    "task": {
        ("blocked", "ready"), ("blocked", "waiting_date"), ("waiting_date", "ready"),
        ("waiting_date", "blocked"), ("ready", "blocked"),  # people have to agree anew
        ("in_progress", "blocked"), ("on_hold", "blocked"),  # ... also to what takes away on another day
        ("waiting_date", "done"),  # what was given goes on by another order
        ("ready", "in_progress"), ("ready", "on_hold"), ("in_progress", "on_hold"), ("on_hold", "in_progress"),
        *((state, "done") for state in ("blocked", "ready", "in_progress", "on_hold")),  # blocked: the whole is ended
        *((state, "failed") for state in ("ready", "in_progress", "on_hold")),
        *((state, "skipped") for state in ("blocked", "waiting_date", "ready", "in_progress", "on_hold", "failed")),
        *((state, "cancelled") for state in ("blocked", "waiting_date", "ready", "in_progress", "on_hold", "failed")),
        ("failed", "done"),  # an automation says so, too late for whoever had given it up
        ("failed", "ready"), ("done", "ready"), ("done", "closed"),
    },
}  # fmt: skip


def unfolded(play: Play) -> list[tuple[e.Happened, Ticket, Ticket]]:
    """Each entry of the log with the ticket before and after it."""
    ticket = Ticket()
    found = []
    for entry in play.log:
        after = evolve(ticket, entry)
        found.append((entry, ticket, after))
        ticket = after
    return found


def test_the_table_of_transitions_is_the_one_of_the_domain():
    for kind, process in PROCESSES.items():
        assert {(before, after) for before, many in process.moves.items() for after in many} == ALLOWED[kind]


@ENOUGH
@given(stories(late=True))
def test_a_ticket_is_the_fold_of_its_events_also_after_a_round_trip_through_storage(story: Story):
    play = play_out(story)
    assert fold(play.log) == play.ticket
    assert play.ticket.version == len(play.log)
    assert codec.read(Ticket, codec.write(play.ticket)) == play.ticket
    stored = [codec.write_event(entry.event) for entry in play.log]
    read = [
        e.Happened(entry.at, entry.actor, codec.read_event(*written))
        for entry, written in zip(play.log, stored, strict=True)
    ]
    assert fold(read) == play.ticket


def of_promises(play: Play) -> Iterator[tuple[Happened, Mapping[str, int]]]:
    """Everything that happened, each with how many promises there had been by then, by what they are about.

    Another kind of record has another promise: its thresholds are passed, and told, anew.
    """
    begun: Counter[str] = Counter()
    for entry in play.log:
        if isinstance(entry.event, e.ClockStarted):
            begun[entry.event.metric] += 1
        yield entry, begun.copy()


@ENOUGH
@given(stories(late=True))
def test_what_a_ticket_was_opened_with_stays_unless_it_is_corrected_and_need_not_be_stored_again(story: Story):
    for entry, before, after in unfolded(play_out(story)):
        if before.ref:
            assert (after.ref, after.created_at) == (before.ref, before.created_at)
            stays = opened_with(after) == opened_with(before)
            assert stays or corrects([entry]), entry.event


@ENOUGH
@given(stories(late=True))
def test_the_agenda_is_sorted_and_after_a_look_lies_in_the_future(story: Story):
    def watched(play: Play, at: datetime) -> None:
        step_to(play, at)
        coming = [one.at for one in agenda(play.ticket, play.policy)]
        assert coming == sorted(coming)
        assert all(one > at for one in coming)
        assert next_instant(play.ticket, play.policy) == min(coming, default=None)
        if play.ticket.status in ("closed", "cancelled"):
            assert {one.kind for one in agenda(play.ticket, play.policy)} <= {"survey_expiry"}

    play_out(story, watched)


@ENOUGH
@given(stories(late=True))
def test_no_sequence_of_wishes_makes_a_transition_that_the_domain_forbids(story: Story):
    for _, before, after in unfolded(play_out(story)):
        if before.ref and before.status != after.status and before.kind == after.kind:
            assert (before.status, after.status) in ALLOWED[after.kind]
            assert after.status in after.process.moves[before.status]


@ENOUGH
@given(stories(late=True))
def test_a_threshold_is_told_at_most_once_for_ever(story: Story):
    told = [
        (entry.event.metric, entry.event.mark, promise[entry.event.metric])
        for entry, promise in of_promises(play_out(story))
        if isinstance(entry.event, e.ClockMarked) and entry.event.suppressed is None
    ]
    assert len(told) == len(set(told))


@ENOUGH
@given(stories(late=True))
def test_a_threshold_is_passed_once_and_only_a_breach_that_was_undone_comes_again_in_silence(story: Story):
    marked = [
        (entry.event.metric, entry.event.mark, promise[entry.event.metric], entry.event.suppressed == "told")
        for entry, promise in of_promises(play_out(story))
        if isinstance(entry.event, e.ClockMarked)
    ]
    passed = [one[:3] for one in marked if not one[3]]
    assert len(passed) == len(set(passed))
    assert all(one[1] == "breach" and one[:3] in passed for one in marked if one[3])


@ENOUGH
@given(stories(late=True))
def test_nobody_is_told_twice_about_a_threshold(story: Story):
    told = [
        (entry.event.threshold, person, promise[entry.event.threshold.partition(":")[0]])
        for entry, promise in of_promises(play_out(story))
        if isinstance(entry.event, e.StepFired) and entry.event.threshold
        for person in entry.event.to
    ]
    assert len(told) == len(set(told))


@ENOUGH
@given(stories(late=True))
def test_a_breach_is_the_due_instant_and_stays(story: Story):
    for entry, before, after in unfolded(play_out(story)):
        for clock in after.clocks:
            was = before.clock(clock.metric)
            if was is None or was.breached_at == clock.breached_at or isinstance(entry.event, e.ClockStarted):
                continue
            if isinstance(entry.event, e.Converted) and before.interrupted is not None:
                assert clock.breached_at == before.interrupted.breached_at, (
                    "a promise that goes on is as broken as it was"
                )
            elif was.breached_at is None:
                assert clock.breached_at == was.due_at
            else:
                assert clock.breached_at is None, "a breach moves nowhere"
                assert entry.at <= was.breached_at, "only what was done in time undoes it"


@ENOUGH
@given(stories(late=True))
def test_a_promise_that_goes_on_is_never_newly_due_at_that_instant(story: Story):
    for entry, before, after in unfolded(play_out(story)):
        if not isinstance(entry.event, e.ClockResumed | e.ClockRetargeted):
            continue
        was, now = before.clock(entry.event.metric), after.clock(entry.event.metric)
        assert was is not None
        assert now is not None
        used_up = (
            was.breached_at is None and now.elapsed >= now.target
        )  # to the second, so that it is broken by the next
        if now.due_at is not None and not used_up:
            assert now.due_at > entry.at or now.due_at == was.breached_at, "what is broken has the date that it had"


@ENOUGH
@given(stories(late=True))
def test_kept_and_broken_are_decided_by_instants(story: Story):
    for entry, before, after in unfolded(play_out(story)):
        if not isinstance(entry.event, e.ClockStopped):
            continue
        was, now = before.clock(entry.event.metric), after.clock(entry.event.metric)
        assert was is not None
        assert now is not None
        in_time = was.due_at is None or entry.at <= was.due_at
        unbroken = was.breached_at is None or entry.at <= was.breached_at
        assert (now.state == "met") == (in_time and unbroken)
        assert (now.breached_at is None) == (now.state == "met")


@ENOUGH
@given(stories())
def test_elapsed_never_exceeds_the_time_that_passed_and_a_paused_clock_has_no_due_instant(story: Story):
    play = play_out(story)
    for ticket in play.states:
        for clock in ticket.clocks:
            assert clock.elapsed <= (play.now - clock.started_at).total_seconds()
            assert (clock.due_at is None) == (clock.state == "paused") or clock.state in ("met", "missed", "cancelled")
            if clock.state == "paused":
                assert ticket.hold is not None
                assert clock.paused_for == ticket.hold.reason
                assert clock.metric == "resolution", "an answer is never paused by a hold"


def _kept(clock: SlaClock) -> tuple[object, ...]:
    return (
        clock.metric, clock.state, clock.elapsed, clock.since, clock.due_at, clock.target, clock.promised,
        clock.stopped_at, clock.breached_at, clock.cycle, set(clock.marks),
    )  # fmt: skip


def _stands(ticket: Ticket) -> tuple[object, ...]:
    ladder = ticket.ladder
    return (
        ticket.status, ticket.assignee, ticket.team, ticket.hold, ticket.resolved_at, ticket.closes_at,
        ticket.closed_at, ticket.reopen_count, ticket.acked_at, ticket.first_response_at,
        ladder and (ladder.ladder, ladder.armed_at, ladder.round, ladder.step, ladder.acked, ladder.exhausted),
    )  # fmt: skip


def _spoken(play: Play) -> tuple[set[object], set[object]]:
    """What was said of thresholds and by ladders; and what else time brought, with its instants."""
    steps: set[object] = set()
    others: set[object] = set()
    armed = 0
    for entry in play.log:
        match entry.event:
            case e.LadderArmed():
                armed += 1
            case e.ClockMarked(metric=metric, mark=mark, suppressed=None):
                steps.add((metric, mark))
            case e.StepFired(threshold=None, suppressed=None, cause="step") as step:
                steps.add((armed, step.round, step.step))
            case e.Reminded(count=count, suppressed=None):
                steps.add(("reminder", count, entry.at))
            case e.Resumed() | e.Resolved() | e.Closed() | e.NobodyAnswered():
                others.add((type(entry.event), entry.at))
    return steps, others


@st.composite
def _ways(draw: st.DrawFn) -> tuple[Story, list[int]]:
    return draw(stories(most=6)), draw(st.lists(st.integers(0, 100), max_size=4))


@ENOUGH
@given(_ways())
def test_time_may_pass_in_any_steps_and_ends_with_the_same_promises(way: tuple[Story, list[int]]):
    story, stops = way

    def stop_at_some(play: Play, at: datetime) -> None:
        start, length = play.now, at - play.now
        for percent in sorted(stops):
            play.look((start + length * percent / 100).replace(microsecond=0))
        play.look(at)

    stepped, jumped, halting = play_out(story), play_out(story, jump_to), play_out(story, stop_at_some)
    for other in (jumped, halting):
        assert [_kept(clock) for clock in other.ticket.clocks] == [_kept(clock) for clock in stepped.ticket.clocks]
        assert _stands(other.ticket) == _stands(stepped.ticket)
        said, brought = _spoken(other)
        all_said, all_brought = _spoken(stepped)
        assert brought == all_brought
        assert said <= all_said, "a jump only ever says less"


@ENOUGH
@given(stories(most=5))
def test_a_jump_over_several_thresholds_of_a_clock_tells_the_highest_alone(story: Story):
    play = play_out(story, jump_to)
    for one, two in pairwise(play.log):
        if isinstance(one.event, e.ClockMarked) and isinstance(two.event, e.ClockMarked):
            lower_told = one.event.metric == two.event.metric and one.event.suppressed is None
            assert not lower_told or one.at < two.at
    for ticket in play.states:
        assert all(clock.breached_at is None or "breach" in clock.marks for clock in ticket.clocks if clock.live)


@ENOUGH
@given(stories(most=1), st.integers(0, 90))
def test_hearing_late_of_what_was_done_leaves_the_clocks_of_hearing_at_once(story: Story, seconds: int):
    act = story.acts[0]
    prompt, late = begin(story), begin(story)
    at = story.start + act.after
    heard = at + timedelta(seconds=seconds)
    step_to(prompt, at)
    prompt.act(act, at)
    step_to(late, heard)
    late.act(act, at)
    end = heard + story.rest
    step_to(prompt, end)
    step_to(late, end)

    def judged(play: Play) -> list[object]:
        return [_kept(clock)[:-1] for clock in play.ticket.clocks]

    assert judged(late) == judged(prompt)
    assert late.ticket.status == prompt.ticket.status
