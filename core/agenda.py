"""What time will bring if nobody acts, and what happens when it does.

`agenda` is a pure function of a ticket and the policy; storage keeps only its earliest instant. `tick` plays the
agenda up to an instant, in the order of its instants, each event dated with its own. Several thresholds of one clock
(or rungs of one ladder) that were passed at once end in the highest one alone, which tells also whom only the others
name; those are kept as suppressed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, assert_never

from core.approvals import due as approvals
from core.approvals import state
from core.calendars.hours import add
from core.fulfilment import steps, task
from core.fulfilment.halting import last_day_over
from core.lifecycle import escalation, sla, survey, transitions
from core.people import SYSTEM
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.processes import Metric, TaskDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import SlaClock, Ticket

LAST = datetime.max.replace(tzinfo=UTC)
"""No instant comes after this one."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A promise comes near its end, or to it."""

    metric: Metric
    mark: e.Mark

    def __str__(self) -> str:
        """As `clock:response:75`."""
        return f"clock:{self.metric}:{self.mark}"


@dataclass(frozen=True, slots=True)
class Rung:
    """The ladder reaches its step `number` in the round `turn`, both from 0."""

    turn: int
    number: int

    def __str__(self) -> str:
        """As `ladder:0:1`."""
        return f"ladder:{self.turn}:{self.number}"


@dataclass(frozen=True, slots=True)
class Reminder:
    """The requester is reminded of the open question, for the first time with `count` 1."""

    count: int

    def __str__(self) -> str:
        """As `reminder:1`."""
        return f"reminder:{self.count}"


@dataclass(frozen=True, slots=True)
class ApprovalReminder:
    """Those who have not decided are reminded, for the first time with `count` 1."""

    count: int

    def __str__(self) -> str:
        """As `approval_reminder:1`."""
        return f"approval_reminder:{self.count}"


Brought = (
    Threshold
    | Rung
    | Reminder
    | ApprovalReminder
    | Literal[
        "ack_timeout",
        "estimate_over",
        "hold_until",
        "auto_resolve",
        "auto_close",
        "approval_expiry",
        "task_near",
        "task_begins",
        "last_day_over",
    ]
    | survey.Brings
)
"""What time can bring to a ticket."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line of a ticket's agenda: what time will bring, when, and why then."""

    at: datetime
    brings: Brought
    why: Phrase

    @property
    def kind(self) -> str:
        """What it brings in a word, for logs and order: `clock:response:75`, `auto_close`."""
        return str(self.brings)


def agenda(ticket: Ticket, policy: Policy) -> tuple[Due, ...]:
    """Everything that time will bring to `ticket`, sorted by instant.

    To one that is over that is no more than the end of the question how it was.
    """
    coming: list[Due] = []
    if ticket.open:
        coming += _promises(ticket, policy)
        coming += _expected(ticket)
        coming += _rungs(ticket, policy)
        coming += _waiting(ticket, policy)
        coming += _deciding(ticket, policy)
        coming += _ending(ticket, policy)
    elif ticket.done and ticket.closes_at is not None:
        coming.append(Due(ticket.closes_at, "auto_close", phrase("closes_by_itself")))
    elif (begins := _begins(ticket)) is not None:
        coming.append(Due(begins, "task_begins", phrase("task_day")))
        if (near := task.near_at(ticket, policy)) is not None:
            coming.append(Due(near, "task_near", phrase("task_near")))
    if not ticket.open and (asked := survey.coming(ticket)) is not None:
        coming.append(Due(*asked, phrase("survey_due") if asked[1] == "survey" else phrase("survey_ends")))
    return tuple(sorted(coming, key=lambda due: (due.at, due.kind)))


