"""A locked or full database, a lost connection: a clear no, nothing half done, and work again afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from storage import AsyncStore, open_store
from storage.transaction import SqlTransaction
from tests.storage.stories import CLAIM, NOW, TRIAGE, after, go_on, line, open_ticket, opened

HASTE = 0.1  # seconds to wait for a lock that is not given up


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "bad.db"
    copy.write_bytes(sqlite_template.read_bytes())
    return copy


@pytest.fixture
async def on_sqlite(path: Path) -> AsyncIterator[AsyncStore]:
    async with open_store(f"sqlite+aiosqlite:///{path}", now=lambda: NOW, busy_timeout=HASTE) as store:
        yield store


@pytest.fixture
def stranger(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else's connection to the same file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


async def test_a_locked_database_is_a_no_within_the_time_it_is_waited_for(
    on_sqlite: AsyncStore, stranger: sqlite3.Connection
) -> None:
    stranger.execute("BEGIN IMMEDIATE")
    outcomes = await asyncio.gather(*(on_sqlite.transact(open_ticket) for _ in range(5)), return_exceptions=True)
    assert [type(each) for each in outcomes] == [StorageUnavailable] * 5
    assert await on_sqlite.read(lambda tx: tx.ticket("INC-1000")) is None  # reading goes on beside the lock

    stranger.execute("ROLLBACK")
    assert (await on_sqlite.transact(open_ticket)).ref == "INC-1000"


async def test_a_full_disk_is_a_no_that_leaves_nothing_and_passes(on_sqlite: AsyncStore) -> None:
    def fill(tx: Transaction) -> None:
        open_ticket(tx)
        tx.write_notices([line("n1")])
        tx.remember("large", "x" * 1_000_000)

    (used,) = await on_sqlite.transact(lambda tx: tx.sql.rows("PRAGMA page_count", {})[0])
    await on_sqlite.transact(lambda tx: tx.sql.rows(f"PRAGMA max_page_count={used + 4}", {}))

    with pytest.raises(StorageUnavailable, match="full"):
        await on_sqlite.transact(fill)

    assert await on_sqlite.read(lambda tx: tx.ticket("INC-1000")) is None
    assert await on_sqlite.outbox.pending() == 0

    await on_sqlite.transact(lambda tx: tx.sql.rows("PRAGMA max_page_count=1000000", {}))
    await on_sqlite.transact(fill)
    assert await on_sqlite.outbox.pending() == 1


async def test_whoever_shares_a_full_disk_is_told_the_truth_about_their_own_change(on_sqlite: AsyncStore) -> None:
    (used,) = await on_sqlite.transact(lambda tx: tx.sql.rows("PRAGMA page_count", {})[0])
    await on_sqlite.transact(lambda tx: tx.sql.rows(f"PRAGMA max_page_count={used + 4}", {}))

    def keep(number: int, tx: Transaction) -> int:
        tx.remember(f"m{number}", "x" * (1_000_000 if number == 3 else 10))
        return number

    outcomes = await asyncio.gather(
        *(on_sqlite.transact(lambda tx, number=number: keep(number, tx)) for number in range(8)),  # type: ignore[misc]
        return_exceptions=True,
    )

    kept = await on_sqlite.read(lambda tx: [number for number in range(8) if tx.recall(f"m{number}")])
    assert kept == [each for each in outcomes if isinstance(each, int)]
    assert 3 not in kept
    assert {type(each) for each in outcomes if not isinstance(each, int)} == {StorageUnavailable}


async def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="unable to open"):
        open_store(f"sqlite+aiosqlite:///{tmp_path}/no/such/folder.db", now=lambda: NOW)


async def test_a_closed_store_says_so_and_finishes_what_was_handed_in(path: Path) -> None:
    store = open_store(f"sqlite+aiosqlite:///{path}", now=lambda: NOW)
    handed_in = [asyncio.ensure_future(store.transact(lambda tx: tx.next_number(1000))) for _ in range(10)]
    await asyncio.sleep(0)
    await store.close()
    assert sorted(await asyncio.gather(*handed_in)) == list(range(1000, 1010))
    await store.close()
    for once_more in (store.transact, store.read):
        with pytest.raises(StorageUnavailable, match="closed"):
            await once_more(lambda tx: tx.next_due())


async def test_a_statement_that_is_wrong_is_a_bug_and_not_a_bad_day(store: AsyncStore) -> None:
    with pytest.raises(Exception, match="nonsense") as raised:
        await store.transact(lambda tx: tx.sql.rows("SELECT * FROM nonsense", {}))
    assert not isinstance(raised.value, StorageUnavailable | Conflict)
    await store.ready()


async def test_what_is_acknowledged_is_in_the_file(on_sqlite: AsyncStore, stranger: sqlite3.Connection) -> None:
    await on_sqlite.transact(lambda tx: tx.remember("a", "b"))
    assert stranger.execute("SELECT value FROM memos").fetchall() == [('"b"',)]
    (mode,) = await on_sqlite.transact(lambda tx: tx.sql.rows("PRAGMA synchronous", {})[0])
    assert mode == 2  # FULL


async def test_a_reader_cannot_write(on_sqlite: AsyncStore) -> None:
    with pytest.raises(StorageUnavailable, match="readonly"):
        await on_sqlite.read(lambda tx: tx.remember("a", "b"))


async def test_a_waiter_that_went_away_disturbs_nobody(store: AsyncStore) -> None:
    gone = asyncio.ensure_future(store.transact(lambda tx: tx.next_number(1000)))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await store.transact(lambda tx: tx.next_number(1000)) in (1000, 1001)


async def test_a_store_in_memory_needs_no_migration_and_forgets() -> None:
    for _ in range(2):
        async with open_store("sqlite+aiosqlite:///:memory:", now=lambda: NOW) as store:
            ticket = await store.transact(open_ticket)
            assert ticket.ref == "INC-1000"
            assert await store.read(lambda tx: tx.ticket("INC-1000")) == ticket


# PostgreSQL's own bad days


@asynccontextmanager
async def holding(database: str, *statements: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else's transaction on the same PostgreSQL database, which has done this and not committed."""
    connection = await asyncpg.connect(database.replace("+asyncpg", ""))
    try:
        async with connection.transaction():
            for statement in statements:
                await connection.execute(statement)
            yield connection
    finally:
        await connection.close()


