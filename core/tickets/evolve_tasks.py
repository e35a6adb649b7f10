"""How the tasks of a request change, on the request and on their own records: the part of `evolve` for their events."""

from __future__ import annotations

from datetime import datetime

from core.processes import TaskDetails
from core.processes.calls import TaskCall
from core.tickets import events as e
from core.tickets.changing import changed
from core.tickets.ticket import Ticket


def evolve_tasks(t: Ticket, entry: e.Happened) -> Ticket | None:
    """The ticket after one more event of its tasks; None where it is none of these. Counts no version."""
    match entry.event:
        case e.StepsPlanned(steps=steps):
            return changed(t, plan=steps)
        case e.StepMoved(step=step):
            return changed(t, plan=tuple(step if each.key == step.key else each for each in t.plan))
        case e.StepLetRun() | e.TaskAnsweredLate():
            return t
        case e.TaskAwaited() if isinstance(t.details, TaskDetails):
            return changed(t, details=changed(t.details, awaits=True))
        case e.TaskCalled() as c if isinstance(t.details, TaskDetails):
            return changed(t, details=changed(t.details, awaits=False, call=_called(t.details.call, c, entry.at)))
        case e.TaskAnswered(outcome=outcome) if isinstance(t.details, TaskDetails) and t.details.call is not None:
            return changed(t, details=changed(t.details, call=changed(t.details.call, outcome=outcome)))
        case e.TaskRecalled() if isinstance(t.details, TaskDetails) and t.details.call is not None:
            return changed(t, details=changed(t.details, call=changed(t.details.call, recalled=True)))
        case e.TaskHidden():
            return changed(t, private=True)
        case e.TaskDeskChanged(desk=desk) if isinstance(t.details, TaskDetails):
            return changed(t, details=changed(t.details, desk=desk))
        case e.TaskMoved() as moved if isinstance(t.details, TaskDetails):
            return _moved(t, t.details, moved, entry)
    return None


def _called(was: TaskCall | None, c: e.TaskCalled, at: datetime) -> TaskCall:
    call = TaskCall(c.action, c.key, c.number, at, c.reads)
    if not c.reads or was is None:
        return call
    return changed(call, looks=was.looks + 1, blind=was.unread)


def _moved(t: Ticket, details: TaskDetails, moved: e.TaskMoved, entry: e.Happened) -> Ticket:
    process = t.process
    over = moved.state in process.over
    return changed(
        t,
        details=changed(details, said=moved.said, begins=moved.begins, awaits=False),
        status=moved.state,
        hold=None,
        resolved_at=entry.at if moved.state == process.done else None if not over else t.resolved_at,
        closed_at=entry.at if over else None,
        reopen_count=t.reopen_count + (1 if moved.again else 0),
    )
