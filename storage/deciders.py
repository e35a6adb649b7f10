"""Who can decide about which order, as rows: whoever asks what waits for them reads their own orders and no others.

They are written in the transaction that changed the order. Of an order that waits for nobody there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.approvals.machine import deciders
from core.people import PersonId
from core.processes import APPROVING
from core.tickets.ticket import Ticket
from storage.driver import Driver, Parameters
from storage.sealing import number_of

INSERT = "INSERT INTO deciders (person, number) VALUES (:person, :number)"
_STATUSES = ", ".join(f"'{status}'" for status in sorted(APPROVING))
_DECIDING = (
    "SELECT DISTINCT COALESCE(d.person, '') AS person, t.beneficiary FROM tickets t"  # noqa: S608  # our own statuses
    " LEFT JOIN deciders d ON d.number = t.number"
    f" WHERE t.status IN ({_STATUSES}) ORDER BY person, t.beneficiary"
)
_FORGET = "DELETE FROM deciders WHERE number = :number"


def decider_rows(ticket: Ticket) -> list[Parameters]:
    """A row for each person who can decide about a ticket now."""
    return [{"person": person, "number": number_of(ticket.ref)} for person in sorted(deciders(ticket))]


class DeciderStatements:
    """The part of a transaction that keeps who can decide about a ticket beside it."""

    __slots__ = ()
    sql: Driver

    def deciding(self) -> Sequence[tuple[PersonId, PersonId]]:
        """Who can decide about something that waits, and for whom that is."""
        return [(person, beneficiary) for person, beneficiary in self.sql.rows(_DECIDING, {})]

    def _keep_deciders(self, ticket: Ticket) -> None:
        """What stood there goes; of a ticket about which nobody ever had to decide there was nothing."""
        if ticket.approval is None:
            return
        self.sql.change(_FORGET, {"number": number_of(ticket.ref)})
        if rows := decider_rows(ticket):
            self.sql.change_all(INSERT, rows)
