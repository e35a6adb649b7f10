"""A task as a record of its own: how it begins, how it moves, and what each move means for its clock and its ladder.

Its clock counts to its `due`, if it has one, from when it may begin; its ladder watches that clock alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.calendars.hours import Duration, advance, is_open_day
from core.errors import Refusal
from core.fulfilment import calling, owing
from core.fulfilment.graph import morning_of, named, was_taken_away
from core.fulfilment.wanted import too_late
from core.lifecycle import escalation, sla, transitions
from core.naming import phrase_from, spellings
from core.people import SYSTEM, PersonId
from core.policy import Policy
from core.processes import REQUEST, TASK, Status, TaskDetails
from core.tickets import events as e
from core.tickets.called import name_as
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner, need_responder
from core.tickets.plan import Task, TaskState
from core.tickets.ticket import Ticket
from core.ui.text import shorten

TITLE = 120
_STATUS: Mapping[TaskState, Status] = {
    "blocked": "blocked",
    "waiting_date": "waiting_date",
    "ready": TASK.initial,
    "in_progress": TASK.working,
    "done": TASK.done,
    "skipped": "skipped",
    "failed": "failed",
    "dropped": TASK.cancelled,
}


def status_of(state: TaskState) -> Status:
    """In which status the record of a task stands that is in a state of the plan."""
    return _STATUS[state]


def waits_until(task: Task) -> datetime | None:
    """When the date comes that a task waits for, while nothing else keeps it."""
    return task.begins if task.state == "waiting_date" else None


def near_at(ticket: Ticket, policy: Policy) -> datetime | None:
    """When it is a working day before the date that a task waits for: the first open hour of that day. None where that
    was told, or it was the day already when it began to wait.
    """
    details = ticket.details
    if not isinstance(details, TaskDetails) or details.begins is None or details.near == details.begins:
        return None
    office = policy.calendars[policy.office]
    day = details.begins.astimezone(ZoneInfo(office.tz)).date()
    before = (day - timedelta(days=back) for back in range(1, 15))
    at = next((morning_of(each.isoformat(), office) for each in before if is_open_day(office, each)), None)
    since = details.dated_at or ticket.created_at
    return at if at is not None and since is not None and since < at else None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the record of a task begins with: the task, and of its request what its team needs to know."""

    task: Task
    parent: str
    desk: str
    service: str
    private: bool


def titled(task: Task, request: str, policy: Policy) -> str:
    """What the record of a task is called: by what is to be done, and its request's number."""
    name = task.do or phrase_from(task.key, spellings(policy.own_names))
    parent = name_as(request, REQUEST.kind, policy)
    return f"{shorten(name, TITLE - len(parent) - 3)} ({parent})"


def call_otherwise(draft: Draft, step: Task) -> None:
    """The record is called by what its step says by now: by the desk, whoever did what led to it."""
    title, person = titled(step, need_task(draft.ticket).parent, draft.policy), draft.actor
    if title != draft.ticket.title:
        draft.actor = SYSTEM
        draft.happen(e.Retitled(title))
        draft.actor = person


def begin(new: Beginning, number: int, policy: Policy, at: datetime, actor: PersonId) -> Draft:
    """The first events of a task's record, in the state that its request gave it. Nobody is its requester."""
    task = new.task
    draft = Draft(Ticket(), policy, at, actor)
    title = titled(task, new.parent, policy)
    status = status_of(task.state)
    draft.happen(
        e.Opened(
            ref=f"{policy.prefixes[TASK.kind]}-{number}",
            details=TaskDetails(
                parent=new.parent,
                key=task.key,
                desk=new.desk,
                begins=waits_until(task),
                automation=task.automation or "",
                halt=task.halt,
            ),
            status=status,
            title=title,
            description="",
            requester=SYSTEM,
            beneficiary=SYSTEM,
            logged_by=SYSTEM,
            source="request",
            service=new.service,
            priority="P4",
            priority_source="matrix",
            team=task.team,
            private=new.private or policy.team(task.team).private,
        )
    )
    if status == TASK.initial:
        _watch(draft, task.within)
        calling.begin(draft, amiss=task.amiss)
    if task.assignee:  # whoever had it before its request came to an end that was taken back
        draft.happen(e.Assigned(task.assignee))
    return draft


