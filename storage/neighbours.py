"""Wake-ups between the processes on one PostgreSQL: a commit of one that gives work wakes all of them at once.

LISTEN and NOTIFY carry them. They are a courtesy, for everybody looks by itself before long. So none is part of the
commit it tells of, where PostgreSQL would let only one transaction of the whole database commit at a time: it follows
on a connection of its own, and what was committed meanwhile goes with the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_CHANNEL = "deskbell"
_APART = 0.05  # seconds between two that we send; one after a silence is sent at once
_ANSWER = 5.0  # seconds after which a server that does not answer counts as lost
_SILENCE = 30.0  # seconds without anything to tell, after which the server is asked whether it is there
_AGAIN = 1.0  # seconds until a lost connection is made anew
_LOST = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, DBAPIError, PoolExhausted, OSError,
)  # fmt: skip


class Neighbours:
    """The other processes on this database. `heard` is called when one of them may have given everybody work."""

    def __init__(self, engine: AsyncEngine, heard: Callable[[], None]) -> None:
        self._engine = engine
        self._heard = heard
        self._news = asyncio.Event()

    def tell(self) -> None:
        """Let the others know that there is something to do."""
        self._news.set()

    async def listen(self) -> None:
        """Hear of the others, and tell them, until cancelled. A connection that is lost is made anew."""
        while True:
            try:
                async with self._engine.connect() as connection:
                    await self._talk(connection)
            except _LOST:
                await asyncio.sleep(_AGAIN)

    async def _talk(self, connection: AsyncConnection) -> None:
        """Listen and tell until the connection is lost, which raises one of `_LOST`."""
        try:
            wire: Any = (await connection.get_raw_connection()).driver_connection
            wire.add_termination_listener(lambda _: self._news.set())
            await wire.add_listener(_CHANNEL, self._take)
            self._heard()  # whatever was said before nobody here has heard
            self._news.set()
            while True:
                news = await self._wait()
                await wire.execute(f"NOTIFY {_CHANNEL}" if news else "SELECT 1", timeout=_ANSWER)
                await asyncio.sleep(_APART)
        finally:
            await connection.invalidate()  # it listens: nobody else may get it from the pool

    async def _wait(self) -> bool:
        """Wait for something to tell; False when there was nothing for so long that the connection may be gone."""
        try:
            async with asyncio.timeout(_SILENCE):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    def _take(self, wire: Any, sender: int, _channel: str, _payload: object) -> None:
        if sender != wire.get_server_pid():
            self._heard()
