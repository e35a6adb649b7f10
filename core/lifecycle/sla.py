"""Promises: how clocks start, stand still, carry over, stop and pass their thresholds (domain.md section 7).

Every function writes clock events on a draft. Elapsed is open time of the clock's calendar in whole seconds; kept or
broken is decided by comparing instants, never elapsed seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from core.calendars.hours import Calendar, Duration, advance, open_seconds, soonest
from core.policy import PauseReason, Policy, Target, WarnAt
from core.processes import METRICS, Metric
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Expected, SlaClock, Ticket

_MARKS: Mapping[WarnAt, e.Mark] = {50: "50", 75: "75", 90: "90"}


def promised(policy: Policy, ticket: Ticket) -> Target:
    """The promises that hold for `ticket` under `policy`."""
    return policy.target(ticket.service, ticket.kind, ticket.priority, policy.ordered(ticket.details))


def elapsed(clock: SlaClock, policy: Policy, at: datetime) -> int:
    """Open seconds that `clock` has counted up to `at` (what it had, when `at` lies before its last start)."""
    if clock.state != "running" or clock.since is None or at <= clock.since:
        return clock.elapsed
    return clock.elapsed + open_seconds(policy.calendar(clock.calendar), clock.since, at)


def is_over(clock: SlaClock, at: datetime) -> bool:
    """Whether a promise is over its time at `at`: it runs, and its date has gone by.

    One that was broken and has a later date since (after a lowering) is not over before that. What is told of a promise
    by what it is called on cards, in lists, digests and figures goes by this.
    """
    if clock.state != "running" or clock.due_at is None:
        return False
    return clock.due_at < at or (clock.breached_at is not None and clock.due_at == at)


def new_date(ticket: Ticket, clock: SlaClock, at: datetime) -> datetime | None:
    """The date still to come that the requester was told last of a promise that was broken, or that a lowering gave it.

    What cards, lists and `explain` say beside the date that was broken. None where no such date holds: the promise
    got another date since they were told one, or the one that they were told has gone by.
    """
    if clock.state != "running" or clock.breached_at is None or clock.due_at is None:
        return None
    told = ticket.expected
    if told is not None and told.by is not None and told.by > at and told_of(clock, told):
        return told.by
    return None if is_over(clock, at) else clock.due_at


def told_of(clock: SlaClock, told: Expected) -> bool:
    """Whether what the requester was told of a running promise is of the date that it has: it got no other since.

    One that was used up before they were told has the date on which it was broken still, whatever it was carried over.
    """
    since, due = clock.since or told.at, clock.due_at or told.at
    return told.metric == clock.metric and (since <= told.at or due <= told.at)


def given(ticket: Ticket) -> Iterator[SlaClock]:
    """The promises that its requester was given while the ticket is open: the answer and the goal, of no other.

    What is called overdue, due today and late goes by these alone.
    """
    return (clock for clock in ticket.clocks if ticket.open and clock.metric in ("response", "resolution"))


def overdue(ticket: Ticket, at: datetime) -> bool:
    """Whether a ticket is overdue at `at`: a promise that its requester was given is over its time."""
    return any(is_over(clock, at) for clock in given(ticket))


def to_keep(ticket: Ticket, at: datetime, before: datetime) -> datetime | None:
    """When the next promise that its requester was given is due, from `at` on and before `before`; None if none is.

    A promise that is over its time hides none that can still be kept.
    """
    ahead = (
        clock.due_at
        for clock in given(ticket)
        if clock.state == "running" and clock.due_at and clock.due_at < before and not is_over(clock, at)
    )
    return min(ahead, default=None)


def start(draft: Draft, paused: PauseReason | None = None) -> None:
    """Start every promised clock at the draft's instant; accrual begins with the calendar's next open hour."""
    target = promised(draft.policy, draft.ticket)
    for metric in METRICS:
        _start_one(draft, metric, target, paused)


def _start_one(draft: Draft, metric: Metric, target: Target, paused: PauseReason | None = None) -> None:
    promise = target.of(metric)
    if promise is None or metric not in draft.ticket.process.promises:
        return
    calendar = draft.calendar(target.calendar)
    seconds = promise.open_seconds(calendar)
    draft.happen(
        e.ClockStarted(
            metric=metric,
            calendar=target.calendar,
            target=seconds,
            pause_on=tuple(sorted(target.pause_on)),
            policy=draft.policy.version,
            due_at=None if paused else advance(calendar, draft.at, seconds),
            paused=paused,
        )
    )


def stop(draft: Draft, *metrics: Metric) -> None:
    """Stop live clocks. Met when stopped at or before the due instant, however late we hear of it (principle 3)."""
    for metric in metrics:
        clock = draft.ticket.clock(metric)
        if clock is None or not clock.live:
            continue
        late = clock.due_at is not None and draft.at > clock.due_at
        broken_before = clock.breached_at is not None and clock.breached_at < draft.at
        counted = elapsed(clock, draft.policy, draft.at)
        draft.happen(e.ClockStopped(metric, "missed" if late or broken_before else "met", counted))


def start_approval(draft: Draft, calendar: str, within: Duration, expires_at: datetime) -> None:
    """Start the clock of a stage of approval at the draft's instant: it is to be decided until it expires."""
    seconds = within.open_seconds(draft.calendar(calendar))
    draft.happen(e.ClockStarted("approval", calendar, seconds, (), draft.policy.version, expires_at))


