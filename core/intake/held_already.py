"""What somebody has already of what they order anew, and of whose order a task is: looked up when either is told of."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from core.fulfilment import owing
from core.fulfilment.extending import asked_for
from core.intake.kept_longer import being_taken_away, kept_by_others
from core.notifications.recipients import Others
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import parent_of
from core.tickets.ticket import Ticket


def others(tx: Transaction, policy: Policy, ticket: Ticket) -> Others:
    """What there is to look up beside a ticket; nothing is read before it is asked for, and nothing twice."""
    return Others(
        lambda: tx.ticket(parent_of(ticket.details)),
        cache(lambda: has_until(tx, policy, ticket)),
        cache(lambda: has_until(tx, policy, ticket, perhaps=True)),
        cache(lambda: kept_by_others(tx, policy, ticket)),
        cache(lambda: being_taken_away(tx, policy, ticket)),
    )


def has_until(tx: Transaction, policy: Policy, order: Ticket, *, perhaps: bool = False) -> datetime | None:
    """Until when whoever an order is for has the same by another one; None where they have not, or without a day. What
    another one gave them only `perhaps`, they were never told that they have.

    Nor of what is to be taken away already: nobody knows how long they still have it; nor of what an order gave that is
    another by now.
    """
    held = dict.fromkeys(one.ref for one in tx.grants(order.beneficiary) if one.in_force and one.ref != order.ref)
    given = (other for ref in held if (other := tx.ticket(ref)) and not any(task.given for task in other.plan))
    same = (other for other in given if asked_for(policy, other) == asked_for(policy, order))
    return max((end for other in same if (end := owing.ends_at(other.plan, perhaps=perhaps))), default=None)