def move(draft: Draft, moved: e.TaskMoved, within: Duration | None = None) -> None:
    """Bring a task into another state, with its clock and its ladder; nothing where it is in that already.

    `within` is the time it has from now on, where it may begin. Raises Refusal where no task goes from here to there.
    """
    ticket = draft.ticket
    if ticket.status == moved.state and not moved.again:
        _redate(draft, moved)
        return
    transitions.move(ticket, moved.state)
    if ticket.failed and moved.state == TASK.initial and _was_taken_away(draft):
        calling.recall(draft)  # under its key it was given once, and is not given again
    ends = moved.state in (TASK.done, "failed")
    if ends and not moved.goes_on and ticket.assignee is None and draft.policy.team(ticket.team).has(draft.actor):
        draft.happen(e.Claimed(draft.actor))
    if moved.state == "failed" and _takes_away(draft):
        sla.resume(draft)  # what was given is still there: it is as late as it is, and its ladder goes on
    elif not (ticket.failed and moved.state == TASK.initial):  # tried again, what is owed has the time that it had
        _end_promise(draft, moved.state)
    draft.happen(moved)
    if moved.state == TASK.initial:
        _watch(draft, within)
        calling.begin(draft, amiss=moved.amiss or _gives_too_late(draft))


def _gives_too_late(draft: Draft) -> bool:
    """Whether a task would give what nobody was to have any more by now: no automation does that by itself."""
    late = too_late(draft.policy, draft.look(need_task(draft.ticket).parent), draft.at)
    return any(draft.ticket.ref == each.ref for each in late)


def _takes_away(draft: Draft) -> bool:
    """Whether a task takes away what another one gave, as the plan of its request has it."""
    step = named(draft.look(need_task(draft.ticket).parent).plan, draft.ticket.ref)
    return step is not None and owing.undoes(step)


def _was_taken_away(draft: Draft) -> bool:
    """Whether what a task may have given was taken away since, as the plan of its request has it."""
    plan = draft.look(need_task(draft.ticket).parent).plan
    step = named(plan, draft.ticket.ref)
    return step is not None and was_taken_away(plan, step)


def _end_promise(draft: Draft, state: Status) -> None:
    if state == TASK.done:
        sla.stop(draft, "resolution")
    else:
        sla.cancel(draft, "cancelled")
    if state != TASK.closed:
        escalation.end(draft, "resolved" if state == TASK.done else "cancelled")


def come_near(draft: Draft) -> None:
    """The working day has come before the date that it waits for."""
    if (begins := need_task(draft.ticket).begins) is not None:
        draft.happen(e.TaskNear(begins))


def let_begin(draft: Draft) -> None:
    """The date has come that it waited for, or what failed goes on after all.

    Its time is set by its request, which hears of it in the same breath.
    """
    transitions.move(draft.ticket, TASK.initial)
    draft.happen(e.TaskMoved(TASK.initial))


def need_hand(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Who may say what became of a task: its assignee, a responder while nobody has it, its team's lead, and the lead
    of the team that has the request. Raises Refusal.
    """
    details = ticket.details
    if isinstance(details, TaskDetails) and policy.team(details.desk).lead == person:
        return
    if ticket.done or ticket.over:
        need_responder(policy, ticket, person)  # they are told what became of it
    else:
        need_owner(policy, ticket, person)


def need_task(ticket: Ticket) -> TaskDetails:
    """What makes it a task. Raises Refusal for any other record."""
    if not isinstance(ticket.details, TaskDetails):
        raise Refusal("no_steps", ref=ticket.ref)
    return ticket.details


def watch(draft: Draft, within: Duration | None) -> None:
    """Give a task that may begin its time, unless its clock runs already; what does it by itself may have begun."""
    clock = draft.ticket.clock("resolution")
    if clock is None or not clock.live:
        _watch(draft, within)
    calling.begin(draft, amiss=_gives_too_late(draft))


def _watch(draft: Draft, within: Duration | None) -> None:
    if within is None:
        return
    target = sla.promised(draft.policy, draft.ticket)
    calendar = draft.calendar(target.calendar)
    seconds = within.open_seconds(calendar)
    due_at = advance(calendar, draft.at, seconds)
    pause_on = tuple(sorted(target.pause_on))
    draft.happen(e.ClockStarted("resolution", target.calendar, seconds, pause_on, draft.policy.version, due_at))
    escalation.arm(draft)


def _redate(draft: Draft, moved: e.TaskMoved) -> None:
    details = need_task(draft.ticket)
    if details.begins != moved.begins and draft.ticket.status in TASK.later:
        draft.happen(moved)
