"""What a transaction needs of a database: run statements, say how many rows changed. One implementation a database.

Statements are texts with `:name` parameters that both databases understand; instants are bound as microseconds. A
driver raises the core's Conflict and StorageUnavailable for what those mean and lets every other error through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.engine import Dialect

Value = str | bytes | int | bool | None
Parameters = Mapping[str, Value]
Found = Sequence[Any]
"""One row, by position in the order of the columns asked for."""


class Driver(Protocol):
    """A connection inside a transaction."""

    dialect: Dialect
    skip_locked: str
    """What a SELECT ends with to take rows and leave out those that others hold; empty where one writer is alone."""

    def rows(self, statement: str, parameters: Parameters) -> Sequence[Found]:
        """All rows of a query (or of a change with RETURNING)."""
        ...

    def change(self, statement: str, parameters: Parameters) -> int:
        """Run a change; how many rows it touched."""
        ...

    def change_all(self, statement: str, parameters: Sequence[Parameters]) -> None:
        """Run a change once for each set of parameters."""
        ...

    def later(self, table: str, statement: str, parameters: Parameters, *, missed: str | None = None) -> None:
        """Run a change of `table` now or with others, at the latest before the next look or the commit.

        With `missed` it must touch one row; else Conflict is raised with that sentence, then or at the commit.
        """
        ...

    def append_events(self, rows: Sequence[Parameters]) -> None:
        """Add rows to a ticket's log, now or with others."""
        ...

    def put_notices(self, rows: Sequence[Parameters]) -> None:
        """Put notices into the outbox in this order, now or with others.

        A key that is there is left alone. One that `redraws` a card is not added when the same card still waits to be
        drawn, in its own lane or in that of the `conversation`'s words: that one gets its facts. (One in flight is not
        enough, it may have read the ticket before this change. The waiting one is held until the commit, so whoever
        leases it then draws what is stored now.)
        """
        ...


APPLICATION = "deskbell"
"""What PostgreSQL knows the connections of running processes by."""
EVENT_COLUMNS = ("ticket", "seq", "occurred_at", "recorded_at", "actor", "kind", "data")
NOTICE_COLUMNS = (
    "key", "kind", "ticket", "address", "place", "lane", "at", "not_before", "due_at", "urgent", "facts",
)  # fmt: skip


def one(rows: Sequence[Found]) -> Found | None:
    """The first row, or None when there is none."""
    return rows[0] if rows else None
