"""Access that somebody asks to keep longer, told where the present one is to be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from core.approvals import state
from core.fulfilment import extending, owing
from core.notifications.recipients import Keeping
from core.policy import Policy
from core.ports.tickets import Search, Transaction
from core.processes import RequestDetails, TaskDetails, parent_of
from core.tickets.plan import Task, what_was_given
from core.tickets.ticket import Ticket

_MOST = 10
"""Orders of one person that ask for the same at once."""
_NEVER = datetime.max.replace(tzinfo=UTC)


def asked_to_keep(tx: Transaction, policy: Policy, order: Ticket, end: Task) -> Keeping | None:
    """Who asks by another order to keep longer what the task `end` of an `order` takes away; None where nobody does."""

    def same(other: Ticket) -> bool:
        asks = other.ref != order.ref and is_asked(other) and (order.private or not other.private)
        return asks and _is_later(other, end) and _is_same(policy, other, order)

    if what_was_given(order.plan, end.key) is not None:
        return None  # it is not what its order asks for by now
    found = tx.search(Search(theirs=order.beneficiary, suits=same, limit=_MOST))
    return asked_by(max(found, key=_ends)) if found else None


def kept_by_others(tx: Transaction, policy: Policy, task: Ticket) -> Keeping | None:
    """The same of a task that is a record; None of any other record."""
    order = tx.ticket(parent_of(task.details)) if isinstance(task.details, TaskDetails) else None
    end = next((each for each in order.plan if each.ref == task.ref), None) if order is not None else None
    if order is None or end is None or not owing.undoes(end):
        return None
    return asked_to_keep(tx, policy, order, end)


def being_taken_away(tx: Transaction, policy: Policy, order: Ticket) -> tuple[Ticket, ...]:
    """The tasks that are at taking away what an `order` asks to keep longer."""

    def ends(other: Ticket) -> Iterator[Task]:
        owed = (each for each in owing.owed(other.plan) if what_was_given(other.plan, each.key) is None)
        return (each for each in owed if each.ref and each.current and _is_later(order, each))

    def same(other: Ticket) -> bool:
        told = other.ref != order.ref and (other.private or not order.private)
        return told and any(ends(other)) and _is_same(policy, other, order)

    if not any(owing.undoes(each) for each in order.plan):
        return ()
    found = tx.search(Search(theirs=order.beneficiary, suits=same, limit=_MOST))
    tasks = (tx.ticket(each.ref) for one in found for each in ends(one))
    return tuple(task for task in tasks if task is not None)


def asked_by(order: Ticket) -> Keeping:
    """What an order asks to keep, until when, and who decides about it."""
    until = _ends(order)
    return Keeping(order.ref, order.requester, None if until == _NEVER else until, state.undecided(order))


def is_asked(order: Ticket) -> bool:
    """Whether it is an order that gave nothing yet and may still."""
    ours = isinstance(order.details, RequestDetails) and not order.done and (order.open or order.approving)
    return ours and not any(owing.gives(task) for task in order.plan if not task.earlier)


def _is_later(order: Ticket, end: Task) -> bool:
    return end.begins is not None and _ends(order) > end.begins


def _ends(order: Ticket) -> datetime:
    """When what an order asks for is taken away; far away where nobody is to."""
    ends = (task.begins for task in order.plan if owing.undoes(task) and not task.earlier and task.begins)
    return max(ends, default=_NEVER)


def _is_same(policy: Policy, one: Ticket, other: Ticket) -> bool:
    return extending.asked_for(policy, one) == extending.asked_for(policy, other)
