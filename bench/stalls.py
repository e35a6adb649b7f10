"""How long the event loop stands still while Teams' login or keys take two seconds, or never answer.

A tick each millisecond in the bot's process, by the real clock, under a light load (an open loop); its lateness is the
stall. Each phase has its own cause, the first has none. botbuilder's adapter goes through the slow login, too, with a
few messages: it takes them one after another.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp

from adapters.teams.settings import PATH
from bench.running import Process, deskbell, started
from bench.sample import spread
from bench.teams import CONNECTIONS, PEOPLE, WORDS, install, warm
from bench.teams_peer import Peer, listening, send

RATE, SECONDS, SLOW = 20, 15.0, 2.0
HANGS = 3600.0


def _calm(peer: Peer) -> None:
    """Nothing is wrong."""


def _tokens_end(peer: Peer) -> None:
    """Tokens live four seconds, so that they are renewed again and again, and what was given is refused at once."""
    peer.token_life, peer.login_takes = 4, SLOW
    peer.revoke()


def _unknown_key(peer: Peer) -> None:
    """Messages are signed with a key that nobody knows yet."""
    peer.token_life, peer.keys_take = 3600, SLOW
    peer.rotate_keys()


def _login_hangs(peer: Peer) -> None:
    """There is no token, and the login does not answer."""
    peer.login_takes = HANGS
    peer.revoke()


PHASES: dict[str, Callable[[Peer], None]] = {
    "nothing is slow": _calm,
    "tokens end, the login takes 2 s": _tokens_end,
    "an unknown key, the keys take 2 s": _unknown_key,
    "no token, the login hangs": _login_hangs,
}


async def measure() -> list[str]:
    """Lines of figures."""
    lines = [f"stalls: latest of a tick each ms, {RATE} messages/s for {SECONDS:.0f} s a phase (goal: under 50 ms)"]
    async with listening() as peer:
        with tempfile.TemporaryDirectory() as folder:
            command = ("bench.teams_bot", "--unpaced", "--ticker")
            async with deskbell(
                Path(folder), 0, teams=peer.environment, command=command, before=lambda url: install(peer, url)
            ) as bot:
                await warm(peer, bot.address)
                for name, happen in PHASES.items():
                    lines.append(f"  {name}: {await _phase(peer, bot, happen)}")
                    peer.heal()
        async with started("bench.bare_teams", "botbuilder", "--ticker", environ=peer.environment) as other:
            peer.token_life = 3600
            await _phase(peer, other, _calm, 2.0, 1)
            slow = await _phase(peer, other, _tokens_end, 4.0, 1)
            lines.append(f"  botbuilder unaided, one message a second, the login takes 2 s: {slow}")
    return lines


async def _phase(
    peer: Peer, bot: Process, happen: Callable[[Peer], None], seconds: float = SECONDS, rate: int = RATE
) -> str:
    """What one phase was like, as words."""
    await bot.stalls()
    logins, reads, posts = peer.logins, peer.key_reads, peer.posts
    happen(peer)
    took, statuses = await _write(peer, bot.address, seconds, rate)
    worst, late, ticks = await bot.stalls()
    answered = ", ".join(f"{count} times {status}" for status, count in sorted(statuses.items()))
    return (
        f"stall {worst:.1f} ms at most, {late} of {ticks:,} ticks over 50 ms; {spread(took)} answered {answered};"
        f" {peer.posts - posts} replies, {peer.logins - logins} logins, {peer.key_reads - reads} reads of the keys;"
        f" load average {os.getloadavg()[0]:.1f}"
    )


async def _write(peer: Peer, address: str, seconds: float, rate: int) -> tuple[list[float], dict[int, int]]:
    """Write at a steady rate however long answers take; the milliseconds and the statuses of the answers."""
    took: list[float] = []
    statuses: dict[int, int] = {}
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:

        async def one(turn: int) -> None:
            began = time.perf_counter()
            status = await send(session, peer, f"{address}{PATH}", peer.message(turn * CONNECTIONS % PEOPLE, WORDS))
            took.append((time.perf_counter() - began) * 1000)
            statuses[status] = statuses.get(status, 0) + 1

        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            turn = 0
            while time.perf_counter() < start + seconds:
                group.create_task(one(turn))
                turn += 1
                await asyncio.sleep(max(0.0, start + turn / rate - time.perf_counter()))
    return took, statuses