def run_after_approval(draft: Draft) -> None:
    """Everybody agreed: what was promised runs from the draft's instant, with what it had counted."""
    for clock in draft.ticket.clocks:
        if clock.state == "paused" and clock.paused_for == "approval":
            _run(draft, clock)


def pause_for_approval(draft: Draft) -> None:
    """People are to agree again: every promise stands still until they do; what was counted is kept."""
    for clock in draft.ticket.clocks:
        if clock.state == "running":
            draft.happen(e.ClockPaused(clock.metric, "approval", elapsed(clock, draft.policy, draft.at)))


def cancel(draft: Draft, reason: e.ClockEnd) -> None:
    """End every live promise without an outcome."""
    for clock in draft.ticket.clocks:
        if clock.live:
            draft.happen(e.ClockCancelled(clock.metric, reason))


def pause(draft: Draft, reason: PauseReason) -> None:
    """Stand the promises still that a wait for this reason stops, where their policy says so."""
    for clock in draft.ticket.clocks:
        if clock.state == "running" and _stands_still(clock.metric, reason, clock.pause_on):
            draft.happen(e.ClockPaused(clock.metric, reason, elapsed(clock, draft.policy, draft.at)))


def _stands_still(metric: Metric, reason: PauseReason | None, pause_on: Collection[PauseReason]) -> bool:
    """Whether a promise stands still while the ticket waits for this.

    The answer is owed whoever else is waited for, but not before the day on which an order is to be begun (domain.md
    section 7: "response is never paused by a hold, only by approval or scheduled").
    """
    return reason in pause_on and (metric == "resolution" or (metric == "response" and reason == "scheduled"))


def resume(draft: Draft) -> None:
    """Let what stood still run again from the draft's instant."""
    for clock in draft.ticket.clocks:
        if clock.state == "paused" and clock.paused_for != "approval":
            _run(draft, clock)


def reopen(draft: Draft) -> None:
    """Run the stopped resolution clock again; the time while resolved is not counted.

    With the `restart` rule a new clock with its full target begins instead.
    """
    clock = draft.ticket.clock("resolution")
    if clock is None or clock.live or clock.state == "cancelled":
        return
    if draft.policy.rules.reopen == "restart":
        _start_one(draft, "resolution", promised(draft.policy, draft.ticket))
    else:
        _run(draft, clock)


def _run(draft: Draft, clock: SlaClock) -> None:
    draft.happen(e.ClockResumed(clock.metric, due_if_it_ran(clock, draft.policy, draft.at)))


def left(clock: SlaClock, policy: Policy, at: datetime) -> int:
    """Open seconds that `clock` has left at `at`; 0 once its time is up."""
    return max(clock.target - elapsed(clock, policy, at), 0)