only_postgres = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@only_postgres
async def test_a_connection_that_the_server_cuts_in_the_middle_is_a_no_and_the_next_one_works(database: str) -> None:
    def cut(tx: SqlTransaction) -> None:
        open_ticket(tx)
        tx.sql.rows("SELECT pg_terminate_backend(pg_backend_pid())", {})
        tx.sql.rows("SELECT 1", {})

    async with open_store(database, now=lambda: NOW) as store:
        await store.transact(open_ticket)
        with pytest.raises(StorageUnavailable):
            await store.transact(cut)
        assert (await store.transact(open_ticket)).ref == "INC-1001"


@only_postgres
async def test_connections_that_the_server_cuts_while_nobody_uses_them_cost_one_no_at_most(database: str) -> None:
    async with open_store(database, now=lambda: NOW) as store, open_store(database, now=lambda: NOW) as other:
        await store.transact(open_ticket)
        await asyncio.gather(*(store.read(lambda tx: tx.next_due()) for _ in range(8)))  # a connection each
        await other.transact(
            lambda tx: tx.sql.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                {},
            )
        )
        with suppress(StorageUnavailable):  # the news may not have arrived
            await store.ready()
        assert (await store.transact(open_ticket)).ref == "INC-1001"
        await asyncio.gather(*(store.ready() for _ in range(8)))