def next_instant(ticket: Ticket, policy: Policy, until: datetime = LAST) -> datetime | None:
    """The earliest instant of the agenda, if it is not after `until`: what is stored, and what `tick` asks for.

    Every decision asks this three times. So the agenda, whose every threshold is counted through the calendar, is not
    worked out for it, and what cannot come so soon is not counted at all.
    """
    if not ticket.open:
        asked = survey.coming(ticket)
        begins = _begins(ticket)
        near = task.near_at(ticket, policy) if begins else None
        ahead = (ticket.closes_at if ticket.done else begins, near, asked[0] if asked else None)
        return min((at for at in ahead if at is not None and at <= until), default=None)
    found = None
    for due in (
        *_rungs(ticket, policy), *_expected(ticket), *_waiting(ticket, policy), *_deciding(ticket, policy),
        *_ending(ticket, policy),
    ):  # fmt: skip
        if due.at <= (found or until):
            found = due.at
    for clock in ticket.clocks:
        found = sla.next_mark(clock, policy, found or until) or found
    return found


def _begins(ticket: Ticket) -> datetime | None:
    """When the date comes that a task waits for."""
    waits = isinstance(ticket.details, TaskDetails) and ticket.status in ticket.process.later
    return ticket.details.begins if waits and isinstance(ticket.details, TaskDetails) else None


def _promises(ticket: Ticket, policy: Policy) -> list[Due]:
    found = []
    for clock in ticket.clocks:
        for at, mark in sla.marks_ahead(clock, policy):
            found.append(Due(at, Threshold(clock.metric, mark), _why_marked(ticket, clock, mark)))
    return found


def _expected(ticket: Ticket) -> list[Due]:
    """When an instant goes by that the requester was told to expect it by, and nobody has written to them since.

    Not where the promise got another date in the meantime, or stood still as that instant came.
    """
    told = ticket.expected
    clock = ticket.clock(told.metric) if told is not None else None
    if told is None or told.by is None or clock is None or clock.state != "running":
        return []
    if (
        not sla.told_of(clock, told)
        or told.by <= (clock.since or told.at)
        or (ticket.last_public_at or told.at) > told.at
    ):
        return []
    return [Due(told.by, "estimate_over", phrase("expected_by_then"))]


def _why_marked(ticket: Ticket, clock: SlaClock, mark: e.Mark) -> Phrase:
    if mark == "breach":
        return phrase("promise_due", kind=ticket.kind, metric=clock.metric, calendar=clock.calendar)
    return phrase("promise_used", kind=ticket.kind, metric=clock.metric, calendar=clock.calendar, share=mark)


def _rungs(ticket: Ticket, policy: Policy) -> list[Due]:
    found = []
    if ticket.ladder is not None:
        step = escalation.next_step(ticket.ladder, policy)
        if step is not None:
            at, turn, number = step
            why = phrase("next_rung", ladder=ticket.ladder.ladder, round=turn + 1, step=number + 1)
            found.append(Due(at, Rung(turn, number), why))
    silent = escalation.ack_timeout_at(ticket, policy)
    if silent is not None:
        found.append(Due(silent, "ack_timeout", phrase("silent_since_ack")))
    return found


def _waiting(ticket: Ticket, policy: Policy) -> list[Due]:
    hold = ticket.hold
    if hold is None:
        return []
    if hold.reason != "requester":
        return [Due(hold.until, "hold_until", phrase("hold_date"))] if hold.until else []
    office = policy.calendars[policy.office]
    rules = policy.lifecycle
    found = []
    if hold.reminded < len(rules.remind_after):
        at = add(office, hold.since, rules.remind_after[hold.reminded])
        found.append(Due(at, Reminder(hold.reminded + 1), phrase("question_open")))
    ends = add(office, hold.since, rules.auto_resolve_after)
    found.append(Due(ends, "auto_resolve", phrase("question_unanswered")))
    return found


def _deciding(ticket: Ticket, policy: Policy) -> list[Due]:
    found = []
    for at, count in approvals.coming(ticket, policy):
        if count is None:
            found.append(Due(at, "approval_expiry", phrase("approval_undecided")))
        else:
            waits = ticket.requester if ticket.approval and ticket.approval.unanswered else None
            why = phrase("approval_open", people=state.undecided(ticket), person=waits)
            found.append(Due(at, ApprovalReminder(count), why))
    return found


def _ending(ticket: Ticket, policy: Policy) -> list[Due]:
    over = last_day_over(policy, ticket)
    return [Due(over, "last_day_over", phrase("last_day_passed"))] if over is not None else []


