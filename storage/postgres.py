"""PostgreSQL: each transaction on a connection of the pool, any number of processes beside each other.

A transaction is the same synchronous function as on SQLite; SQLAlchemy's bridge (greenlet) lets it wait for asyncpg
without a thread. Statements are handed to the driver as texts, which it keeps prepared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import URL, CursorResult, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import create_async_engine

from core.ports import Conflict, StorageUnavailable
from storage.driver import Found, Parameters
from storage.store import AsyncStore
from storage.transaction import SqlTransaction

T = TypeVar("T")

_POOL = 16
_LONGEST_STATEMENT = "30s"
_NAMED = re.compile(r"(?<!:):(\w+)")
_COLLIDED = frozenset({"40001", "40P01"})  # serialization failure, deadlock: the other one goes first
_UNAVAILABLE = ("08", "53", "57", "58")  # connection, resources (full disk), shut down or cancelled, input/output
_UNAVAILABLE_EXACTLY = frozenset({"55P03", "25006"})  # a lock not had in time, a standby that only reads


def _meaning(error: DBAPIError) -> Exception:
    """Conflict or StorageUnavailable where that is what it means; the error itself where it is our bug."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in _COLLIDED:
        return Conflict("PostgreSQL let another transaction go first.")
    if error.connection_invalidated or state[:2] in _UNAVAILABLE or state in _UNAVAILABLE_EXACTLY:
        return StorageUnavailable(f"PostgreSQL: {error.orig}")
    return error


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


class PostgresDriver:
    """A connection of PostgreSQL inside a transaction."""

    dialect: Dialect = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy has it untyped
    skip_locked = " FOR UPDATE SKIP LOCKED"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, parameters: Parameters) -> Sequence[Found]:
        """All rows of a query (or of a change with RETURNING)."""
        return self._run(statement, parameters).fetchall()

    def change(self, statement: str, parameters: Parameters) -> int:
        """Run a change; how many rows it touched."""
        return int(self._run(statement, parameters).rowcount)

    def change_all(self, statement: str, parameters: Sequence[Parameters]) -> None:
        """Run a change once for each set of parameters, in one message where there are several."""
        if len(parameters) == 1:
            self._run(statement, parameters[0])
            return
        text, names = _numbered(statement)
        try:
            self._connection.exec_driver_sql(text, [tuple(each[name] for name in names) for each in parameters])
        except DBAPIError as error:
            raise _meaning(error) from error

    def _run(self, statement: str, parameters: Parameters) -> CursorResult[Any]:
        text, names = _numbered(statement)
        try:
            return self._connection.exec_driver_sql(text, tuple(parameters[name] for name in names))
        except DBAPIError as error:
            raise _meaning(error) from error


class PostgresStore(AsyncStore):
    """A store that several equal processes share."""

    def __init__(self, url: URL, *, now: Callable[[], datetime], busy_timeout: float) -> None:
        super().__init__(now)
        self._engine = create_async_engine(
            url,
            pool_size=_POOL,
            max_overflow=0,
            pool_timeout=busy_timeout,
            pool_use_lifo=True,
            connect_args={
                "timeout": busy_timeout,
                "server_settings": {
                    "application_name": "deskbell",
                    "lock_timeout": f"{int(busy_timeout * 1000)}ms",
                    "statement_timeout": _LONGEST_STATEMENT,
                    "idle_in_transaction_session_timeout": _LONGEST_STATEMENT,
                    "jit": "off",  # costs more than any statement here takes
                },
            },
        )

    async def transact(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` on a connection of its own; answered after the commit.

        When the connection is lost in the very commit, nobody knows whether it took: then StorageUnavailable is raised
        and the receipt, which went the same way, tells the next try.
        """
        result, wakes = await self._run(work, writes=True)
        if wakes:
            self._committed()
        return result

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` on a connection of its own and leave nothing behind."""
        result, _ = await self._run(work, writes=False)
        return result

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def _run(self, work: Callable[[SqlTransaction], T], *, writes: bool) -> tuple[T, bool]:
        def whole(connection: Connection) -> tuple[T, bool]:
            transaction = SqlTransaction(PostgresDriver(connection), self._now, writes=writes)
            result = work(transaction)
            if writes:
                connection.commit()
            return result, transaction.wakes

        try:
            async with self._engine.connect() as connection:
                return await connection.run_sync(whole)
        except DBAPIError as error:
            raise _meaning(error) from error
        except (PoolExhausted, OSError) as error:
            raise StorageUnavailable(f"PostgreSQL: {error}") from error