def due_if_it_ran(clock: SlaClock, policy: Policy, at: datetime) -> datetime:
    """When `clock` is due where it runs on from `at`, with what it had counted."""
    return _due(clock, policy.calendar(clock.calendar), at, left(clock, policy, at))


def _due(clock: SlaClock, calendar: Calendar, at: datetime, left: int) -> datetime:
    """When a promise with `left` open seconds is due, running on from `at`.

    One that was broken and has nothing left is due when it was broken: nobody was promised anything for this instant.
    """
    if not left and clock.breached_at is not None:
        return clock.breached_at
    return advance(calendar, at, left)


def carry(draft: Draft) -> None:
    """Carry live clocks over to the promises that hold now (priority, service or category changed).

    Elapsed is kept; a shorter target leaves at least the floor, so that a raise never gives a deadline in the past.
    A metric that the new policy lacks is cancelled; an acknowledgement it newly asks for starts now. Stopped clocks
    are never judged again.
    """
    _carry(draft, {})


def mend_instead(draft: Draft, earlier: int) -> None:
    """An order is a fault: what was promised is carried over as by `carry`, and always leaves at least the floor.

    `earlier` are the open seconds that the resolution had counted before it was an order: no more than was left of
    them then is won by converting there and back.
    """
    _carry(draft, {"response": 0, "resolution": earlier})


def _carry(draft: Draft, earlier: Mapping[Metric, int]) -> None:
    target = promised(draft.policy, draft.ticket)
    for metric in METRICS:
        clock = draft.ticket.clock(metric)
        if clock is None or (metric == "ack" and clock.state == "cancelled"):
            if metric == "ack" and draft.ticket.acked_at is None:
                _start_one(draft, metric, target)
        elif clock.live:
            _carry_one(draft, metric, clock, target, earlier.get(metric))


def _carry_one(draft: Draft, metric: Metric, clock: SlaClock, target: Target, earlier: int | None = None) -> None:
    """Carry one over. `earlier`, as another kind of record: what it had counted before it was what it is until now."""
    promise = target.of(metric)
    if promise is None:
        draft.happen(e.ClockCancelled(metric, "no_longer_promised"))
        return
    calendar = draft.calendar(target.calendar)
    seconds = promise.open_seconds(calendar)
    spent = (earlier or 0) + elapsed(clock, draft.policy, draft.at) if draft.policy.rules.carry_elapsed else 0
    left = seconds - spent
    if earlier == 0:  # it is a fault, or an order, for the first time
        left = max(left, floor(draft.policy, seconds))
    elif seconds < clock.promised:
        # Never more than was left before it was an order: converting there and back wins no time.
        left = max(left, min(floor(draft.policy, seconds), seconds - (earlier or 0)))
    left = max(left, 0)
    waiting = draft.ticket.hold.reason if draft.ticket.hold else None
    paused: PauseReason | None = waiting if _stands_still(metric, waiting, target.pause_on) else None
    if draft.ticket.approving:
        paused = "approval"
    draft.happen(
        e.ClockRetargeted(
            metric=metric,
            calendar=target.calendar,
            promised=seconds,
            target=spent + left,
            pause_on=tuple(sorted(target.pause_on)),
            policy=draft.policy.version,
            elapsed=spent,
            due_at=None if paused else _due(clock, calendar, draft.at, left),
            paused=paused,
        )
    )


def deliver_instead(draft: Draft) -> None:
    """A fault has become an order: the promise to fix it ends, and one to deliver begins with nothing counted.

    The answer is owed as before, and nobody is to acknowledge anything (domain.md section 7, "convert"). Both stand
    still where somebody has to agree first.
    """
    target = promised(draft.policy, draft.ticket)
    for clock in draft.ticket.clocks:
        if not clock.live:
            continue
        if clock.metric == "response":
            _carry_one(draft, "response", clock, target, earlier=0)
        elif clock.breached_at is not None and clock.breached_at < draft.at:
            stop(draft, clock.metric)  # what is broken stays so: another kind of record is no way around it
        else:
            draft.happen(e.ClockCancelled(clock.metric, "converted"))
    waiting = draft.ticket.hold.reason if draft.ticket.hold else None
    paused: PauseReason | None = waiting if waiting in target.pause_on else None
    _start_one(draft, "resolution", target, "approval" if draft.ticket.approving else paused)


