"""From what happened to the tasks of a request to what is said: its cards, in each team that has one, and few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from core.fulfilment import calling, owing, steps
from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts
from core.notifications.recipients import Announcer
from core.notifications.steps import (
    STEP_DROPPED,
    STEP_FAILED,
    STEP_LATE,
    STEP_READY,
    STEP_THERE,
    STEP_UNDO,
    STEP_UNREAD,
    STEPS_EARLY,
    Dropped,
    Early,
    Ending,
    Failed,
    Late,
    Ready,
    There,
    Undo,
    Unread,
)
from core.people import SYSTEM, PersonId
from core.processes import TASK, RequestDetails, TaskDetails
from core.processes.calls import BROKEN, LOOKED
from core.tickets import events as e
from core.tickets.called import name_of
from core.tickets.comments import Comment
from core.tickets.evolve import fold
from core.tickets.permissions import asking_people
from core.tickets.plan import Task
from core.tickets.ticket import Ticket

_UNWANTED = (e.Cancelled, e.Converted, e.Rejected, e.ApprovalExpired)
"""After these a request is not wanted any more as it was ordered."""


def draw_for_teams(out: Announcer, last: e.Happened) -> None:
    """Other teams with tasks of a request have a card of it, drawn anew with what it shows."""
    before, after = out.before, out.after
    for team in dict.fromkeys(task.team for task in (*before.plan, *after.plan)):
        shown = team in (before.team, after.team)
        has = steps.of_team(before, team) or steps.of_team(after, team)  # where it has none left, its card says so
        if shown or not has or _shows(before) == _shows(after):
            continue
        out.triage(TRIAGE_CARD, Facts(), last.at, team=team, anew=not steps.of_team(before, team))


def _shows(ticket: Ticket) -> object:
    """What the card of another team shows of a request."""
    return ticket.title, ticket.requester, ticket.private, ticket.over, ticket.plan


def tell_ready(out: Announcer, happened: Sequence[e.Happened], comment: Callable[[str], Comment | None]) -> None:
    """Each team reads in one line which of its tasks can begin by now, unless it reads that on a card that is new.

    One whose task was not right reads what is wrong as well, unless that is private or stands in its thread already:
    also what was wrong before the order was changed.
    """
    before, after, last = out.before, out.after, happened[-1]
    by, wrong = _amiss(out, happened, comment)
    was = {task.key: task for task in before.plan}
    begun = [task for task in after.plan if task.ref and task.state == "ready" and _changed(was.get(task.key), task)]
    for team in dict.fromkeys(task.team for task in begun):
        stood = bool(before.ref) if team == after.team else bool(steps.of_team(before, team))
        if not stood:
            continue
        mine = [task for task in begun if task.team == team]
        again = [task for task in mine if (old := was.get(task.key)) is not None and old.state == "done"]
        if again and _reads_of_reopening(out, team):
            continue
        author, why = (by if again else None), (wrong if again and team != after.team and not after.private else "")
        if not again and (team == after.team or not after.private):
            author, why = _amiss_before(out, mine, comment)
        said = Ready(
            tasks=tuple(task.do or task.key for task in mine),
            refs=tuple(task.ref for task in mine),
            ping=tuple(dict.fromkeys(task.assignee for task in mine if task.assignee)),
            again=bool(again),
            due_at=min((task.due_at for task in mine if task.due_at), default=None),
            runs=any(task.awaits for task in mine),
            by=author,
            why=why,
        )
        out.triage(STEP_READY, said, last.at, team=team)


def _amiss(
    out: Announcer, happened: Sequence[e.Happened], comment: Callable[[str], Comment | None]
) -> tuple[PersonId | None, str]:
    """Who says that what was done is not right, and what is wrong: the reason, else the words that asked for it."""
    opened = next((entry for entry in happened if isinstance(entry.event, e.Reopened)), None)
    if opened is None or not isinstance(opened.event, e.Reopened):
        return None, ""
    return opened.actor, opened.event.reason or _words_of(out.before, comment)


def _words_of(ticket: Ticket, comment: Callable[[str], Comment | None]) -> str:
    said = (comment(key) for key in ticket.asked_about)
    return "\n".join(each.text for each in said if each is not None and each.text)


def _amiss_before(
    out: Announcer, begun: Sequence[Task], comment: Callable[[str], Comment | None]
) -> tuple[PersonId | None, str]:
    """Who said that what a step did was not right, before the order was changed, and what was wrong; nobody where it
    was done since.
    """
    if not out.before.reopen_count:
        return None, ""
    log, keys = out.log(), {task.key for task in begun}
    moves = [
        (at, entry.event.step)
        for at, entry in enumerate(log)
        if isinstance(entry.event, e.StepMoved) and entry.event.step.key in keys
    ]
    wrong = next((at for at, step in reversed(moves) if step.amiss), None)
    if wrong is None or any(at > wrong and step.through for at, step in moves):
        return None, ""
    opened = next(at for at in reversed(range(wrong)) if isinstance(log[at].event, e.Reopened))
    event = log[opened].event
    assert isinstance(event, e.Reopened)
    return log[opened].actor, event.reason or _words_of(fold(log[:opened]), comment)


def _reads_of_reopening(out: Announcer, team: str) -> bool:
    """Whether a team reads already that the only step of an order was not right, and why, in the line that it is open
    again.
    """
    before, after = out.before, out.after
    alone = len(steps.redoable(before)) == 1 and before.done and after.open
    called = [task.assignee for task in after.plan if task.assignee]
    return alone and team == after.team and all(one == after.assignee for one in called)


def tell_undo(out: Announcer, happened: Sequence[e.Happened]) -> None:
    """Teams that finished steps of a request which is not wanted any more read which they are to undo.

    Not the team that ended it itself, which said what is to be undone. What another step takes away on its day is
    undone by that.
    """
    end = next((entry for entry in happened if _unwanted(entry.event)), None)
    if end is None:
        return
    themselves = isinstance(end.event, e.Cancelled | e.Converted) and end.actor not in (
        SYSTEM, *asking_people(out.policy, out.before),
    )  # fmt: skip
    knows = (out.before.team, out.after.team) if themselves else ()
    plan, ticket = out.before.plan, out.after
    planned = {need for task in owing.owed(plan) for need in task.needs}
    done = [task for task in plan if task.ref and task.state == "done" and not task.dated and task.key not in planned]
    said = end.event.undo if isinstance(end.event, e.Cancelled | e.Converted) and not ticket.private else ""
    for team in dict.fromkeys(task.team for task in done if task.team not in knows):
        mine = [task for task in done if task.team == team]
        did = [task.assignee or (out.before.assignee if team == ticket.team else None) for task in mine]
        undo = Undo(
            by=end.actor,
            tasks=tuple(task.do or task.key for task in mine),
            refs=tuple(task.ref for task in mine),
            ping=tuple(dict.fromkeys(one for one in did if one and one != end.actor)),
            undo=said,
        )
        out.triage(STEP_UNDO, undo, end.at, team=team)


def _unwanted(event: e.Event) -> bool:
    return isinstance(event, _UNWANTED) and (not isinstance(event, e.Rejected) or event.settles)


def tell_early(out: Announcer, last: e.Happened) -> None:
    """The team reads that all is done before the day has come that it waits for."""
    hold = out.after.hold
    if hold is not None and steps.is_early(out.after) and not steps.is_early(out.before):
        out.triage(STEPS_EARLY, Early(until=hold.until), last.at)


def _changed(was: Task | None, now: Task) -> bool:
    return was is None or was.state != now.state


def tell_step(out: Announcer, entry: e.Happened) -> None:
    """What one person is told of a task that failed, or that is not needed any more; nothing of any other event."""
    ticket, at, actor = out.after, entry.at, entry.actor
    if not isinstance(ticket.details, TaskDetails):
        return
    if isinstance(entry.event, e.TaskAnswered) and entry.event.late:
        _tell_late(out, ticket.details, entry.event, at)
    if isinstance(entry.event, e.TaskAnswered) and entry.event.outcome == "present" and not entry.event.late:
        _tell_there(out, ticket.details, entry.event.said, at)
    if isinstance(entry.event, e.TaskAnswered) and entry.event.outcome not in LOOKED and not entry.event.late:
        _tell_unread(out, ticket.details, entry.event.said, at)
    if not isinstance(entry.event, e.TaskMoved):
        return
    moved = entry.event
    if moved.state == "failed":
        lead = out.policy.team(ticket.details.desk).lead
        if lead != actor:
            out.direct(STEP_FAILED, Failed(by=actor, reason=moved.said, itself=actor == SYSTEM), lead, at)
    elif moved.state == TASK.cancelled:
        hears = ticket.assignee or _hears_for_it(out, ticket.details)
        if hears and (moved.said or hears != actor):
            why, into = _why_dropped(out)
            dropped = Dropped(by=actor, undo=moved.said, why=why, into=into, on_its_day=_ends_on_its_day(out))
            out.direct(STEP_DROPPED, dropped, hears, at)


def _ends_on_its_day(out: Announcer) -> bool:
    """Whether another task takes away what this one gave before."""
    order = out.others.order()
    if order is None:
        return False
    ended = {need for task in owing.owed(order.plan) for need in task.needs}
    return any(task.ref == out.after.ref and task.key in ended and owing.gives(task) for task in order.plan)


def _why_dropped(out: Announcer) -> tuple[Ending, str]:
    """Why the request of a task needs it no more, as that stands by now, and what it was made or merged into."""
    order = out.others.order()
    if order is None:
        return "", ""
    if order.merged is not None:
        return "merged", order.merged.into
    if not isinstance(order.details, RequestDetails):
        return "converted", name_of(order, out.policy)
    if order.status == order.process.cancelled:
        return "withdrawn" if order.cancelled_by in asking_people(out.policy, order) else "cancelled", ""
    if order.status in order.process.refused:
        expired = order.approval is not None and any(run.state == "expired" for run in order.approval.stages)
        return "expired" if expired else "rejected", ""
    return "done" if order.over or order.done else "changed", ""


def _tell_late(out: Announcer, details: TaskDetails, answered: e.TaskAnswered, at: datetime) -> None:
    """The lead hears what was done that nobody waited for any more; that nothing was done, nobody has to hear."""
    found = calling.automation_of(out.policy, details)
    if answered.outcome == "done" and found is not None:
        said = Late(outside=found[0].name, note=answered.said)
        out.direct(STEP_LATE, said, out.policy.team(details.desk).lead, at)


def _tell_unread(out: Announcer, details: TaskDetails, said: str, at: datetime) -> None:
    """The team reads once that reading back is in vain, as often as would be no accident, and why the last time."""
    found = calling.automation_of(out.policy, details)
    if found is not None and details.call is not None and details.call.blind == BROKEN:
        out.triage(STEP_UNREAD, Unread(found[0].name, details.call.blind, said), at)


def _tell_there(out: Announcer, details: TaskDetails, said: str, at: datetime) -> None:
    """The team reads that what was to end is there still: once, again where other words say so, and to whoever says
    that it is gone.
    """
    was = out.before.details
    before = was if isinstance(was, TaskDetails) else TaskDetails()
    found = calling.automation_of(out.policy, details)
    asked = before.call.asked if before.call else ""
    if found is not None and (asked or before.seen is None or before.seen.said != said):
        there = There(found[0].name, read_at=at, note=said, to=(asked,) if asked else ())
        out.triage(STEP_THERE, there, at)


def _hears_for_it(out: Announcer, details: TaskDetails) -> PersonId | None:
    """Who has to undo what an automation may have done for a request that is none: the lead of its team."""
    call = details.call
    return out.policy.team(details.desk).lead if call is not None and (call.left or not call.first) else None
