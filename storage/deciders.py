"""Who can decide about which order, as rows: whoever asks what waits for them reads their own orders and no others.

They are written in the transaction that changed the order. Of an order that waits for nobody there is none.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.approvals.state import deciders, pending, undecided
from core.people import PersonId
from core.ports.tickets import Waiting
from core.processes import APPROVING
from core.tickets.ticket import Ticket
from storage.driver import Driver, Parameters
from storage.instants import instant, micros_or_none
from storage.sealing import number_of

INSERT = "INSERT INTO deciders (person, number, asked_at, unowned) VALUES (:person, :number, :asked_at, :unowned)"
_STATUSES = ", ".join(f"'{status}'" for status in sorted(APPROVING))
_DECIDING = (
    "SELECT DISTINCT COALESCE(d.person, '') AS person, t.beneficiary FROM tickets t"  # noqa: S608  # our own statuses
    " LEFT JOIN deciders d ON d.number = t.number"
    f" WHERE t.status IN ({_STATUSES}) ORDER BY person, t.beneficiary"
)
_ASKED = (
    "SELECT d.person, t.ref, t.title, d.asked_at FROM deciders d JOIN tickets t ON t.number = d.number"  # noqa: S608  # the same
    f" WHERE d.asked_at IS NOT NULL AND t.status IN ({_STATUSES}) ORDER BY d.asked_at, t.number, d.person"
)
_UNOWNED = (
    "SELECT t.ref FROM tickets t LEFT JOIN deciders d ON d.number = t.number"  # noqa: S608  # the same
    f" WHERE t.status IN ({_STATUSES}) AND (d.person IS NULL OR d.unowned) GROUP BY t.ref, t.number"
    " ORDER BY t.number LIMIT :most"
)
_FORGET = "DELETE FROM deciders WHERE number = :number"


def decider_rows(ticket: Ticket) -> list[Parameters]:
    """A row for each person who can decide about a ticket now."""
    found = pending(ticket)
    if found is None:
        return []
    since, asked = micros_or_none(found[1].started_at), frozenset(undecided(ticket))
    unowned = any(seat.whose is None for seat in found[1].seats)
    return [
        {
            "person": person,
            "number": number_of(ticket.ref),
            "asked_at": since if person in asked else None,
            "unowned": unowned,
        }
        for person in sorted(deciders(ticket))
    ]


class DeciderStatements:
    """The part of a transaction that keeps who can decide about a ticket beside it."""

    __slots__ = ()
    sql: Driver

    def deciding(self) -> Sequence[tuple[PersonId, PersonId]]:
        """Who can decide about something that waits, and for whom that is."""
        return [(person, beneficiary) for person, beneficiary in self.sql.rows(_DECIDING, {})]

    def asked_to_decide(self) -> Sequence[Waiting]:
        """Whose decision is owed about something that waits, the longest first; no order is read."""
        return [Waiting(person, ref, title, instant(since)) for person, ref, title, since in self.sql.rows(_ASKED, {})]

    def unowned(self, most: int) -> Sequence[str]:
        """What waits of which nobody may know whose decision it is, `most` of them, oldest first."""
        return [ref for (ref,) in self.sql.rows(_UNOWNED, {"most": most})]

    def _keep_deciders(self, ticket: Ticket) -> None:
        """What stood there goes; of a ticket about which nobody ever had to decide there was nothing."""
        if ticket.approval is None:
            return
        self.sql.change(_FORGET, {"number": number_of(ticket.ref)})
        if rows := decider_rows(ticket):
            self.sql.change_all(INSERT, rows)
