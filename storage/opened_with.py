"""What a ticket was opened with, as columns.

It hardly ever changes. Where somebody corrects it, a statement of its own stores it anew, so that every other change
leaves the indexes over it alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.tickets.events import (
    AnswersChanged,
    Converted,
    Happened,
    RequesterChanged,
    Retitled,
    ServiceChanged,
    SourceEdited,
)
from core.tickets.ticket import Ticket
from storage.codec import plain
from storage.driver import Driver, Parameters, Value

_CORRECTED = (
    "UPDATE tickets SET kind = :kind, requester = :requester, beneficiary = :beneficiary, service = :service,"
    " title = :title WHERE ref = :ref AND version = :version"
)
_CORRECTIONS = (AnswersChanged, Converted, RequesterChanged, Retitled, ServiceChanged, SourceEdited)


def corrects(happened: Sequence[Happened]) -> bool:
    """Whether a ticket says something else of its opening after these events."""
    return any(isinstance(entry.event, _CORRECTIONS) for entry in happened)


def opened_with(ticket: Ticket) -> dict[str, Value]:
    """The columns that somebody may correct."""
    return {
        "kind": ticket.kind,
        "requester": ticket.requester,
        "beneficiary": ticket.beneficiary,
        "service": ticket.service,
        "title": plain(ticket.title),
    }


class OpeningStatements:
    """The part of a transaction that keeps what tickets were opened with."""

    __slots__ = ()
    sql: Driver

    def _correct(self, ticket: Ticket) -> None:
        """Store what the ticket was opened with as it is by now."""
        row: Parameters = {**opened_with(ticket), "ref": ticket.ref, "version": ticket.version}
        self.sql.later("tickets", _CORRECTED, row)
