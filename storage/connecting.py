"""A connection for what is no work of a running desk: migrations, and what every ticket is gone through for.

It is synchronous on both databases, each time a new one, and may be made inside an event loop or outside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.ports.tickets import NotThereYet, StorageUnavailable

T = TypeVar("T")

_WAIT_SECONDS = 30
_STARTING = "57P03"  # what PostgreSQL says while it starts or recovers
_LOCK = 4_201_970  # any number that is ours: PostgreSQL's advisory lock while migrating


def connected(url: URL, work: Callable[[Connection], T], *, apart: bool = False) -> T:
    """Run `work` in a transaction of its own connection; `apart` outside of any, for what no transaction can hold.

    Raises StorageUnavailable, on PostgreSQL NotThereYet where nobody answers.
    """
    try:
        if url.get_backend_name() == "sqlite":
            return _on_sqlite(url, work, apart=apart)
        # A thread of its own, because the caller may or may not be inside an event loop.
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(lambda: asyncio.run(_on_postgres(url, work, apart=apart))).result()
    except (DBAPIError, OSError) as error:
        where, why = url.render_as_string(hide_password=True), getattr(error, "orig", None) or error
        if url.get_backend_name() == "postgresql" and _is_silence(why):
            raise NotThereYet(f"{where} does not answer: {why}.") from error
        raise StorageUnavailable(f"{where} cannot be migrated: {why}") from error


def wait_for_others(connection: Connection) -> None:
    """Let one process at a time do such work on a database, until its transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:ours)"), {"ours": _LOCK})


def _is_silence(error: BaseException) -> bool:
    """Whether nobody answered, or somebody who is about to be there."""
    state = str(getattr(error, "sqlstate", None) or "")
    return isinstance(error, OSError) or state.startswith("08") or state == _STARTING


def _on_sqlite(url: URL, work: Callable[[Connection], T], *, apart: bool) -> T:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=NullPool,
        connect_args={"timeout": _WAIT_SECONDS, "isolation_level": None},
    )
    # SQLite can undo a change of tables, but only in a transaction that its Python driver does not open by itself.
    if not apart:
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        return work(connection)


async def _on_postgres(url: URL, work: Callable[[Connection], T], *, apart: bool) -> T:
    engine = create_async_engine(url, poolclass=NullPool)
    if apart:
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
