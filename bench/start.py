"""From start to ready, and what an idle bot needs: the whole process, as `deskbell run` starts it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.running import deskbell

OPEN = (0, 100_000)
IDLE = 10.0


async def measure() -> list[str]:
    """Lines of figures."""
    lines = ["start: process start until /readyz says 200 (goal: under 2 s); resident memory idle (goal: under 150 MB)"]
    for tickets in OPEN:
        with tempfile.TemporaryDirectory() as folder:
            async with deskbell(Path(folder), tickets) as bot:
                used = bot.cpu_seconds()
                await asyncio.sleep(IDLE)
                idle = (bot.cpu_seconds() - used) / IDLE * 100
                lines.append(
                    f"  {tickets:>7,} open: ready after {bot.ready_after:.2f} s, {bot.memory_mb():.0f} MB,"
                    f" {idle:.1f} % of a core while idle"
                )
    return lines
