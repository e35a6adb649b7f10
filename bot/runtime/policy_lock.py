"""Who may decide now: many at once under one set of rules, and nobody while the rules are exchanged.

A turn is as long as a transaction, not as a request: while somebody is looked up on a platform, nothing is held up.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from core.ports.tickets import Store, Transaction

T = TypeVar("T")


class Turns:
    """Turns that are taken together (`share`) or by one alone, who waits until the others are through."""

    def __init__(self) -> None:
        self._inside = 0
        self._open = asyncio.Event()
        self._open.set()
        self._empty = asyncio.Event()
        self._one = asyncio.Lock()

    async def share(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do `work` in a turn beside others: the rules do not change while it lasts."""
        while not self._open.is_set():
            await self._open.wait()
        self._inside += 1
        try:
            return await work()
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """A turn in which nothing else is decided: whoever comes waits until it ends."""
        async with self._one:
            self._open.clear()
            try:
                while self._inside:
                    self._empty.clear()
                    await self._empty.wait()
                yield
            finally:
                self._open.set()


@dataclass(frozen=True, slots=True)
class StoreInTurn:
    """The store as the desk has it: what is decided in one transaction is decided under one set of rules."""

    store: Store
    turns: Turns

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one write transaction. Raises Conflict and StorageUnavailable."""
        return await self.turns.share(lambda: self.store.transact(work))

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads, beside the writer. Raises StorageUnavailable."""
        return await self.turns.share(lambda: self.store.read(work))
