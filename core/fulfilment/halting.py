"""What keeps people from the tasks of a request, as it stands and as time goes on: each task says it, so that cards and
messages offer nothing that would be refused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from core.fulfilment.calls import waits_for_agreement, waits_for_day
from core.fulfilment.wanted import too_late
from core.policy import Policy
from core.processes.calls import Halt
from core.tickets.last_day import is_over_at
from core.tickets.plan import Plan, Task
from core.tickets.ticket import Ticket


def halted(policy: Policy, request: Ticket, plan: Plan, at: datetime) -> Plan:
    """The plan of a request with what keeps people from each of its tasks by then. Changes nothing twice."""
    request = replace(request, plan=plan)
    late = {task.key for task in too_late(policy, request, at)}
    return tuple(replace(task, halt=_halt(request, task, late)) for task in plan)


def last_day_over(policy: Policy, request: Ticket) -> datetime | None:
    """When the last day is over on which something was wanted, where a task does not say yet that it is to be left
    then; None where none would.
    """
    if not any(_is_left(task) for task in request.plan):
        return None
    over = is_over_at(request.details, policy)
    late = too_late(policy, request, over) if over is not None else ()
    return over if any(_is_left(task) for task in late) else None


def kept_from(halt: Halt) -> frozenset[str]:
    """The buttons and commands of a task that would be refused."""
    return frozenset({"retry", "finish", "run"} if halt == "over" else {"retry"} if halt else ())


def _is_left(task: Task) -> bool:
    return task.current and bool(task.ref) and task.halt != "over"


def _halt(request: Ticket, task: Task, late: Collection[str]) -> Halt:
    if not (task.current and task.ref):
        return ""
    if task.key in late:
        return "over"
    if task.state == "failed" and waits_for_agreement(request, task.key):
        return "agreement"
    return "day" if task.state == "failed" and waits_for_day(request, task.key) else ""
