"""Bringing a database up to date, and saying whether it is.

Two processes that start at once on one database migrate it once: the second waits for the first. The steps themselves
are in `migrations/versions`; what they leave to be done for every ticket is worked off afterwards (`backfill.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from core.ports.tickets import NotThereYet, StorageUnavailable
from storage.backfill import Progress, pending, work_off
from storage.driver import APPLICATION
from storage.opening import parse_address

T = TypeVar("T")

NEWEST = "0034"
"""The revision this version works with. Known here so that a start that has nothing to do need not load Alembic."""

_ALONE = ("0004", "0006", "0008", "0009", "0011", "0012", "0013", "0015", "0021", "0023")
"""Revisions that change what a process of the release before would go on to rewrite: none may run meanwhile."""

_HERE = Path(__file__).parent
_WAIT_SECONDS = 30
_STARTING = "57P03"  # what PostgreSQL says while it starts or recovers
_LOCK = 4_201_970  # any number that is ours: PostgreSQL's advisory lock while migrating
_RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name"


def migrate(url: str, *, to: str = "head", progress: Callable[[Progress], None] = lambda _: None) -> None:
    """Bring the database at `url` to the newest revision (or to `to`; `base` empties it).

    Makes a missing SQLite file and its folder. The tables change in one transaction, whole or not at all; what is to be
    done for every ticket follows in batches, each told to `progress`, and is gone on with by the next run where this
    one was ended. Raises UnknownDatabase and StorageUnavailable, also where processes of an older release still run on
    PostgreSQL and a step is none to be taken beside them. (On SQLite whoever migrates is `alone`.)
    """
    address = parse_address(url)
    _connected(address, lambda connection: _move(connection, to))
    if to == "head":
        done: Progress | None = None
        while (done := _connected(address, partial(_work_off, before=done))) is not None:
            progress(done)


def is_current(url: str) -> bool:
    """Whether the database at `url` has the newest revision, with all that belongs to it.

    Raises UnknownDatabase and StorageUnavailable.
    """
    return _connected(
        parse_address(url), lambda connection: _revision(connection) == NEWEST and not pending(connection)
    )


def _work_off(connection: Connection, before: Progress | None) -> Progress | None:
    _wait_for_others(connection)
    return work_off(connection, before)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _move(connection: Connection, to: str) -> None:
    _wait_for_others(connection)
    revision = _revision(connection)
    if to == "head" and revision == NEWEST:
        return
    if to == "head" and revision is not None and revision < max(_ALONE):
        _refuse_beside_others(connection)
    from alembic import command  # noqa: PLC0415  # a tenth of the memory of an idle process, for one moment
    from alembic.config import Config  # noqa: PLC0415  # the same

    config = Config(_HERE / "alembic.ini")
    config.attributes["connection"] = connection
    if to == "base":
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:ours)"), {"ours": _LOCK})


def _refuse_beside_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and connection.execute(text(_RUNNING), {"name": APPLICATION}).scalar():
        raise StorageUnavailable(
            "older Deskbell processes still run on it; end every one of them, then run deskbell migrate again."
        )


def _connected(url: URL, work: Callable[[Connection], T]) -> T:
    """Run `work` in a transaction of its own connection."""
    try:
        if url.get_backend_name() == "sqlite":
            return _on_sqlite(url, work)
        # A thread of its own, because the caller may or may not be inside an event loop.
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(lambda: asyncio.run(_on_postgres(url, work))).result()
    except (DBAPIError, OSError) as error:
        where, why = url.render_as_string(hide_password=True), getattr(error, "orig", None) or error
        if url.get_backend_name() == "postgresql" and _is_silence(why):
            raise NotThereYet(f"{where} does not answer: {why}.") from error
        raise StorageUnavailable(f"{where} cannot be migrated: {why}") from error


def _is_silence(error: BaseException) -> bool:
    """Whether nobody answered, or somebody who is about to be there."""
    state = str(getattr(error, "sqlstate", None) or "")
    return isinstance(error, OSError) or state.startswith("08") or state == _STARTING


def _on_sqlite(url: URL, work: Callable[[Connection], T]) -> T:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=NullPool,
        connect_args={"timeout": _WAIT_SECONDS, "isolation_level": None},
    )
    # SQLite can undo a change of tables, but only in a transaction that its Python driver does not open by itself.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        return work(connection)


async def _on_postgres(url: URL, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
