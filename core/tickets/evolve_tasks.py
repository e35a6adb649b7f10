"""How the tasks of a request change, on the request and on their own records: the part of `evolve` for their events."""

from __future__ import annotations

from core.processes import TaskDetails
from core.processes.calls import NO, UNHEARD, Seen, TaskCall
from core.tickets import events as e
from core.tickets.changing import changed
from core.tickets.plan import moved
from core.tickets.ticket import Ticket


def evolve_tasks(t: Ticket, entry: e.Happened) -> Ticket | None:
    """The ticket after one more event of its tasks; None where it is none of these. Counts no version."""
    match entry.event:
        case e.StepsPlanned(steps=steps):
            return changed(t, plan=steps)
        case e.StepMoved(step=step):
            return changed(t, plan=moved(t.plan, step))
        case e.StepLetRun() | e.StepToProve() | e.TaskAnswered(late=True) | e.AccessGoesOn():
            return t
        case e.TaskAwaited() if isinstance(t.details, TaskDetails):
            return changed(t, details=changed(t.details, awaits=True))
        case e.TaskCalled() as c if isinstance(t.details, TaskDetails):
            call = _called(t.details.call, c, entry)  # a look at what is there takes away nothing
            return changed(t, details=changed(t.details, awaits=t.details.awaits and c.reads, call=call))
        case e.TaskCallLeft() | e.TaskAnswered() | e.TaskRecalled() if isinstance(t.details, TaskDetails):
            last = t.details.call
            return changed(t, details=_gone_on(t.details, last, entry)) if last is not None else None
        case e.TaskHalted(halt=halt) if isinstance(t.details, TaskDetails):
            return changed(t, details=changed(t.details, halt=halt))
        case e.TaskHidden():
            return changed(t, private=True)
        case e.TaskDeskChanged(desk=desk) if isinstance(t.details, TaskDetails):
            return changed(t, details=changed(t.details, desk=desk))
        case e.TaskNear(begins=begins) if isinstance(t.details, TaskDetails):
            return changed(t, details=changed(t.details, near=begins))
        case e.TaskMoved() as to if isinstance(t.details, TaskDetails):
            return _moved(t, t.details, to, entry)
    return None


def _gone_on(details: TaskDetails, call: TaskCall, entry: e.Happened) -> TaskDetails:
    """A task after what became of its last call."""
    match entry.event:
        case e.TaskCallLeft(first=first):
            return changed(details, call=_left(call, first))
        case e.TaskAnswered(outcome=outcome, said=said):
            seen = Seen(entry.at, said) if outcome == "present" else details.seen
            left = call.left and (call.unsure or outcome not in NO)
            return changed(details, call=changed(call, outcome=outcome, left=left), seen=seen)
        case _:
            return changed(details, call=changed(call, recalled=True))


def _left(call: TaskCall, first: bool) -> TaskCall:
    """A call as it leaves the desk, perhaps once more."""
    alone = call.alone if call.left else first
    return changed(call, left=True, made=True, alone=alone, unsure=call.unsure or call.made)


def _called(was: TaskCall | None, c: e.TaskCalled, entry: e.Happened) -> TaskCall:
    call = TaskCall(c.action, c.key, c.number, entry.at, c.reads, asked=entry.actor if c.asked else "")
    if was is None:
        return call
    if was.key == c.key:  # once more, whatever came of it
        call = changed(call, left=was.left, alone=was.alone, unsure=was.unsure or (was.left and was.outcome in UNHEARD))
    if not c.reads:
        return call
    if was.reads and was.outcome is None:  # instead of one that was still to be made
        return changed(call, looks=was.looks, blind=was.blind)
    return changed(call, looks=was.looks + 1, blind=was.unread)


def _moved(t: Ticket, details: TaskDetails, to: e.TaskMoved, entry: e.Happened) -> Ticket:
    process = t.process
    over = to.state in process.over
    return changed(
        t,
        details=changed(
            details,
            said=to.said,
            begins=to.begins,
            awaits=False,
            seen=None,
            dated_at=entry.at if to.begins else None,
        ),
        status=to.state,
        hold=None,
        resolved_at=entry.at if to.state == process.done else None if not over else t.resolved_at,
        closed_at=entry.at if over else None,
        reopen_count=t.reopen_count + (1 if to.again else 0),
    )
