"""What an open ticket takes on disk, SQLite, with everything that is kept of it: events, facts, indexes, search.

Measured on what a desk leaves after it was filled (`packed` is the same after VACUUM), by table and index.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench.sample import fill, policy
from storage import migrate, open_store

COUNT = 5_000
GOAL = 1_500
_LARGEST = 12


async def measure() -> list[str]:
    """Lines of figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        url = f"sqlite+aiosqlite:///{path}"
        migrate(url)
        empty = path.stat().st_size
        async with open_store(url, now=lambda: datetime.now(UTC)) as store:
            await fill(store, policy(), COUNT, datetime.now(UTC))
        with closing(sqlite3.connect(path)) as database:
            left = _size(database) - empty
            parts = _parts(database)
            database.execute("VACUUM")
            packed = _size(database) - empty
    lines = [f"bytes: an open ticket of {COUNT:,} on SQLite, all told (goal: {GOAL:,})"]
    lines.append(f"  {left / COUNT:,.0f} bytes; packed {packed / COUNT:,.0f}")
    return lines + [f"    {name}: {size / COUNT:,.0f}" for name, size in parts[:_LARGEST]]


def _size(database: sqlite3.Connection) -> int:
    pages, free, size = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _parts(database: sqlite3.Connection) -> list[tuple[str, int]]:
    """The largest tables and indexes; none where SQLite was built without `dbstat`."""
    try:
        return database.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").fetchall()
    except sqlite3.OperationalError:
        return []
