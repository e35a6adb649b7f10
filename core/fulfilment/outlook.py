"""What whoever asked reads of the tasks of their request: what follows on its day, what was left out, what is stuck.

What takes away on a day what another task gave is not told as a task: they read that what they have ends.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from core.fulfilment import owing
from core.processes import RequestDetails
from core.tickets.plan import Plan
from core.tickets.ticket import Ticket


def follows(plan: Plan) -> Plan:
    """What is still to be done on a day that has not come."""
    return tuple(
        task
        for task in plan
        if task.begins and task.state in ("blocked", "waiting_date") and not (task.earlier or owing.undoes(task))
    )


def left_out(plan: Plan) -> Plan:
    """What was skipped for a reason, or since it came too late."""
    left = (task for task in plan if task.state == "skipped" and (task.said or task.expired))
    return tuple(task for task in left if not (task.earlier or owing.undoes(task)))


def gives_nothing(plan: Plan) -> bool:
    """Whether something was left out that was to be given until a day: who has it already, has it as before."""
    return any(end is not None and task in left_out(plan) for task, end in owing.granted_by(plan))


def is_kept(before: Plan, after: Plan) -> bool:
    """Whether a step was just left out that was to take away what somebody has, or may have."""
    was = {task.key: task.state for task in before}
    left = (task for task in after if task.state == "skipped" != was.get(task.key) and owing.undoes(task))
    given = {task.key for task in after if owing.gives(task) or owing.may_give(task)}
    return any(not given.isdisjoint(task.needs) for task in left)


def stuck(plan: Plan) -> Plan:
    """What failed after somebody was at it."""
    return tuple(
        task for task in plan if task.state == "failed" and task.touched and not (task.earlier or owing.undoes(task))
    )


def ends_later(request: Ticket, tz: str) -> datetime | None:
    """When what is ordered is taken away, where that is not on the day that was said: nobody works on that day."""
    answers = request.details.answers if isinstance(request.details, RequestDetails) else {}
    ends = (task for task in request.plan if owing.undoes(task) and task.begins and not task.earlier)
    for task in ends:
        day = task.begins.astimezone(ZoneInfo(tz)).date().isoformat() if task.begins else ""
        if answers.get(task.on or "", day) != day:
            return task.begins
    return None
