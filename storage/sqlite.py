"""SQLite: one writer thread that commits what waits together, a few threads that read beside it.

SQLite takes one writer at a time whatever we do, and a commit costs a sync of the disk. So all writes go to one thread
with one connection; it takes what has queued up, runs each in a savepoint of one transaction, so that a failure undoes
only its own, commits once, and answers only then. There is no shared connection and no lock to get wrong.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from core.ports.tickets import Conflict, StorageUnavailable
from storage.driver import EVENT_COLUMNS, NOTICE_COLUMNS, Found, Parameters
from storage.indexing import CREATE_ON_SQLITE
from storage.models import Row
from storage.sealing import Keys
from storage.store import AsyncStore
from storage.transaction import SqlTransaction

T = TypeVar("T")
Work = Callable[[SqlTransaction], Any]

_MOST_TOGETHER = 128
_READERS = 4
_OLDEST = (3, 35, 0)  # RETURNING
_DIALECT = sqlite_dialect.dialect(paramstyle="named")
_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOMEM,
}


_EVENT = (
    f"INSERT INTO events ({', '.join(EVENT_COLUMNS)})"  # noqa: S608  # our own names
    f" VALUES ({', '.join(':' + each for each in EVENT_COLUMNS)})"
)
_NOTICE = (
    f"INSERT INTO notices ({', '.join(NOTICE_COLUMNS)}, state, attempts)"  # noqa: S608  # our own names
    f" VALUES ({', '.join(':' + each for each in NOTICE_COLUMNS)}, 'waiting', 0) ON CONFLICT (key) DO NOTHING"
)
_REFRESH = (
    "UPDATE notices SET facts = :facts, not_before = min(not_before, :not_before), due_at = min(due_at, :due_at),"
    " urgent = max(urgent, :urgent) WHERE done_at IS NULL AND ticket = :ticket AND kind = :kind"
    " AND lane IN (:lane, :conversation) AND address = :address AND state = 'waiting'"
)


def _meaning(error: sqlite3.Error) -> Exception:
    """StorageUnavailable where the database cannot take it now; the error itself where it is our bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in _UNAVAILABLE:
        return StorageUnavailable(f"SQLite: {error}")
    return error


class SqliteDriver:
    """A connection of SQLite inside a transaction."""

    dialect: Dialect = _DIALECT
    skip_locked = ""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()

    def rows(self, statement: str, parameters: Parameters) -> Sequence[Found]:
        """All rows of a query (or of a change with RETURNING)."""
        try:
            return self._cursor.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            raise _meaning(error) from error

    def change(self, statement: str, parameters: Parameters) -> int:
        """Run a change; how many rows it touched."""
        try:
            return self._cursor.execute(statement, parameters).rowcount
        except sqlite3.Error as error:
            raise _meaning(error) from error

    def change_all(self, statement: str, parameters: Sequence[Parameters]) -> None:
        """Run a change once for each set of parameters."""
        try:
            self._cursor.executemany(statement, parameters)
        except sqlite3.Error as error:
            raise _meaning(error) from error

    def later(self, table: str, statement: str, parameters: Parameters, *, missed: str | None = None) -> None:
        """Run a change at once: nothing is gained by waiting where the database is in this very process."""
        if self.change(statement, parameters) != 1 and missed is not None:
            raise Conflict(missed)

    def append_events(self, rows: Sequence[Parameters]) -> None:
        """Add rows to a ticket's log."""
        self.change_all(_EVENT, rows)

    def put_notices(self, rows: Sequence[Parameters]) -> None:
        """Put notices into the outbox in this order; a refresh that still waits is given the new facts instead."""
        for row in rows:
            if not (row["redraws"] and self.change(_REFRESH, row)):
                self.change(_NOTICE, row)


