"""The store: what the core's `Store` port is to the rest of the process, over SQLite or PostgreSQL.

`open_store` chooses by the address. A store is also where delivery finds its outbox and learns that a commit gave it
or the sweep something to do.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TypeVar

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.instants import micros
from storage.outbox import Outbox
from storage.transaction import SqlTransaction

T = TypeVar("T")

_PURGED_AT_ONCE = 1000
_PURGE = {
    "receipts": (
        "DELETE FROM receipts WHERE key IN (SELECT key FROM receipts WHERE at < :before ORDER BY at LIMIT :limit)"
    ),
    "notices": (
        "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE done_at IS NOT NULL AND done_at < :before"
        " AND state <> 'parked' ORDER BY done_at LIMIT :limit)"
    ),
    "lanes": (
        "DELETE FROM lanes WHERE lane IN (SELECT lane FROM lanes WHERE holder IS NULL"
        " AND (next_free_at IS NULL OR next_free_at < :before)"
        " AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.done_at IS NULL AND n.lane = lanes.lane) LIMIT :limit)"
    ),
}


@dataclass(frozen=True, slots=True)
class Purged:
    """How many old rows were removed."""

    receipts: int
    notices: int
    lanes: int


class AsyncStore(ABC):
    """A database as the event loop uses it. Implements `core.ports.Store`."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._callbacks: list[Callable[[], None]] = []
        self.outbox = Outbox(self)

    @abstractmethod
    async def transact(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` in one write transaction. Leaves it committed, or undone when anything is raised.

        Raises Conflict (decide again) and StorageUnavailable (locked or full disk, lost connection).
        """

    @abstractmethod
    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work`, which only reads, beside the writer. Raises StorageUnavailable."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what was handed in, then let go of the database."""

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` in the event loop's thread after each commit that wrote notices or a next instant."""
        self._callbacks.append(callback)

    def _committed(self) -> None:
        for callback in self._callbacks:
            callback()

    async def ready(self) -> None:
        """Nothing when the database answers. Raises StorageUnavailable."""
        await self.read(lambda tx: tx.sql.rows("SELECT 1", {}))

    async def purge(self, before: datetime) -> Purged:
        """Remove receipts kept and notices settled before that instant (parked ones stay), in small transactions."""
        removed = {name: await self._purge(statement, before) for name, statement in _PURGE.items()}
        return Purged(**removed)

    async def _purge(self, statement: str, before: datetime) -> int:
        parameters = {"before": micros(before), "limit": _PURGED_AT_ONCE}
        total = 0
        while True:
            removed = await self.transact(lambda tx: tx.sql.change(statement, parameters))
            total += removed
            if removed < _PURGED_AT_ONCE:
                return total

    async def __aenter__(self) -> AsyncStore:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class UnknownDatabase(ValueError):
    """A database address that Deskbell cannot use; the message names the two forms that work."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"{address!r} is not a database Deskbell can use: write sqlite+aiosqlite:///data/deskbell.db"
            " or postgresql+asyncpg://user@host/name."
        )


def parse_address(address: str) -> URL:
    """The parts of a database address. Raises UnknownDatabase; a password is not shown in its message."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise UnknownDatabase(address) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise UnknownDatabase(url.render_as_string(hide_password=True))
    return url


def open_store(url: str, *, now: Callable[[], datetime], busy_timeout: float = 2.0) -> AsyncStore:
    """A store on the database at `url`, whose tables `migrate` has made (one in memory makes its own).

    `sqlite+aiosqlite:///path`, `sqlite+aiosqlite:///:memory:` or `postgresql+asyncpg://...`. `busy_timeout` in seconds
    is how long a locked database is waited for: less than the three seconds a platform gives us to answer.
    Raises UnknownDatabase, and StorageUnavailable when the file cannot be opened.
    """
    parsed = parse_address(url)
    if parsed.get_backend_name() == "sqlite":
        from storage.sqlite import SqliteStore  # noqa: PLC0415  # each database's driver is loaded only where used

        return SqliteStore(parsed.database or ":memory:", now=now, busy_timeout=busy_timeout)
    from storage.postgres import PostgresStore  # noqa: PLC0415  # the same

    return PostgresStore(parsed, now=now, busy_timeout=busy_timeout)
