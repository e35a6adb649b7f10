"""How late a broken promise is said where its channel is free, by the number of open tickets: due to recorded."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from bench.postgres import server
from bench.promises import CHANNELS, MARGIN, crowd
from bench.sample import spread

OPEN = (10_000, 100_000, 1_000_000)
ON_POSTGRESQL = 100_000
BREACHES, SECONDS = 300, 60
GOAL, GROWTH = 100, 1.2


async def measure() -> list[str]:
    """Lines of figures."""
    lines = [
        f"lateness: due to said, {BREACHES} broken promises in {SECONDS} s over {CHANNELS} channels, `deskbell"
        f" run`, SQLite (goal: p99 under {GOAL} ms, growth under {GROWTH}); looking each 5 s makes p50 2,500, p99 4,950"
    ]
    p50, p99 = [], []
    for tickets in OPEN:
        late = await _late(tickets)
        p50.append(late[len(late) // 2])
        p99.append(late[int(len(late) * 0.99)])
        lines.append(f"  {tickets:>9,} open: {spread(late)}")
    with server() as (address, _):
        lines.append(f"  {ON_POSTGRESQL:>9,} open on PostgreSQL: {spread(await _late(ON_POSTGRESQL, address))}")
    lines.append(
        f"  growth from {OPEN[0]:,} to {OPEN[-1]:,}: p50 {p50[-1] / p50[0]:.2f}, p99 {p99[-1] / p99[0]:.2f}"
        " (other work on the machine shows in p99 first)"
    )
    lines.append(f"  load average {os.getloadavg()[0]:.1f}")
    return lines


async def _late(tickets: int, url: str = "") -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        async with crowd(Path(folder), tickets, BREACHES, SECONDS, url=url) as there:
            await asyncio.sleep(MARGIN.total_seconds() + SECONDS)
            return [seconds * 1000 for seconds in await there.told()]
