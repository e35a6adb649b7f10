"""To whoever asked: what became of a task that was to be done on a day, also once their request is closed."""

from __future__ import annotations

from core.fulfilment import grants, graph, owing
from core.notifications.beneficiary import CAME_FOR
from core.notifications.recipients import Announcer
from core.notifications.requester import STEP_CAME, Became, Came
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.plan import Task


def tell_day(out: Announcer, last: e.Happened) -> None:
    """They read that it was done, left out, failed or is late; of what they were given, that it ends, or ended,
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
        if became is None or (not (ordered or owing.undoes(task))):
            continue
        why, day = task.said if became == "left_out" else "", task.begins if became == "ends" else None
        said = Came(task.do or task.key, became, why, day, grants.called(ticket, task.key).title)
        out.requester(STEP_CAME, said, last.at, part=number)
        if ticket.beneficiary != ticket.requester:
            out.direct(CAME_FOR, said, ticket.beneficiary, last.at)


def _became(was: Task, now: Task) -> Became | None:
    undoes = owing.undoes(now)
    if now.state == "done" != was.state:
        return "ended" if undoes and now.goes_on is None else None if undoes else "done"
    if undoes:
        near = now.near != was.near and now.near == now.begins and now.state == "waiting_date"
        return "ends" if near else None
    if now.state == "skipped" != was.state:
        return "left_out"
    if now.state == "failed" != was.state:
        return "failed"
    return "late" if now.late and not was.late and not now.over else None
