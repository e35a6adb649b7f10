"""What was given by requests as rows, written in the transaction that changed the request, by one statement each.

An instant that was told once stays: a later event tells only what it did itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.fulfilment.grants import Grant, Held, grants_of, moves_grants
from core.tickets.events import Happened
from core.tickets.ticket import Ticket
from storage.driver import Driver, Parameters
from storage.instants import instant_or_none, micros_or_none
from storage.sealing import number_of

INSERT = (
    "INSERT INTO grants (number, task, granted_at, until_at, ended_at, proof)"
    " VALUES (:number, :task, :granted_at, :until_at, :ended_at, :proof)"
)
_KEEP = (
    INSERT + " ON CONFLICT (number, task) DO UPDATE SET"
    " granted_at = COALESCE(grants.granted_at, excluded.granted_at), until_at = excluded.until_at,"
    " ended_at = COALESCE(grants.ended_at, excluded.ended_at), proof = excluded.proof"
)
_READ = (
    "SELECT ref, title, beneficiary, item, private, task, granted_at, until_at, ended_at, proof FROM grants"
    " JOIN tickets ON tickets.number = grants.number JOIN ticket_facts ON ticket = ref"
    " ORDER BY grants.number, task"
)


class GrantStatements:
    """The part of a transaction that keeps beside a request what it gave."""

    __slots__ = ()
    sql: Driver

    def grants(self) -> tuple[Held, ...]:
        """Everything that was given, in the order of the requests."""
        return tuple(
            Held(
                ref, title, person, item or "", bool(private),
                Grant(task, instant_or_none(since), instant_or_none(until), instant_or_none(ended), proof),
            )
            for ref, title, person, item, private, task, since, until, ended, proof in self.sql.rows(_READ, {})
        )  # fmt: skip

    def _keep_grants(self, ticket: Ticket, happened: Sequence[Happened]) -> None:
        if moves_grants(happened) and (rows := grant_rows(ticket, happened)):
            self.sql.change_all(_KEEP, rows)


def grant_rows(ticket: Ticket, happened: Sequence[Happened]) -> list[Parameters]:
    """A row for each thing that a request gave."""
    return [
        {
            "number": number_of(ticket.ref), "task": one.key, "granted_at": micros_or_none(one.granted_at),
            "until_at": micros_or_none(one.until), "ended_at": micros_or_none(one.ended_at), "proof": one.proof,
        }
        for one in grants_of(ticket, happened)
    ]  # fmt: skip