class _Job:
    """One piece of work and who waits for it."""

    __slots__ = ("error", "future", "loop", "result", "wakes", "work")

    def __init__(self, work: Work, future: asyncio.Future[Any], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.future = future
        self.loop = loop
        self.result: Any = None
        self.error: BaseException | None = None
        self.wakes = False

    def answer(self) -> None:
        """Hand over the outcome, in the event loop's thread; nobody may be waiting any more."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class SqliteStore(AsyncStore):
    """A store in one file (or in memory, for tests)."""

    def __init__(
        self, path: str, *, now: Callable[[], datetime], busy_timeout: float, keys: Keys | None = None
    ) -> None:
        super().__init__(now, keys)
        if sqlite3.sqlite_version_info < _OLDEST:
            raise StorageUnavailable(f"SQLite {sqlite3.sqlite_version} is too old: Deskbell needs 3.35 or newer.")
        self._path = path
        self._busy_timeout = busy_timeout
        self._in_memory = path in ("", ":memory:")
        self._closed = False
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._writer = self._connect()
        if self._in_memory:
            _create_tables(self._writer)
        self._local = threading.local()
        self._reading: list[sqlite3.Connection] = []
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="deskbell-reader")
        self._thread = threading.Thread(target=self._write, name="deskbell-writer", daemon=True)
        self._thread.start()

    async def transact(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` in the writer's thread, in a savepoint; answered after the commit."""
        if self._closed:
            raise StorageUnavailable("The database is closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(work, future, loop))
        return await future

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` on a snapshot, in a reader's thread. A database in memory has one connection, the writer's."""
        if self._in_memory:
            return await self.transact(work)
        if self._closed:
            raise StorageUnavailable("The database is closed.")
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        """Finish what was handed in, then close all connections."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._shut)

    def _shut(self) -> None:
        self._thread.join()
        self._readers.shutdown()
        for connection in (*self._reading, self._writer):
            connection.close()

    def _connect(self, *, reads: bool = False) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path,
                timeout=self._busy_timeout,
                isolation_level=None,  # we begin and commit ourselves
                check_same_thread=False,  # each connection is used by one thread, and closed by another at the end
                cached_statements=256,
            )
            # WAL: readers beside the writer. FULL: what was acknowledged survives a power cut.
            for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {setting}").fetchall()
            if reads:
                connection.execute("PRAGMA query_only=ON")
        except sqlite3.Error as error:
            raise _meaning(error) from error
        return connection

    def _read(self, work: Callable[[SqlTransaction], T]) -> T:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect(reads=True)
            self._reading.append(connection)
        _run(connection, "BEGIN")
        try:
            return work(SqlTransaction(SqliteDriver(connection), self._now, self.keys, self.items, writes=False))
        finally:
            _run(connection, "ROLLBACK")

    def _write(self) -> None:
        driver = SqliteDriver(self._writer)
        open_for_work = True
        while open_for_work:
            jobs, open_for_work = self._take()
            if jobs:
                self._settle(jobs, driver)
                self._answer(jobs)

    def _take(self) -> tuple[list[_Job], bool]:
        """What has queued up, at least one piece of work; and whether more may come."""
        first = self._jobs.get()
        if first is None:
            return [], False
        jobs = [first]
        while len(jobs) < _MOST_TOGETHER:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                return jobs, False
            jobs.append(job)
        return jobs, True

    def _settle(self, jobs: Sequence[_Job], driver: SqliteDriver) -> None:
        """Run all jobs and commit once. Each job has its outcome afterwards."""
        connection = self._writer
        try:
            _run(connection, "BEGIN IMMEDIATE")
            for job in jobs:
                self._attempt(job, driver)
                if not connection.in_transaction:
                    raise StorageUnavailable("SQLite undid the whole transaction.")
            _run(connection, "COMMIT")
        except BaseException as error:  # noqa: BLE001  # whatever it is, those who wait must hear that nothing was done
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            for job in jobs:
                job.wakes = False
                job.error = job.error or error

    def _attempt(self, job: _Job, driver: SqliteDriver) -> None:
        """Run one job in its savepoint: its failure undoes its own changes and nobody else's."""
        connection = self._writer
        _run(connection, "SAVEPOINT one")
        transaction = SqlTransaction(driver, self._now, self.keys, self.items, writes=True)
        try:
            job.result = job.work(transaction)
            job.wakes = transaction.wakes
        except BaseException as error:  # noqa: BLE001  # belongs to whoever handed the work in, whatever it is
            job.error = RuntimeError(repr(error)) if isinstance(error, StopIteration) else error
            if connection.in_transaction:
                _run(connection, "ROLLBACK TO one")
        if connection.in_transaction:
            _run(connection, "RELEASE one")

    def _answer(self, jobs: Sequence[_Job]) -> None:
        for loop in {job.loop for job in jobs}:
            own = [job for job in jobs if job.loop is loop]
            try:
                loop.call_soon_threadsafe(self._hand_over, own)
            except RuntimeError:
                continue  # that event loop is closed: nobody waits there any more

    def _hand_over(self, jobs: Sequence[_Job]) -> None:
        for job in jobs:
            job.answer()
        if any(job.wakes for job in jobs):
            self._committed()


def _run(connection: sqlite3.Connection, statement: str) -> None:
    try:
        connection.execute(statement)
    except sqlite3.Error as error:
        raise _meaning(error) from error


def _create_tables(connection: sqlite3.Connection) -> None:
    """The tables of a database that no migration has seen, because it lives only in this process."""
    for statement in CREATE_ON_SQLITE:
        connection.execute(statement)
    for table in Row.metadata.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=_DIALECT)))
        for index in table.indexes:
            connection.execute(str(CreateIndex(index).compile(dialect=_DIALECT)))