def tick(draft: Draft) -> None:
    """Let everything happen that was due at or before the draft's instant, each at its own instant, by the system."""
    until = draft.at
    actor = draft.actor
    draft.actor = SYSTEM
    while (soonest := next_instant(draft.ticket, draft.policy, until)) is not None:
        coming = agenda(draft.ticket, draft.policy)
        draft.at = soonest
        _bring(draft, coming, until)
    draft.at, draft.actor = until, actor


_OF_TASKS: Mapping[Brought, Callable[[Draft], None]] = {
    "task_near": task.come_near,
    "task_begins": task.let_begin,
    "last_day_over": steps.leave_late,
}


def _bring(draft: Draft, coming: tuple[Due, ...], until: datetime) -> None:
    match coming[0].brings:
        case Threshold(metric=metric, mark=mark):
            ahead = (due.brings for due in coming[1:] if due.at <= until)
            higher = any(isinstance(each, Threshold) and each.metric == metric for each in ahead)
            _pass_mark(draft, metric, mark, until, overtaken=higher)
        case Rung(turn=turn, number=number):
            _reach(draft, turn, number, until)
        case "ack_timeout":
            escalation.fire_ack_timeout(draft)
        case "estimate_over":
            transitions.tell_delay_again(draft, until)
        case "hold_until":
            transitions.resume(draft, "date_reached")
        case Reminder() | ApprovalReminder() as reminder:
            _remind(draft, reminder, until)
        case "approval_expiry":
            approvals.expire(draft)
        case "auto_resolve":
            transitions.resolve(draft, "no_response", text="")
        case "task_near" | "task_begins" | "last_day_over" as brings:
            _OF_TASKS[brings](draft)
        case "auto_close":
            transitions.close(draft, confirmed=False)
        case "survey" | "survey_expiry" as brings:
            survey.bring(draft, brings)
        case never:
            assert_never(never)


def _remind(draft: Draft, reminder: Reminder | ApprovalReminder, until: datetime) -> None:
    """Remind whoever is asked; where the next reminder was due as well before anybody looked, this one is recorded."""
    count = reminder.count
    if isinstance(reminder, Reminder):
        following = _waiting(_reminded(draft.ticket, count), draft.policy)
        overtaken = any(due.at <= until and isinstance(due.brings, Reminder) for due in following)
        transitions.remind(draft, count, suppressed="overtaken" if overtaken else None)
    else:
        overtaken = any(at <= until for at, _ in approvals.coming(draft.ticket, draft.policy, reminded=count))
        approvals.remind(draft, count, suppressed="overtaken" if overtaken else None)


def _reminded(ticket: Ticket, count: int) -> Ticket:
    return replace(ticket, hold=replace(ticket.hold, reminded=count)) if ticket.hold else ticket


def _pass_mark(draft: Draft, metric: Metric, mark: e.Mark, until: datetime, *, overtaken: bool) -> None:
    """Pass a threshold. One that was told before (of a breach that was undone) is told no second time."""
    clock = draft.ticket.clock(metric)
    told = clock is not None and mark in clock.marks
    suppressed: e.Suppressed | None = "told" if told else "overtaken" if overtaken else None
    estimate = transitions.new_estimate(draft, metric, until) if mark == "breach" and not suppressed else None
    draft.happen(e.ClockMarked(metric, mark, draft.at, suppressed, estimate))
    if estimate is not None:
        draft.happen(e.DelayTold(metric, 1, estimate))
    if suppressed is None:
        escalation.fire_at(draft, metric, mark, until)


def _reach(draft: Draft, turn: int, number: int, until: datetime) -> None:
    """Reach a rung; when the next one was passed as well before anybody looked, this one is only recorded."""
    run = draft.ticket.ladder
    if run is None:
        return
    following = escalation.next_step(replace(run, round=turn, step=number + 1), draft.policy)
    overtaken = following is not None and draft.at < following[0] <= until
    if overtaken:
        escalation.fire_after(draft, turn, number, suppressed="overtaken")
    else:
        escalation.fire_after(draft, turn, number, seen=until)
