"""The facts of tickets as rows, written in the transaction that changed the ticket by one statement that reads nothing.

The columns are the fields of `core.tickets.facts.Facts`; instants are microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from core.people import PersonId
from core.ports.tickets import Ordered
from core.tickets.events import Happened
from core.tickets.facts import COUNTED, Facts, facts_of, tells
from core.tickets.ticket import Ticket
from storage.driver import Driver, Parameters, one
from storage.instants import instant, instant_or_none, micros_or_none

_NAMES = tuple(each.name for each in fields(Facts))
_TAKE = attrgetter(*_NAMES)
_INSTANTS = frozenset(name for name in _NAMES if name.endswith("_at"))
INSERT = (
    f"INSERT INTO ticket_facts (ticket, {', '.join(_NAMES)})"  # noqa: S608  # our own names
    f" VALUES (:ticket, {', '.join(':' + name for name in _NAMES)})"
)
_KEEP = f"{INSERT} ON CONFLICT (ticket) DO UPDATE SET " + ", ".join(
    f"{name} = ticket_facts.{name} + excluded.{name}" if name in COUNTED else f"{name} = excluded.{name}"
    for name in _NAMES
)
_READ = f"SELECT {', '.join(_NAMES)} FROM ticket_facts WHERE ticket = :ticket"  # noqa: S608  # our own names

_ORDERED_BY = (
    "SELECT item, count(*), max(created_at) FROM (SELECT ref, created_at FROM tickets WHERE requester = :requester"
    " ORDER BY number DESC LIMIT :latest) AS own JOIN ticket_facts ON ticket = ref WHERE item IS NOT NULL GROUP BY item"
)
_ORDERED = (
    "SELECT item, count(*), max(created_at) FROM ticket_facts JOIN tickets ON ref = ticket WHERE item IS NOT NULL"
    " GROUP BY item"
)


class FactStatements:
    """The part of a transaction that keeps facts beside their ticket."""

    __slots__ = ()
    sql: Driver

    def facts(self, ref: str) -> Facts | None:
        """What figures say of a ticket, or None when there is none of that number."""
        found = one(self.sql.rows(_READ, {"ticket": ref}))
        return None if found is None else Facts(**dict(map(_read, _NAMES, found)))

    def ordered(self) -> Mapping[str, Ordered]:
        """How often each item of the catalog was ordered, by its key."""
        return {item: Ordered(count, instant(last)) for item, count, last in self.sql.rows(_ORDERED, {})}

    def ordered_by(self, requester: PersonId, latest: int) -> Mapping[str, Ordered]:
        """The same among the latest tickets of a person."""
        found = self.sql.rows(_ORDERED_BY, {"requester": requester, "latest": latest})
        return {item: Ordered(count, instant(last)) for item, count, last in found}

    def _keep_facts(self, ticket: Ticket, happened: Sequence[Happened]) -> None:
        """Fold a ticket's new events into its facts."""
        if tells(happened):
            self.sql.later("ticket_facts", _KEEP, facts_row(ticket, happened))


def facts_row(ticket: Ticket, happened: Sequence[Happened]) -> Parameters:
    """A ticket's facts as a row; what is counted is counted in `happened` alone."""
    row: dict[str, Any] = dict(zip(_NAMES, _TAKE(facts_of(ticket, happened)), strict=True))
    for name in _INSTANTS:
        row[name] = micros_or_none(row[name])
    row["ticket"] = ticket.ref
    return row


def _read(name: str, value: Any) -> tuple[str, Any]:
    return name, instant_or_none(value) if name in _INSTANTS else value
