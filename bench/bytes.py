"""What an open ticket takes on disk, SQLite, with everything that is kept of it: events, facts, indexes, search.

Once as the other figures fill a desk (a title, nothing more), once with thirty words of each ticket's own and a
requester of many. Measured on what a desk leaves that was filled; `packed` is the same after VACUUM. What search takes
of it is told by itself: the words there are grow ever slower than the tickets that share them.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from bench.sample import fill, policy
from bench.search import say, vocabulary
from core.agenda import next_instant
from core.intake.opening import Opening, open_ticket
from core.processes import IncidentDetails
from storage import AsyncStore, migrate, open_store
from storage.transaction import SqlTransaction

COUNT = 5_000
GOAL = 1_500
_LARGEST = 10


async def measure() -> list[str]:
    """Lines of figures."""
    lines = [f"bytes: an open ticket of {COUNT:,} on SQLite, all told (goal: {GOAL:,})"]
    lines += await _measured("with a title alone", lambda store: fill(store, policy(), COUNT, datetime.now(UTC)))
    lines += await _measured("with thirty words of its own", _fill_with_words)
    return lines


async def _measured(what: str, filled: Callable[[AsyncStore], Awaitable[None]]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        url = f"sqlite+aiosqlite:///{path}"
        migrate(url)
        empty = path.stat().st_size
        async with open_store(url, now=lambda: datetime.now(UTC)) as store:
            await filled(store)
        with closing(sqlite3.connect(path)) as database:
            left = _size(database) - empty
            parts = _parts(database)
            database.execute("VACUUM")
            packed = _size(database) - empty
    told = ", ".join(f"{name} {size / COUNT:,.0f}" for name, size in parts[:_LARGEST])
    search = sum(size for name, size in parts if "search" in name) / COUNT
    return [f"  {what}: {left / COUNT:,.0f} bytes, packed {packed / COUNT:,.0f}; search {search:,.0f}", f"    {told}"]


async def _fill_with_words(store: AsyncStore) -> None:
    rules, words, chance, at = policy(), vocabulary(), random.Random(4), datetime.now(UTC)
    said = iter(say(words, chance, COUNT * 30))

    def one(tx: SqlTransaction) -> None:
        who = f"person.{chance.randrange(2_000)}@nordlicht.example"
        opening = Opening(
            title=" ".join(islice(said, 5)),
            description=" ".join(islice(said, 25)),
            service="office",
            requester=who,
            logged_by=who,
            source="slack_command",
            details=IncidentDetails(category="printer", impact=4, urgency=3),
        )
        draft = open_ticket(opening, tx.next_number(rules.first_number), rules, at)
        tx.save(0, draft.ticket, draft.happened, next_instant(draft.ticket, rules) or at + timedelta(days=30))

    def some(tx: SqlTransaction) -> None:
        for _ in range(500):
            one(tx)

    for _ in range(COUNT // 500):
        await store.transact(some)


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
