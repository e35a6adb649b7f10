"""PostgreSQL: each transaction on a connection of the pool, any number of processes beside each other.

A transaction is the same synchronous function as on SQLite; SQLAlchemy's bridge (greenlet) lets it wait for asyncpg
without a thread, and its pool keeps the connections. Statements are handed to asyncpg itself as texts, which it keeps
prepared: a statement through SQLAlchemy costs three times the processor.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

import asyncpg
from sqlalchemy import Connection, event
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import URL, AdaptedConnection, Dialect
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from core.ports.tickets import Conflict, StorageUnavailable
from storage.driver import APPLICATION, EVENT_COLUMNS, NOTICE_COLUMNS, Found, Parameters, Value
from storage.instants import instant
from storage.meter import SharedMeter
from storage.neighbours import Neighbours
from storage.sealing import Keys
from storage.store import AsyncStore
from storage.transaction import SqlTransaction

T = TypeVar("T")
Bound = Mapping[str, Value | list[Value]]

_POOL = 16
_CONNECTING = 2.0  # seconds; signing on takes longer than any lock should
_LINE = 2.0  # seconds to wait for a connection while nobody is served; a platform waits three
_TURNS = 5  # so often that is waited while others are
_LONGEST_STATEMENT = "30s"
_NO_ANSWER = 35.0  # seconds; a server that lives ends a statement before
_CHANGED_IN_BETWEEN = "DB409"  # what `deskbell_conflict()` raises (migration 0006)
_STATEMENTS = 500  # kept prepared a connection: more than there are, so that none is planned anew
_NAMED = re.compile(r"(?<!:):(\w+)")
# A serialization failure, a deadlock, or a row that changed in between: the other one goes first.
_COLLIDED = frozenset({"40001", "40P01", _CHANGED_IN_BETWEEN})
_UNAVAILABLE = ("08", "53", "57", "58")  # connection, resources (full disk), shut down or cancelled, input/output
_UNAVAILABLE_EXACTLY = frozenset({"55P03", "25006"})  # a lock not had in time, a standby that only reads


_TYPES = {"seq": "int", "at": "bigint", "occurred_at": "bigint", "recorded_at": "bigint", "not_before": "bigint"}
_TYPES |= {"due_at": "bigint", "urgent": "boolean"}


def _unnested(columns: Sequence[str], name: str) -> str:
    """Columns of parameters as a table with their order."""
    arrays = ", ".join(f":{each}::{_TYPES.get(each, 'text')}[]" for each in columns)
    return f"unnest({arrays}) WITH ORDINALITY AS {name} ({', '.join(columns)}, place_in_line)"


_EVENTS = (
    f"INSERT INTO events ({', '.join(EVENT_COLUMNS)}) SELECT {', '.join(EVENT_COLUMNS)}"  # noqa: S608  # our own names
    f" FROM {_unnested(EVENT_COLUMNS, 'e')} ORDER BY place_in_line"
    " ON CONFLICT DO NOTHING"
)
# A card that still waits to be drawn, with scalars: then its index is used however few rows there were when it was
# planned. (Joined with the notices as a table it was planned while the outbox was empty, and read all that waits.)
_REDRAW = (
    "redrawn_{0} AS (UPDATE notices SET facts = :facts_{0}, not_before = least(not_before, :not_before_{0}::bigint),"
    " due_at = least(due_at, :due_at_{0}::bigint), urgent = urgent OR :urgent_{0}::boolean WHERE done_at IS NULL"
    " AND ticket = :ticket_{0} AND kind = :kind_{0} AND lane IN (:lane_{0}, :conversation_{0})"
    " AND address = :address_{0} AND state = 'waiting' RETURNING :key_{0}::text AS key)"
)
_REDRAWN = ("facts", "not_before", "due_at", "urgent", "ticket", "kind", "lane", "conversation", "address", "key")
_NOTICES = (
    f"INSERT INTO notices ({', '.join(NOTICE_COLUMNS)}, state, attempts)"  # noqa: S608  # our own names
    f" SELECT {', '.join('n.' + each for each in NOTICE_COLUMNS)}, 'waiting', 0 FROM {_unnested(NOTICE_COLUMNS, 'n')}"
    "{} ORDER BY n.place_in_line ON CONFLICT (key) DO NOTHING"
)


@lru_cache(maxsize=64)
def _putting(redraws: int) -> tuple[str | None, str]:
    """How notices are put, of which so many redraw a card: the part before, if any, and the statement."""
    if not redraws:
        return None, _NOTICES.format("")
    parts = ", ".join(_REDRAW.format(each) for each in range(redraws))
    drawn = " UNION ALL ".join(f"SELECT key FROM redrawn_{each}" for each in range(redraws))  # noqa: S608  # numbers
    return parts, _NOTICES.format(f" WHERE n.key NOT IN ({drawn})")


def _columns(rows: Sequence[Parameters], columns: Sequence[str]) -> Bound:
    return {each: [row[each] for row in rows] for each in columns}


def _meaning(error: BaseException) -> Exception | None:
    """Conflict or StorageUnavailable where that is what it means; None where it is our bug."""
    state = str(getattr(error, "sqlstate", None) or "")
    if state in _COLLIDED:
        return Conflict("PostgreSQL let another transaction go first.")
    lost = isinstance(error, OSError) or state[:2] in _UNAVAILABLE or state in _UNAVAILABLE_EXACTLY
    return StorageUnavailable(f"PostgreSQL: {error or type(error).__name__}") if lost else None


@lru_cache(maxsize=512)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """A statement as asyncpg wants it (`$1`), and the names in that order."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _NAMED.sub(number, statement), tuple(names)


