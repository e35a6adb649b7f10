"""From start to ready, and what an idle bot needs: the whole process, as `deskbell run` starts it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from bench.running import Running, deskbell
from bench.stalls import HANGS
from bench.teams import introduce
from bench.teams_peer import listening

OPEN = (0, 100_000)
IDLE = 10.0


async def measure() -> list[str]:
    """Lines of figures."""
    lines = ["start: process start until /readyz says 200 (goal: under 2 s); resident memory idle (goal: under 150 MB)"]
    for tickets in OPEN:
        with tempfile.TemporaryDirectory() as folder:
            async with deskbell(Path(folder), tickets) as bot:
                lines.append(f"  {tickets:>7,} open, Slack alone: {await _idle(bot)}")
    for hangs in (False, True):
        lines.append(f"  Slack and Teams, {'its login hanging' if hangs else 'well'}: {await _with_teams(hangs)}")
    lines.append(f"  load average {os.getloadavg()[0]:.1f}")
    return lines


async def _with_teams(hangs: bool) -> str:
    """The same with Teams, in whose team the bot was before it was started anew."""
    async with listening() as peer:

        async def before(address: str) -> None:
            await introduce(peer, address)
            if hangs:
                peer.login_takes = HANGS

        with tempfile.TemporaryDirectory() as folder:
            async with deskbell(Path(folder), 0, teams=peer.environment, before=before) as bot:
                return await _idle(bot)


async def _idle(bot: Running) -> str:
    used = bot.cpu_seconds()
    await asyncio.sleep(IDLE)
    idle = (bot.cpu_seconds() - used) / IDLE * 100
    return f"ready after {bot.ready_after:.2f} s, {bot.memory_mb():.0f} MB, {idle:.1f} % of a core while idle"
