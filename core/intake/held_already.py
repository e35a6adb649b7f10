"""What somebody has already of what they order anew, and of whose order a task is: looked up when either is told of."""

from __future__ import annotations

from datetime import datetime

from core.fulfilment.extending import asked_for
from core.notifications.recipients import Others
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import parent_of
from core.tickets.ticket import Ticket


def others(tx: Transaction, policy: Policy, ticket: Ticket) -> Others:
    """What there is to look up beside a ticket; nothing is read before it is asked for."""
    return Others(lambda: tx.ticket(parent_of(ticket.details)), lambda: has_until(tx, policy, ticket))


def has_until(tx: Transaction, policy: Policy, order: Ticket) -> datetime | None:
    """Until when whoever an order is for has the same by another one; None where they have not, or without a day."""
    ends = []
    for one in tx.grants(order.beneficiary):
        if one.in_force and one.grant.until is not None and one.ref != order.ref:
            other = tx.ticket(one.ref)
            if other is not None and asked_for(policy, other) == asked_for(policy, order):
                ends.append(one.grant.until)
    return max(ends, default=None)
