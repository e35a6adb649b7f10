"""To whoever asked: what became of a task that was to be done on a day, also once their request is closed."""

from __future__ import annotations

from core.fulfilment import grants, graph, owing
from core.notifications.beneficiary import CAME_FOR
from core.notifications.recipients import Announcer
from core.notifications.requester import STEP_CAME, Became, Came
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.plan import Task
from core.tickets.ticket import Ticket

_FOR_A_REASON: tuple[Became, ...] = ("left_out", "kept")
_ON_A_DAY: tuple[Became, ...] = ("ends", "kept")


def tell_day(out: Announcer, last: e.Happened) -> None:
    """They read that it was done, left out, failed or is late; of what they were given, that it ends, ended or stays,
    also where their request is none any more.

    What their request waits for is told with that.
    """
    ticket, ordered = out.after, isinstance(out.after.details, RequestDetails)
    waits = {task.key for task in graph.steps(ticket.plan)}
    was = {task.key: task for task in out.before.plan}
    for number, task in enumerate(ticket.plan, start=1):
        if not task.dated or task.key in waits or task.key not in was:
            continue
        became = _became(was[task.key], task)
        if became is None or not (ordered or owing.undoes(task)):
            continue
        if owing.undoes(task) and not _has_it(ticket, task):
            continue
        why, day = task.said if became in _FOR_A_REASON else "", task.begins if became in _ON_A_DAY else None
        until = out.others.ends_by_another() if became == "kept" else None
        said = Came(task.do or task.key, became, why, day, grants.called(ticket, task.key).title, until)
        out.requester(STEP_CAME, said, last.at, part=number)
        if ticket.beneficiary != ticket.requester:
            out.direct(CAME_FOR, said, ticket.beneficiary, last.at)


def _has_it(ticket: Ticket, end: Task) -> bool:
    """Whether they have what that task was to take away as far as they were told: not what is only perhaps given."""
    return any(task.key in end.needs and owing.gives(task) for task in ticket.plan)


def _became(was: Task, now: Task) -> Became | None:
    undoes = owing.undoes(now)
    if now.state == "done" != was.state:
        return "ended" if undoes and now.goes_on is None else None if undoes else "done"
    if undoes and now.state == "skipped" != was.state:
        return "kept"
    if undoes:
        near = now.near != was.near and now.near == now.begins and now.state == "waiting_date"
        return "ends" if near else None
    if now.state == "skipped" != was.state:
        return "left_out"
    if now.state == "failed" != was.state:
        return "failed"
    return "late" if now.late and not was.late and not now.over else None
