"""Calls about the same thing for the same person, one after the other: what one task gives, another takes away, of the
same order or not.

Made at once, nobody could tell afterwards which of them came last, and whether the person has it.
"""

from __future__ import annotations

from functools import partial

from core.engine import Engine
from core.fulfilment import extending
from core.fulfilment.calls import why_dropped
from core.fulfilment.grants import held_by
from core.fulfilment.graph import named
from core.people import PersonId
from core.ports.tickets import Search, Transaction
from core.processes import TaskDetails
from core.processes.calls import TaskCall
from core.tickets.agreed import Order
from core.tickets.plan import Task
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
    whose = held_by(request, own.log(), task.ref)
    for each in extending.against(engine.policy, step, own, [own, *_orders(tx, request, whose)]):
        other = _under_way(tx, each.ref)
        if other is not None and (other.reads or (other.at, each.ref) < (call.at, task.ref)):
            return False
    return True


def _orders(tx: Transaction, request: Ticket, person: PersonId) -> list[Order]:
    """The other orders of which an automation may be at something for `person`, whosever they are by now."""
    found = {one.ref: one for one in tx.search(Search(theirs=person, suits=_is_at_it, limit=_MOST))}
    held = (tx.ticket(ref) for ref in tx.holding(person) if ref not in found)
    others = [one for one in (*found.values(), *held) if one is not None and one.ref != request.ref]
    return [Order(one, partial(tx.log, one.ref)) for one in others if _is_at_it_for(tx, one, person)]


def _is_at_it(order: Ticket) -> bool:
    """Whether an automation may be at something of an order."""
    return any(_is_under_way(step) for step in order.plan)


def _is_at_it_for(tx: Transaction, order: Ticket, person: PersonId) -> bool:
    steps = [step for step in order.plan if _is_under_way(step)]
    log = tx.log(order.ref) if steps else ()
    return any(held_by(order, log, step.ref) == person for step in steps)


def _is_under_way(step: Task) -> bool:
    return bool(step.automation) and step.state == "in_progress"


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
