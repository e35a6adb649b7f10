"""A sweep with nothing due, by the number of open tickets: the cost of time is what is due, never what is open."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench.sample import fill, policy, spread
from storage import open_store
from storage.migrate import migrate
from storage.transaction import SqlTransaction

OPEN = (1_000, 100_000)
TIMES = 500


async def measure() -> list[str]:
    """Lines of figures."""
    rules = policy()
    lines = ["sweep: `due(now)` with nothing due, SQLite file (goal: under 5 ms with 100,000 open)"]
    for count in OPEN:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
            migrate(url)
            now = datetime.now(UTC)
            async with open_store(url, now=lambda: datetime.now(UTC)) as store:
                began = time.perf_counter()
                await fill(store, rules, count, now)
                filled = time.perf_counter() - began
                took = []
                for _ in range(TIMES):
                    start = time.perf_counter()
                    due = await store.transact(partial(_due, before=now - timedelta(days=1)))
                    took.append((time.perf_counter() - start) * 1000)
                    if due:
                        raise AssertionError("nothing should have been due")
                size = (Path(folder) / "bench.db").stat().st_size / count
                lines.append(
                    f"  {count:>7,} open: {spread(took)}; {size:,.0f} bytes a ticket with its events;"
                    f" filled in {filled:.1f} s"
                )
    return lines


def _due(tx: SqlTransaction, before: datetime) -> tuple[str, ...]:
    return tx.due(before, 50)