@dataclass(frozen=True, slots=True)
class _Change:
    """A change that is not sent yet: `missed` is what it means when it touches other than that many `rows`.

    `first` are parts of its own (`name AS (...)`) that the statement refers to.
    """

    table: str
    statement: str
    parameters: Bound
    rows: int | None = None
    missed: str = ""
    first: str | None = None


@lru_cache(maxsize=512)
def _together(changes: tuple[tuple[str, str | None], ...]) -> tuple[str, tuple[str, ...]]:
    """Several changes as the parts of one statement, and for each how its rows are counted; parameters get a prefix."""
    parts: list[str] = []
    counts: list[str] = []
    for index, (statement, first) in enumerate(changes):
        renamed = rf":c{index}_\1"
        if first is not None:
            parts.append(_NAMED.sub(renamed, first))
        parts.append(f"c{index} AS ({_NAMED.sub(renamed, statement)} RETURNING 1)")
        counts.append(f"(SELECT count(*) FROM c{index})")  # noqa: S608  # put together from our own statements
    return f"WITH {', '.join(parts)} SELECT ", tuple(counts)


class PostgresDriver:
    """A connection of PostgreSQL inside a transaction.

    Each message to the server costs a round trip. So changes whose effect nobody asks for yet are gathered and sent as
    one statement, before the next look or at the commit. Such a statement sees no effect of its own parts: hence never
    two changes of one table in it. And since each statement sees what is committed when it starts anyway (READ
    COMMITTED), a transaction is begun only by what must be undone or held: a command that looks, decides and changes is
    four looks and one statement that is whole by itself.
    """

    dialect: Dialect = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy has it untyped
    skip_locked = " FOR UPDATE SKIP LOCKED"

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        self._bridge = cast(AdaptedConnection, connection.connection.dbapi_connection)
        self._gathered: list[_Change] = []
        self._begun = False

    @property
    def lost(self) -> bool:
        """Whether the connection is no more."""
        return bool(self._bridge.driver_connection.is_closed())

    def rows(self, statement: str, parameters: Parameters) -> Sequence[Found]:
        """All rows of a query (or of a change with RETURNING)."""
        looks = statement.startswith("SELECT") and not statement.endswith(self.skip_locked)
        if self._writes and (self._gathered or not looks):
            self._begin()
        return self._fetch(statement, parameters)

    def change(self, statement: str, parameters: Parameters) -> int:
        """Run a change; how many rows it touched."""
        self._begin()
        text, names = _numbered(statement)
        status = self._ask(lambda asked: asked.execute(text, *(parameters[name] for name in names)))
        return int(status.rpartition(" ")[2])  # as "UPDATE 1"

    def change_all(self, statement: str, parameters: Sequence[Parameters]) -> None:
        """Run a change once for each set of parameters, in one message where there are several."""
        self._begin()
        text, names = _numbered(statement)
        rows = [tuple(each[name] for name in names) for each in parameters]
        self._ask(lambda asked: asked.executemany(text, rows))

    def later(self, table: str, statement: str, parameters: Parameters, *, missed: str | None = None) -> None:
        """Gather a change; with `missed`, Conflict is raised when it is sent and touches no row."""
        self._gather(_Change(table, statement, parameters, None if missed is None else 1, missed or ""))

    def append_events(self, rows: Sequence[Parameters]) -> None:
        """Gather rows of a ticket's log."""
        missed = f"{rows[0]['ticket']!s} has gone on in the meantime."
        self._gather(_Change("events", _EVENTS, _columns(rows, EVENT_COLUMNS), len(rows), missed))

    def put_notices(self, rows: Sequence[Parameters]) -> None:
        """Gather notices, in this order; a refresh that still waits is given the new facts instead."""
        redrawn = [row for row in rows if row["redraws"]]
        scalars = {f"{name}_{at}": row[name] for at, row in enumerate(redrawn) for name in _REDRAWN}
        first, statement = _putting(len(redrawn))
        self._gather(_Change("notices", statement, {**_columns(rows, NOTICE_COLUMNS), **scalars}, first=first))

    def commit(self) -> None:
        """Send what was gathered, and commit. Raises Conflict for a change that touched fewer rows than it should."""
        if self._begun:
            self._send()
            self._ask(lambda asked: asked.execute("COMMIT"))
            self._begun = False
        elif self._gathered:
            self._send_whole()

    def undo(self) -> None:
        """Undo what was done since the last commit. What was gathered is forgotten."""
        self._gathered = []
        if not self._begun:
            return
        self._begun = False
        try:
            self._ask(lambda asked: asked.execute("ROLLBACK"))
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, StorageUnavailable):
            self._connection.invalidate()  # the server undoes what a lost connection had begun

    def _begin(self) -> None:
        """Make sure that a transaction is begun, and that it holds what was gathered."""
        if not self._begun:
            self._ask(lambda asked: asked.execute("BEGIN"))
            self._begun = True
        self._send()

    def _gather(self, change: _Change) -> None:
        if any(each.table == change.table for each in self._gathered):
            self._begin()
        self._gathered.append(change)

    def _take_gathered(self) -> tuple[Sequence[_Change], str, tuple[str, ...], dict[str, Any]]:
        changes, self._gathered = self._gathered, []
        start, counts = _together(tuple((each.statement, each.first) for each in changes))
        parameters = {
            f"c{index}_{name}": value for index, each in enumerate(changes) for name, value in each.parameters.items()
        }
        return changes, start, counts, parameters

    def _send(self) -> None:
        """Send what was gathered, inside the transaction."""
        if not self._gathered:
            return
        changes, start, counts, parameters = self._take_gathered()
        touched = self._fetch(start + ", ".join(counts), parameters)[0]
        for change, count in zip(changes, touched, strict=True):
            if change.rows is not None and count != change.rows:
                raise Conflict(change.missed)

    def _send_whole(self) -> None:
        """Send what was gathered as a statement that is its own transaction: it fails, and is undone, on a miss."""
        changes, start, counts, parameters = self._take_gathered()
        held = ["true"]
        for index, change in enumerate(changes):
            if change.rows is not None:
                held.append(f"{counts[index]} = :rows_{index}")
                parameters[f"rows_{index}"] = change.rows
        try:
            self._fetch(f"{start} CASE WHEN {' AND '.join(held)} THEN 1 ELSE deskbell_conflict() END", parameters)
        except Conflict as error:
            raise Conflict(" or ".join(each.missed for each in changes if each.missed)) from error

    def _fetch(self, statement: str, parameters: Bound) -> Sequence[Found]:
        text, names = _numbered(statement)
        return self._ask(lambda asked: asked.fetch(text, *(parameters[name] for name in names)))

    def _ask(self, ask: Callable[[Any], Awaitable[T]]) -> T:
        """Wait for what asyncpg's connection is asked. Raises Conflict and StorageUnavailable."""
        try:
            return self._bridge.run_async(ask)
        except TimeoutError as error:
            self._begun = False
            self._connection.invalidate()  # the server, or the way there, is gone: nobody waits for it a second time
            raise StorageUnavailable("PostgreSQL: no answer.") from error
        except (asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            if not self._bridge.driver_connection.is_closed():
                raise
            raise StorageUnavailable(f"PostgreSQL: {error}") from error
        except (asyncpg.PostgresError, OSError) as error:
            raise _meaning(error) or error from error


class PostgresStore(AsyncStore):
    """A store that several equal processes share."""

    def __init__(self, url: URL, *, now: Callable[[], datetime], busy_timeout: float, keys: Keys | None = None) -> None:
        super().__init__(now, keys)
        connecting = max(busy_timeout, _CONNECTING)
        self._engine = create_async_engine(
            url,
            pool_size=_POOL + 1,  # one of them listens
            max_overflow=0,
            isolation_level="AUTOCOMMIT",  # the driver begins and commits itself, where it must
            pool_timeout=_LINE,
            pool_use_lifo=True,
            connect_args={
                "timeout": connecting,
                "command_timeout": _NO_ANSWER,
                "statement_cache_size": _STATEMENTS,
                "max_cached_statement_lifetime": 0,
                "server_settings": {
                    "application_name": APPLICATION,
                    "lock_timeout": f"{int(busy_timeout * 1000)}ms",
                    "statement_timeout": _LONGEST_STATEMENT,
                    "idle_in_transaction_session_timeout": _LONGEST_STATEMENT,
                    "jit": "off",  # costs more than any statement here takes
                    # So does planning: what was handed over as arrays looks cheaper the better its length is known, and
                    # would be planned anew each time. Every plan here is fixed by an index.
                    "plan_cache_mode": "force_generic_plan",
                },
            },
        )
        self._lost_at = 0.0
        self._served = 0
        event.listen(self._engine.sync_engine, "checkout", self._only_alive)
        self.meter = SharedMeter(self)
        self._neighbours = Neighbours(self._engine, self._committed)

    async def transact(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` on a connection of its own; answered after the commit.

        When the connection is lost in the very commit, nobody knows whether it took: then StorageUnavailable is raised
        and the receipt, which went the same way, tells the next try.
        """
        result, wakes = await self._run(work, writes=True)
        if wakes:
            self._committed()
            self._neighbours.tell()
        return result

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` on a connection of its own and leave nothing behind."""
        result, _ = await self._run(work, writes=False)
        return result

    async def clock(self) -> datetime:
        """What time it is on the database's machine."""
        asked = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
        return instant(await self.read(lambda tx: tx.sql.rows(asked, {})[0][0]))

    async def listen(self) -> None:
        """Hear of what other processes commit, and tell them of ours, until cancelled."""
        await self._neighbours.listen()

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def _run(self, work: Callable[[SqlTransaction], T], *, writes: bool) -> tuple[T, bool]:
        def whole(connection: Connection) -> tuple[T, bool]:
            driver = PostgresDriver(connection, writes=writes)
            transaction = SqlTransaction(driver, self._now, self.keys, self.items, writes=writes)
            try:
                result = work(transaction)
                if writes:
                    driver.commit()
            except StorageUnavailable:
                if driver.lost:
                    self._lost_at = time.time()
                driver.undo()
                raise
            except Exception:  # whatever went wrong in the work, none of it may stay
                driver.undo()
                raise
            except BaseException:  # cancelled in the middle of a statement: who knows what the server heard
                connection.invalidate()
                raise
            driver.undo()
            return result, transaction.wakes

        try:
            connection = await self._connected()
            try:
                return await connection.run_sync(whole)
            finally:
                self._served += 1
                await asyncio.shield(asyncio.ensure_future(connection.close()))  # also when this is cancelled twice
        except DBAPIError as error:
            raise (_meaning(error.orig) if error.orig else None) or error from error
        except (PoolExhausted, OSError) as error:
            raise StorageUnavailable(f"PostgreSQL: {error or type(error).__name__}") from error

    async def _connected(self) -> AsyncConnection:
        """A connection of the pool. While others are served, a long line is no reason to give up."""
        for _ in range(_TURNS):
            served = self._served
            try:
                return await self._engine.connect()
            except PoolExhausted:
                if self._served == served:
                    raise
        return await self._engine.connect()

    def _only_alive(self, connection: AdaptedConnection, record: ConnectionPoolEntry, _: object) -> None:
        """Replace a connection that the server closed while nobody used it, when it is asked for.

        So is every one that is older than the loss of another: the news of its own end may still be on the way.
        """
        made_at: float = record.starttime  # type: ignore[attr-defined]  # of SQLAlchemy's own record, by `time.time`
        if connection.driver_connection.is_closed() or made_at <= self._lost_at:
            raise DisconnectionError
