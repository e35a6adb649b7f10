"""Nothing is given after the day on which it was to be taken away again.

Approvals end with that day, but a step before may be late: then people are told what they can do instead.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from core.errors import Refusal
from core.fulfilment.owing import gives, undoes
from core.policy import Policy
from core.tickets.last_day import is_over_at
from core.tickets.plan import Plan
from core.tickets.ticket import Ticket


def too_late(policy: Policy, request: Ticket, at: datetime) -> Plan:
    """The steps of a request that would give what nobody was to have any more by then."""
    over = is_over_at(request.details, policy)
    if over is None or at < over:
        return ()
    ended = {need for task in request.plan if undoes(task) and not task.earlier for need in task.needs}
    return tuple(task for task in request.plan if task.key in ended and not (task.over or gives(task)))


def came_late(policy: Policy, request: Ticket, at: datetime) -> frozenset[str]:
    """The keys of those on which nobody could begin until now: they come too late, and are left out by themselves.

    What was not right is to be done by a person, who may have the day changed.
    """
    late = (task for task in too_late(policy, request, at) if task.state in ("blocked", "waiting_date"))
    return frozenset(task.key for task in late if not (task.told or task.amiss))


def need_wanted(policy: Policy, request: Ticket, at: datetime, keys: Collection[str]) -> None:
    """Refuse where one of the steps, known by key or by their records' numbers, would give what is over by then."""
    over = is_over_at(request.details, policy)
    late = [task for task in too_late(policy, request, at) if task.key in keys or task.ref in keys]
    if over is not None and late:
        tasks = tuple(task.do or task.key for task in late)
        raise Refusal("wanted_until", ref=request.ref, tasks=tasks, at=over - timedelta(minutes=1))
