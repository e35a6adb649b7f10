"""Calls about the same thing for the same person, one after the other: what one task gives, another takes away, of the
same order or not.

Made at once, nobody could tell afterwards which of them came last, and whether the person has it.
"""

from __future__ import annotations

from functools import partial

from core.engine import Engine
from core.fulfilment import extending
from core.fulfilment.calls import why_dropped
from core.fulfilment.graph import named
from core.ports.tickets import Search, Transaction
from core.processes import TaskDetails
from core.processes.calls import TaskCall
from core.tickets.agreed import Order
from core.tickets.ticket import Ticket

_MOST = 50
"""Orders of one person that are looked at."""


def has_turn(engine: Engine, tx: Transaction, task: Ticket) -> bool:
    """Whether no call against that of this task is under way which was decided before it, nor the look that is to show
    what came of it; later readings do no harm.
    """
    details = task.details
    call = details.call if isinstance(details, TaskDetails) else None
    if not isinstance(details, TaskDetails) or call is None or call.reads:
        return True
    request = engine.ticket(tx, details.parent)
    step = named(request.plan, task.ref)
    if step is None or not any(each.dated or each.endless for each in request.plan):
        return True
    own = Order(request, partial(tx.log, request.ref))
    for each in extending.against(engine.policy, step, own, [own, *_orders(tx, request)]):
        other = _under_way(tx, each.ref)
        if other is not None and (other.reads or (other.at, each.ref) < (call.at, task.ref)):
            return False
    return True


def _orders(tx: Transaction, request: Ticket) -> list[Order]:
    """The other orders for the same person of which an automation may be at something."""
    person = request.beneficiary

    def suits(ticket: Ticket) -> bool:
        at_it = any(each.automation and each.state == "in_progress" for each in ticket.plan)
        return at_it and ticket.beneficiary == person and ticket.ref != request.ref

    found = tx.search(Search(theirs=person, suits=suits, limit=_MOST))
    return [Order(one, partial(tx.log, one.ref)) for one in found]


def _under_way(tx: Transaction, ref: str) -> TaskCall | None:
    """The call of a task that is not answered, if it is more than one look of many."""
    task = tx.ticket(ref) if ref else None
    call = task.details.call if task is not None and isinstance(task.details, TaskDetails) else None
    if task is None or call is None or why_dropped(task, call.key) is not None:
        return None
    return call if not call.reads or _is_to_show(task, call) else None


def _is_to_show(task: Ticket, call: TaskCall) -> bool:
    """Whether what was taken away just now is read back for the first time, which is to show that."""
    details = task.details
    return isinstance(details, TaskDetails) and details.seen is None and not (call.blind or call.asked)
