"""The store: what the core's `Store` port is to the rest of the process, over SQLite or PostgreSQL.

A store is also where delivery finds its outbox and learns that a commit gave it
or the sweep something to do.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TypeVar

from core.items import Item
from core.people import Person
from core.ports.pacing import Meter
from core.ports.tickets import StorageUnavailable
from storage import codec
from storage.instants import micros
from storage.outbox import Outbox
from storage.sealing import SEALED_BY, Keys
from storage.transaction import SqlTransaction

T = TypeVar("T")

_PURGED_AT_ONCE = 1000
_READY = 5.0  # seconds
_PURGE = {
    "receipts": (
        "DELETE FROM receipts WHERE key IN (SELECT key FROM receipts WHERE at < :before ORDER BY at LIMIT :limit)"
    ),
    "notices": (
        "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE done_at IS NOT NULL AND done_at < :before"
        " AND state <> 'parked' ORDER BY done_at LIMIT :limit)"
    ),
    "words": (
        "DELETE FROM words_aside WHERE (person, key) IN"
        " (SELECT person, key FROM words_aside WHERE at IS NULL OR at < :before LIMIT :limit)"
    ),
    "sources": (
        "DELETE FROM source_words WHERE (message, holder) IN"
        " (SELECT message, holder FROM source_words WHERE NOT ticket AND at < :before LIMIT :limit)"
    ),
    "prompts": (
        "DELETE FROM prompts WHERE message IN (SELECT message FROM prompts WHERE outcome <> '' AND at < :before"
        " LIMIT :limit)"
    ),
    "lanes": (
        "DELETE FROM lanes WHERE lane IN (SELECT lane FROM lanes WHERE holder IS NULL"
        " AND (next_free_at IS NULL OR next_free_at < :before)"
        " AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.done_at IS NULL AND n.lane = lanes.lane) LIMIT :limit)"
    ),
    "paces": "DELETE FROM paces WHERE name IN (SELECT name FROM paces WHERE free_at < :before LIMIT :limit)",
    "overrides": "DELETE FROM overrides WHERE id IN (SELECT id FROM overrides WHERE end_at < :before LIMIT :limit)",
    "absences": (
        "DELETE FROM absences WHERE id IN"
        " (SELECT id FROM absences WHERE end_at < :before AND due_at IS NULL LIMIT :limit)"
    ),
}

_UNJOINED = (
    "SELECT people.data FROM accounts JOIN people ON people.id = accounts.person"
    " WHERE accounts.speaker = accounts.person ORDER BY accounts.speaker LIMIT :limit"
)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many old rows were removed."""

    receipts: int
    notices: int
    words: int
    sources: int
    prompts: int
    lanes: int
    paces: int
    overrides: int
    absences: int


class AsyncStore(ABC):
    """A database as the event loop uses it. Implements `core.ports.tickets.Store`.

    `meter` counts for all processes on the database; None where one process is alone, which may count by itself.
    """

    meter: Meter | None = None

    def __init__(self, now: Callable[[], datetime], keys: Keys | None = None) -> None:
        self._now = now
        self.keys = keys or Keys()
        self.items: dict[str, Item] = {}
        """Items as they were ordered, by version: those of the tickets that were read so far."""
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
        """Call `callback` in the event loop's thread after each commit that wrote notices or a next instant.

        While `listen` runs, also when another process may have committed such a thing.
        """
        self._callbacks.append(callback)

    async def listen(self) -> None:  # noqa: B027  # most have nobody to hear of
        """Hear of what other processes on this database commit, and tell them, until cancelled.

        Returns at once where there can be none.
        """

    async def clock(self) -> datetime | None:
        """What time it is where the database runs; None where that is this machine. Raises StorageUnavailable."""
        return None

    def _committed(self) -> None:
        for callback in self._callbacks:
            callback()

    async def ready(self) -> None:
        """Nothing when the database answers within a few seconds. Raises StorageUnavailable."""
        try:
            async with asyncio.timeout(_READY):
                await self.read(lambda tx: tx.sql.rows("SELECT 1", {}))
        except TimeoutError as error:
            raise StorageUnavailable(f"The database does not answer within {_READY:.0f} seconds.") from error

    async def unjoined(self, limit: int) -> list[Person]:
        """Accounts that could be joined to nobody: each is a person of its own."""
        rows = await self.read(lambda tx: tx.sql.rows(_UNJOINED, {"limit": limit}))
        return [codec.read(Person, row[0]) for row in rows]

    async def sealed_otherwise(self) -> tuple[int, int]:
        """How many answers are sealed with a key that is not here, and how many with one that is not the newest."""
        counts = await self.read(lambda tx: tx.sql.rows(SEALED_BY, {}))
        others = {key: many for key, many in counts if key != self.keys.newest}
        shut = sum(many for key, many in others.items() if not self.keys.has(key))
        return shut, sum(others.values()) - shut

    async def purge(self, before: datetime) -> Purged:
        """Remove receipts kept, notices settled (parked ones stay), words set aside, prompts that are over and what was
        over of the rota before that instant, in small transactions.
        """
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
