"""What is left to be done of a request that somebody wants to end: what their word ends, and what it does not."""

from __future__ import annotations

from core.errors import Refusal
from core.fulfilment import graph, proving
from core.fulfilment.task import status_of
from core.policy import Policy
from core.processes import TASK
from core.tickets.plan import Plan, Task
from core.tickets.ticket import Ticket


def records(ticket: Ticket) -> Plan:
    """The records that are still to be done for a request, whoever's they are; what waits for its date is none."""
    return tuple(task for task in graph.steps(ticket.plan) if task.ref and not task.over)


def not_done_with(ticket: Ticket) -> Plan:
    """Those of them that are not done by the word of the request's team: other teams', and what cannot be done."""
    return tuple(task for task in records(ticket) if task.team != ticket.team or not _may_be_done(task))


def to_show(policy: Policy, ticket: Ticket) -> Plan:
    """The tasks that are done by the word of the request's team, if it can say how that was shown."""
    return proving.worded(policy, (each for each in graph.steps(ticket.plan) if each not in not_done_with(ticket)))


def _may_be_done(task: Task) -> bool:
    """Whether people may say that it is done; of what failed only an automation may, whose word came late, and what
    waits for its day is done by another order alone.
    """
    return task.state not in ("failed", "waiting_date") and TASK.may_follow(status_of(task.state), TASK.done)


def need_no_lead(ticket: Ticket) -> None:
    """Refuse to end a request by whoever has it where a lead has to say so, with what can be done instead."""
    skips = not_done_with(ticket)
    if failed := tuple(task.do or task.key for task in skips if task.state == "failed"):
        raise Refusal("steps_failed", ref=ticket.ref, tasks=failed)
    if others := tuple(dict.fromkeys(task.team for task in skips if task.team != ticket.team)):
        raise Refusal("steps_left", ref=ticket.ref, teams=others)
    for task in skips:
        raise Refusal("task_waits", task=task.key, at=task.begins)
