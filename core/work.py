"""What counts as work of a team or of a person: open records, each once.

A task is work of its own, which somebody can take. An order stands for what else is to be done for it: it is left out
where a task of it stands in the same list, of the same team, so that no order is counted beside its tasks. What other
teams do for it leaves it where it is, since its own team still owes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.people import PersonId
from core.ports.tickets import Search, Transaction
from core.processes import OPEN, RequestDetails, Status, TaskDetails, parent_of
from core.tickets.ticket import Ticket

_OPEN = tuple(sorted(OPEN))


def of_teams(*teams: str, statuses: tuple[Status, ...] = _OPEN) -> Search:
    """The work of some teams that stands in one of these statuses, what is due first before all other."""
    return Search(teams=teams, statuses=statuses, beside=statuses, order="due")


def of_person(person: PersonId) -> Search:
    """The work that somebody has, what is due first before all other."""
    return Search(assignee=person, statuses=_OPEN, beside=_OPEN, order="due")


def to_take(*teams: str, statuses: tuple[Status, ...] = _OPEN) -> Search:
    """The work of some teams that nobody has; what is taken already by its tasks is none."""
    return Search(teams=teams, unassigned=True, statuses=statuses, beside=_OPEN, order="due")


def each_once(found: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """The same of tickets that were found already."""
    stood_for = {(parent_of(one.details), one.team) for one in found if isinstance(one.details, TaskDetails)}
    return tuple(
        one for one in found if not isinstance(one.details, RequestDetails) or (one.ref, one.team) not in stood_for
    )


def orders_of(tx: Transaction, found: Sequence[Ticket]) -> dict[str, Ticket]:
    """The orders of the tasks among tickets, by the task: what has no time of its own is due with its order."""
    parents = {one.ref: parent for one in found if (parent := parent_of(one.details))}
    return {ref: order for ref, parent in parents.items() if (order := tx.ticket(parent)) is not None}