def floor(policy: Policy, seconds: int) -> int:
    """The least a raise leaves: `min(target, max(25% of target, 15m))`, in open seconds."""
    rules = policy.rules
    return min(seconds, max(seconds * rules.floor_pct // 100, rules.floor_min.open_seconds()))


def recalendar(draft: Draft, old: Policy) -> None:
    """Freeze what was counted under `old`'s calendars and go on with the present ones (`calendar_edit: forward`).

    A clock that ran out before the edit stays due when it was. One whose calendar is gone goes on with the calendar
    that is promised by now.
    """
    for clock in draft.ticket.clocks:
        if not clock.live or (clock.due_at is not None and clock.due_at <= draft.at):
            continue
        kept = clock.calendar in draft.policy.calendars
        name = clock.calendar if kept else promised(draft.policy, draft.ticket).calendar
        calendar = draft.calendar(name)
        if kept and calendar == old.calendar(clock.calendar):
            continue
        spent = elapsed(clock, old, draft.at)
        left = max(clock.target - spent, 0)
        draft.happen(
            e.ClockRetargeted(
                metric=clock.metric,
                calendar=name,
                promised=clock.promised,
                target=clock.target,
                pause_on=clock.pause_on,
                policy=clock.policy,
                elapsed=spent,
                due_at=None if clock.paused_for else advance(calendar, draft.at, left),
                paused=clock.paused_for,
            )
        )


def marks_ahead(clock: SlaClock, policy: Policy) -> Iterator[tuple[datetime, e.Mark]]:
    """The thresholds a running clock has yet to pass, each with its instant. The ack clock has only its breach.

    That of a stage of approval has none: it reminds and expires (`core.approvals.machine`).

    A threshold that a carry-over left behind is passed at the instant of the carry-over. A breach that something done
    in time has undone (heard of late) may come again, at its new instant.
    """
    if clock.state != "running" or clock.since is None or clock.due_at is None or clock.metric == "approval":
        return
    if clock.metric != "ack":
        calendar = policy.calendar(clock.calendar)
        for percent in policy.rules.warn_at:
            mark = _MARKS[percent]
            if mark in clock.marks or "breach" in clock.marks:
                continue
            left = clock.target * percent // 100 - clock.elapsed
            at = advance(calendar, clock.since, left) if left > 0 else clock.since
            yield at, mark
    if _may_breach(clock):
        yield clock.due_at, "breach"


def next_mark(clock: SlaClock, policy: Policy, until: datetime) -> datetime | None:
    """The first instant of `marks_ahead`, or None where that lies after `until`.

    Of thresholds the lowest is passed first, so one is counted through the calendar, and none that cannot come so soon.
    """
    if clock.state != "running" or clock.since is None or clock.due_at is None or clock.metric == "approval":
        return None
    found = clock.due_at if _may_breach(clock) and clock.due_at <= until else None
    left = _left_to_mark(clock, policy)
    if left is not None and soonest(clock.since, left) <= (latest := found or until):
        at = advance(policy.calendar(clock.calendar), clock.since, left)
        found = at if at <= latest else found
    return found


def _left_to_mark(clock: SlaClock, policy: Policy) -> int | None:
    """Open seconds from the clock's last start to the next threshold before its breach, 0 where it is behind."""
    if clock.metric == "ack" or "breach" in clock.marks:
        return None
    ahead = (percent for percent in policy.rules.warn_at if _MARKS[percent] not in clock.marks)
    percent = next(ahead, None)
    return None if percent is None else max(clock.target * percent // 100 - clock.elapsed, 0)


def _may_breach(clock: SlaClock) -> bool:
    return "breach" not in clock.marks or clock.breached_at is None
