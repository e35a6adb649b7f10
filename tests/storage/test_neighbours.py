"""Processes on one PostgreSQL wake each other: what one commits, the others need not find out by looking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from storage import AsyncStore, open_store
from tests.storage.stories import NOW, line, open_ticket, write

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

PATIENCE = 60.0
"""Real seconds that anything may take on a busy machine."""


class Process:
    """One that has the database open, listens, and counts how often it was woken."""

    def __init__(self, store: AsyncStore) -> None:
        self.store = store
        self.woken = 0
        self._rung = asyncio.Event()
        store.on_commit(self._wake)

    def _wake(self) -> None:
        self.woken += 1
        self._rung.set()

    async def wakes(self) -> None:
        """Wait to be woken (again)."""
        async with asyncio.timeout(PATIENCE):
            await self._rung.wait()
        self._rung.clear()


@asynccontextmanager
async def listening(database: str) -> AsyncIterator[Process]:
    async with open_store(database, now=lambda: NOW) as store:
        process = Process(store)
        listens = asyncio.create_task(store.listen())
        try:
            await process.wakes()  # it looks once it listens
            yield process
        finally:
            listens.cancel()
            with suppress(asyncio.CancelledError):
                await listens


@asynccontextmanager
async def two(database: str) -> AsyncIterator[tuple[Process, Process]]:
    async with listening(database) as one, listening(database) as other:
        await one.wakes()  # the second one said that it came
        yield one, other


async def test_what_one_process_gives_to_say_wakes_another(database: str) -> None:
    async with two(database) as (one, other):
        await write(one.store, line("a1"))
        await other.wakes()


async def test_a_next_instant_of_one_process_wakes_the_sweep_of_another(database: str) -> None:
    async with two(database) as (one, other):
        await one.store.transact(lambda tx: open_ticket(tx, due_at=NOW))
        await other.wakes()


async def test_whoever_commits_is_woken_once_by_itself_and_not_again_by_its_own_news(database: str) -> None:
    async with two(database) as (one, other):
        before = one.woken
        await write(one.store, line("a1"))
        await other.wakes()
        await write(other.store, line("b1"))
        await one.wakes()  # for the first
        await one.wakes()  # for that of the other: its own news would have come before
        assert one.woken == before + 2


async def test_a_connection_that_is_cut_is_made_anew_and_what_was_missed_is_looked_for(database: str) -> None:
    async with two(database) as (one, other):
        await one.store.transact(
            lambda tx: tx.sql.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query ~ '^(LISTEN|NOTIFY)'",
                {},
            )
        )
        await one.wakes()
        await other.wakes()
        await write(one.store, line("a1"))
        await other.wakes()


async def test_nothing_listens_any_more_when_the_store_is_closed(database: str) -> None:
    async with open_store(database, now=lambda: NOW) as watcher:
        async with listening(database):
            pass
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while True:  # the server takes a moment
            if not await watcher.read(lambda tx: tx.sql.rows(others, {})):
                return
            await asyncio.sleep(0)