@only_postgres
async def test_a_server_that_falls_silent_is_a_no_in_time_and_its_connection_is_given_up(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres._NO_ANSWER", 0.5)
    async with open_store(database, now=lambda: NOW) as store:
        await store.transact(open_ticket)
        pid = await store.read(lambda tx: tx.sql.rows("SELECT pg_backend_pid()", {})[0][0])
        os.kill(pid, signal.SIGSTOP)
        try:
            with pytest.raises(StorageUnavailable):
                await store.transact(open_ticket)
            assert (await store.transact(open_ticket)).ref == "INC-1001"
        finally:
            os.kill(pid, signal.SIGCONT)


@only_postgres
async def test_a_server_that_is_not_there_is_unavailable(database: str) -> None:
    nowhere = database.replace("host=", "host=/nowhere")
    async with open_store(nowhere, now=lambda: NOW) as store:
        with pytest.raises(StorageUnavailable):
            await store.ready()


@only_postgres
async def test_a_lock_that_is_not_given_up_is_a_no_within_the_time_it_is_waited_for(database: str) -> None:
    async with (
        open_store(database, now=lambda: NOW) as holder,
        open_store(database, now=lambda: NOW, busy_timeout=HASTE) as store,
    ):
        ticket = await holder.transact(open_ticket)
        async with holding(database, "SELECT * FROM tickets FOR UPDATE"):
            with pytest.raises(StorageUnavailable, match="lock timeout"):
                await store.transact(lambda tx: go_on(tx, ticket.ref, opened(ticket.ref)))


@only_postgres
async def test_due_tickets_that_another_process_works_on_are_left_out(database: str) -> None:
    async with open_store(database, now=lambda: NOW) as store:
        for _ in range(3):
            await store.transact(lambda tx: open_ticket(tx, due_at=NOW))
        async with holding(database, "SELECT * FROM tickets WHERE ref = 'INC-1001' FOR UPDATE"):
            assert set(await store.transact(lambda tx: tx.due(after(hours=1), 10))) == {"INC-1000", "INC-1002"}


@only_postgres
async def test_a_head_that_a_command_is_changing_is_not_overtaken(database: str) -> None:
    """Skipping the locked row alone would lease the second of the lane first."""
    async with open_store(database, now=lambda: NOW) as store:
        await store.transact(lambda tx: tx.write_notices([line("first"), line("second")]))
        async with holding(database, "SELECT * FROM notices WHERE key = 'first' FOR UPDATE"):
            assert await store.outbox.lease(NOW, "w1", limit=5, lease_for=timedelta(minutes=1)) == []
        (leased,) = await store.outbox.lease(NOW, "w1", limit=5, lease_for=timedelta(minutes=1))
        assert leased.notice.key == "first"


@only_postgres
async def test_a_lane_that_another_process_just_took_is_left_to_it(database: str) -> None:
    taking = f"INSERT INTO lanes (lane, holder, lease_until) VALUES ('{TRIAGE}', 99, {2**60})"
    async with open_store(database, now=lambda: NOW, busy_timeout=5) as store:
        await store.transact(lambda tx: tx.write_notices([line("first")]))
        async with holding(database, taking) as other:
            leasing = asyncio.ensure_future(store.outbox.lease(NOW, "w1", limit=5, lease_for=timedelta(minutes=1)))
            while not await other.fetch("SELECT 1 FROM pg_locks WHERE NOT granted"):
                assert not leasing.done()
        assert await leasing == []


@only_postgres
async def test_what_is_cancelled_half_way_holds_nothing_and_leaves_nothing(database: str) -> None:
    async with open_store(database, now=lambda: NOW) as store, open_store(database, now=lambda: NOW) as other:
        ticket = await store.transact(open_ticket)
        async with holding(database, "SELECT * FROM tickets FOR UPDATE") as holder:

            def go_on_and_draw(tx: Transaction) -> None:
                tx.next_number(1000)
                go_on(tx, ticket.ref, CLAIM)
                tx.next_number(1000)

            waiting = asyncio.ensure_future(store.transact(go_on_and_draw))
            while not await holder.fetch("SELECT 1 FROM pg_locks WHERE NOT granted"):
                assert not waiting.done()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert await other.transact(lambda tx: tx.next_number(1000)) == 1001
        assert (await store.transact(lambda tx: go_on(tx, ticket.ref, CLAIM))).version == 2


@only_postgres
async def test_two_that_wait_for_each_other_are_told_to_decide_again(database: str) -> None:
    """The same things taken crosswise: the database undoes one of them, and both are there in the end."""
    async with (
        open_store(database, now=lambda: NOW, busy_timeout=5) as store,
        holding(database, "INSERT INTO memos VALUES ('a', '')") as other,
    ):

        def crosswise(tx: Transaction) -> None:
            tx.remember("b", "")
            tx.remember("a", "")

        waiting = asyncio.ensure_future(store.transact(crosswise))
        while not await other.fetch("SELECT 1 FROM pg_locks WHERE NOT granted"):
            assert not waiting.done()
        theirs = asyncio.ensure_future(other.execute("INSERT INTO memos VALUES ('b', '') ON CONFLICT DO NOTHING"))
        ours, _ = await asyncio.gather(waiting, theirs, return_exceptions=True)
        assert isinstance(ours, Conflict) != isinstance(theirs.exception(), asyncpg.DeadlockDetectedError)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_whoever_waits_behind_many_others_is_served_while_those_are(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred press one button at once, and there are a few connections: that is no trouble of the database's."""
    _with_one_connection(monkeypatch)
    async with open_store(database, now=lambda: NOW) as store:
        await store.transact(open_ticket)
        busy = [store.read(lambda tx: tx.sql.rows(f"SELECT pg_sleep({HASTE * 0.6})", {})) for _ in range(5)]
        *_, last = await asyncio.gather(*busy, store.read(lambda tx: tx.ticket("INC-1000")))
    assert last is not None


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_whoever_waits_where_nobody_is_served_is_told_so_in_time(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_one_connection(monkeypatch)
    async with open_store(database, now=lambda: NOW) as store:
        busy = asyncio.create_task(store.read(lambda tx: tx.sql.rows(f"SELECT pg_sleep({HASTE * 4})", {})))
        await asyncio.sleep(0)
        with pytest.raises(StorageUnavailable):
            await asyncio.gather(*(store.read(lambda tx: tx.ticket("INC-1000")) for _ in range(2)))
        assert not busy.done()
        await busy


def _with_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.postgres._POOL", 0)
    monkeypatch.setattr("storage.postgres._LINE", HASTE)
