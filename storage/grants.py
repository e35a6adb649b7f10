"""What was given by requests as rows, written in the transaction that changed the request, by one statement each.

An instant that was told once stays: a later event tells only what it did itself. So does whose it is: whoever the
request was for when it was given; and what it is, as it was ordered then.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.grants import Grant, Held, called, grants_of, moves_grants
from core.people import PersonId
from core.tickets.events import Happened, StepsPlanned
from core.tickets.ticket import Ticket
from storage.driver import Driver, Parameters
from storage.instants import instant_or_none, micros_or_none
from storage.sealing import number_of

INSERT = (
    "INSERT INTO grants (number, task, person, title, item, granted_at, until_at, ended_at, proof, goes_on)"
    " VALUES (:number, :task, :person, :title, :item, :granted_at, :until_at, :ended_at, :proof, :goes_on)"
)
_KEEP = (
    INSERT + " ON CONFLICT (number, task) DO UPDATE SET until_at = excluded.until_at, proof = excluded.proof,"
    " title = excluded.title, item = excluded.item,"
    " person = CASE WHEN grants.ended_at IS NOT NULL AND :over = 0 THEN excluded.person ELSE grants.person END,"
    " granted_at = CASE WHEN grants.ended_at IS NOT NULL AND :over = 0"
    " THEN COALESCE(excluded.granted_at, grants.granted_at)"
    " ELSE COALESCE(grants.granted_at, excluded.granted_at) END,"
    " ended_at = CASE WHEN :over = 1 THEN COALESCE(grants.ended_at, excluded.ended_at) END,"
    " goes_on = CASE WHEN :over = 1 THEN COALESCE(NULLIF(excluded.goes_on, ''), grants.goes_on) ELSE '' END"
)
_RENAME = (
    "UPDATE grants SET task = :task WHERE number = :number AND task = :was"
    " AND NOT EXISTS (SELECT 1 FROM grants AS other WHERE other.number = :number AND other.task = :task)"
)
"""What an order gave goes by another key once its request is another order with a task of that key."""
_READ = (
    "SELECT ref, grants.title, person, grants.item, private, task, granted_at, until_at, ended_at, proof, goes_on"
    " FROM grants"
    " JOIN tickets ON tickets.number = grants.number JOIN ticket_facts ON ticket = ref"
)
_ORDER = " ORDER BY grants.number, task"
_THEIRS = " WHERE person = :person"
_HOLD = {
    "postgresql": "SELECT pg_advisory_xact_lock(hashtextextended('access ' || :person, 0))",
    "sqlite": "UPDATE grants SET task = task WHERE number = -1 AND task = :person",  # one writes at a time
}
_HOLDING = (
    "SELECT DISTINCT grants.number, ref FROM grants JOIN tickets ON tickets.number = grants.number"
    " WHERE person = :person AND ended_at IS NULL ORDER BY grants.number"
)


class GrantStatements:
    """The part of a transaction that keeps beside a request what it gave."""

    __slots__ = ()
    sql: Driver

    def grants(self, person: PersonId | None = None) -> tuple[Held, ...]:
        """Everything that was given, to one person or to all, in the order of the requests."""
        found = _READ + (_THEIRS if person is not None else "") + _ORDER
        return tuple(
            Held(
                ref, title, whose, item, bool(private),
                Grant(
                    task, instant_or_none(since), instant_or_none(until), instant_or_none(ended),
                    "" if by else proof, by, over=ended is not None,
                ),
            )
            for ref, title, whose, item, private, task, since, until, ended, proof, by in self.sql.rows(
                found, {} if person is None else {"person": person}
            )
        )  # fmt: skip

    def holding(self, person: PersonId) -> tuple[str, ...]:
        """The orders, oldest first, that gave a person something which is in force.

        Nobody else decides about that, in whichever process, until the end of this transaction.
        """
        self.sql.change(_HOLD[self.sql.dialect.name], {"person": person})
        return tuple(ref for _, ref in self.sql.rows(_HOLDING, {"person": person}))

    def _keep_grants(self, ticket: Ticket, happened: Sequence[Happened]) -> None:
        if renamed := _renamed(ticket, happened):
            self.sql.change_all(_RENAME, renamed)
        if moves_grants(happened) and (rows := grant_rows(ticket, happened)):
            self.sql.change_all(_KEEP, rows)


def _renamed(ticket: Ticket, happened: Sequence[Happened]) -> list[Parameters]:
    if not any(isinstance(entry.event, StepsPlanned) for entry in happened):
        return []
    keys = ((task.key, task.key.removesuffix(f" {task.ref}")) for task in ticket.plan if task.earlier)
    return [{"number": number_of(ticket.ref), "task": now, "was": was} for now, was in keys if now != was]


def grant_rows(ticket: Ticket, happened: Sequence[Happened]) -> list[Parameters]:
    """A row for each thing that a request gave."""
    return [
        {
            "number": number_of(ticket.ref), "task": one.key, "person": ticket.beneficiary,
            "title": (given := called(ticket, one.key)).title, "item": given.item,
            "granted_at": micros_or_none(one.granted_at), "until_at": micros_or_none(one.until),
            "ended_at": micros_or_none(one.ended_at), "proof": one.proof, "goes_on": one.goes_on, "over": int(one.over),
        }
        for one in grants_of(ticket, happened)
    ]  # fmt: skip
