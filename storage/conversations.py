"""Conversations that a platform let us into, kept for channels that cannot ask their platform again.

What a conversation is to its channel (a service address, a member's id) is the channel's own text here.
"""

from __future__ import annotations

from collections.abc import Sequence

from storage import codec
from storage.driver import one
from storage.store import AsyncStore

_KEEP = (
    "INSERT INTO conversations (key, kind, data) VALUES (:key, :kind, :data)"
    " ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, data = excluded.data"
)
_FORGET = "DELETE FROM conversations WHERE key = :key"
_FIND = "SELECT data FROM conversations WHERE key = :key"
_OF_KINDS = "SELECT data FROM conversations WHERE kind IN (:first, :second) ORDER BY key"


class Conversations:
    """Reads and writes the table. Every method raises StorageUnavailable."""

    def __init__(self, store: AsyncStore) -> None:
        self._store = store

    async def keep(self, key: str, kind: str, data: str) -> None:
        """Insert or replace what is known of the conversation `key`."""
        parameters = {"key": key, "kind": kind, "data": codec.write_text(data)}
        await self._store.transact(lambda tx: tx.sql.change(_KEEP, parameters))

    async def forget(self, key: str) -> None:
        """Drop it: we are not in it any more."""
        await self._store.transact(lambda tx: tx.sql.change(_FORGET, {"key": key}))

    async def find(self, key: str) -> str | None:
        """What is known of it, or None."""
        found = one(await self._store.read(lambda tx: tx.sql.rows(_FIND, {"key": key})))
        return None if found is None else codec.read_text(found[0])

    async def of_kinds(self, first: str, second: str) -> Sequence[str]:
        """What is known of every conversation of two kinds."""
        rows = await self._store.read(lambda tx: tx.sql.rows(_OF_KINDS, {"first": first, "second": second}))
        return [codec.read_text(row[0]) for row in rows]
