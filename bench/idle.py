"""What a desk costs that has nothing to do, by the number of open tickets: share of a core while nobody speaks."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from bench.promises import crowd

OPEN = (0, 1_000_000)
SETTLES, SECONDS = 10.0, 30.0


async def measure() -> list[str]:
    """Lines of figures."""
    lines = [f"idle: processor of `deskbell run` over {SECONDS:.0f} s, SQLite (goal: under 0.5 % of a core)"]
    for tickets in OPEN:
        with tempfile.TemporaryDirectory() as folder:
            async with crowd(Path(folder), tickets, 0, 0) as there:
                await asyncio.sleep(SETTLES)
                used = there.bot.cpu_seconds()
                await asyncio.sleep(SECONDS)
                share = (there.bot.cpu_seconds() - used) / SECONDS * 100
                size = (Path(folder) / "bench.db").stat().st_size / 1_000_000
                lines.append(
                    f"  {tickets:>9,} open: {share:.2f} % of a core, {there.bot.memory_mb():.0f} MB,"
                    f" ready after {there.bot.ready_after:.2f} s, database {size:,.0f} MB"
                )
    lines.append(f"  load average {os.getloadavg()[0]:.1f}")
    return lines
