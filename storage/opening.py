"""From a database's address to the store that keeps it: SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.sealing import Keys
from storage.store import AsyncStore


class UnknownDatabase(ValueError):
    """A database address that Deskbell cannot use; the message names the two forms that work."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"{address!r} is not a database Deskbell can use: write sqlite+aiosqlite:///data/deskbell.db"
            " or postgresql+asyncpg://user@host/name."
        )


def parse_address(address: str) -> URL:
    """The parts of a database address. Raises UnknownDatabase; a password is not shown in its message."""
    try:
        url = make_url(address)
    except ArgumentError:
        raise UnknownDatabase(address) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise UnknownDatabase(url.render_as_string(hide_password=True))
    return url


def open_store(
    url: str, *, now: Callable[[], datetime], busy_timeout: float = 2.0, keys: Keys | None = None
) -> AsyncStore:
    """A store on the database at `url`, whose tables `migrate` has made (one in memory makes its own).

    `sqlite+aiosqlite:///path`, `sqlite+aiosqlite:///:memory:` or `postgresql+asyncpg://...`. `busy_timeout` in seconds
    is how long a locked database is waited for: less than the three seconds a platform gives us to answer. `keys` seal
    and open what is sealed; without any nothing is.
    Raises UnknownDatabase, and StorageUnavailable when the file cannot be opened.
    """
    parsed = parse_address(url)
    if parsed.get_backend_name() == "sqlite":
        from storage.sqlite import SqliteStore  # noqa: PLC0415  # each database's driver is loaded only where used

        return SqliteStore(parsed.database or ":memory:", now=now, busy_timeout=busy_timeout, keys=keys)
    from storage.postgres import PostgresStore  # noqa: PLC0415  # the same

    return PostgresStore(parsed, now=now, busy_timeout=busy_timeout, keys=keys)
