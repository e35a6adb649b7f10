"""Errands as statements: written with their cause, each taken once. Those that call somebody outside wait apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.reactions.table import Asked
from storage import codec
from storage.driver import Driver, Found, Parameters, one
from storage.instants import instant, instant_or_none, micros

WRITE = "INSERT INTO errands (kind, data, actor, at, due_at) VALUES (:kind, :data, :actor, :at, :due_at)"
_DUE_ERRANDS = "SELECT id FROM errands WHERE due_at <= :now AND kind <> 'call_out' ORDER BY due_at, id LIMIT :limit"
_DUE_CALLS = "SELECT id FROM errands WHERE due_at <= :now AND kind = 'call_out' ORDER BY due_at, id LIMIT :limit"
_NEXT_CALL = "SELECT min(due_at) FROM errands WHERE kind = 'call_out'"
_TAKE_ERRAND = "DELETE FROM errands WHERE id = :id RETURNING kind, data, actor, at"
_SET_ERRAND_ASIDE = "UPDATE errands SET due_at = :due_at WHERE id = :id"
_ERRAND = "SELECT kind, data, actor, at FROM errands WHERE id = :id"


class ErrandStatements:
    """Implements `core.ports.errands.Errands`."""

    __slots__ = ()
    sql: Driver
    _writes: bool

    def write_errands(self, asked: Sequence[Asked], due_at: datetime) -> None:
        """Keep what is asked of other records, to be done from `due_at` on, each once."""
        rows: list[Parameters] = []
        for each in asked:
            kind, data = codec.write_ask(each.ask)
            at = {"at": micros(each.at), "due_at": micros(due_at)}
            rows.append({"kind": kind, "data": data, "actor": each.actor, **at})
        if rows:
            self.sql.change_all(WRITE, rows)

    def due_errands(self, now: datetime, limit: int) -> tuple[int, ...]:
        """The numbers of errands that may be done at `now`, oldest first; those that others work on are left out.

        The rows are held until the end of this transaction, as those of `due` are.
        """
        statement = _DUE_ERRANDS + self.sql.skip_locked if self._writes else _DUE_ERRANDS
        return tuple(row[0] for row in self.sql.rows(statement, {"now": micros(now), "limit": limit}))

    def due_calls(self, now: datetime, limit: int) -> tuple[int, ...]:
        """Likewise of the errands on which somebody outside is called."""
        statement = _DUE_CALLS + self.sql.skip_locked if self._writes else _DUE_CALLS
        return tuple(row[0] for row in self.sql.rows(statement, {"now": micros(now), "limit": limit}))

    def next_call(self) -> datetime | None:
        """When the next of these is due."""
        found = one(self.sql.rows(_NEXT_CALL, {}))
        return None if found is None else instant_or_none(found[0])

    def errand(self, number: int) -> Asked | None:
        """What is asked, left where it is; None when it is done already."""
        found = one(self.sql.rows(_ERRAND, {"id": number}))
        return None if found is None else _asked(found)

    def take_errand(self, number: int) -> Asked | None:
        """Take an errand out of the store for good (with this transaction), or None when it is done already.

        Raises LookupError for one that a newer version wrote.
        """
        found = one(self.sql.rows(_TAKE_ERRAND, {"id": number}))
        return None if found is None else _asked(found)

    def set_errand_aside(self, number: int, due_at: datetime) -> None:
        """Leave an errand alone until `due_at`."""
        self.sql.change(_SET_ERRAND_ASIDE, {"id": number, "due_at": micros(due_at)})


def _asked(row: Found) -> Asked:
    kind, data, actor, at = row
    return Asked(codec.read_ask(kind, data), actor, instant(at))
