"""A claim press in Slack while Teams' login hangs, with cards for both platforms waiting and people in Teams writing.

One bot, rounds turn about: Teams as it should be, then no token and a login that never answers. Each press changes a
ticket whose team has a triage channel on both platforms. The ratio of the rounds' 99th percentiles is what counts.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from adapters.slack.settings import PATH
from adapters.teams.settings import PATH as TEAMS_PATH
from bench.claims import press
from bench.running import deskbell
from bench.sample import policy, spread
from bench.stalls import HANGS
from bench.teams import PEOPLE, WORDS, introduce
from bench.teams_peer import Peer, listening, send
from storage import open_store

RATE, SECONDS, PAIRS, WRITING = 100, 8, 6, 5
FIRST = 1000


async def measure() -> list[str]:
    """Lines of figures."""
    lines = [
        f"hanging: {RATE} presses a second in Slack, {WRITING} messages a second in Teams, {PAIRS} pairs of rounds of"
        f" {SECONDS} s; Teams well and its login hanging by turns (goal: p99 within 1.5 times)"
    ]
    staff = tuple(sorted({*policy().responders, "mia.feld@nordlicht.example"}))
    well: list[float] = []
    hanging: list[float] = []
    took: dict[bool, list[float]] = {False: [], True: []}
    busy: dict[bool, list[float]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder:
        async with listening(emails=staff) as peer:
            tickets = RATE * (SECONDS * PAIRS * 2 + 2)
            async with deskbell(
                Path(folder), tickets, teams=peer.environment, before=lambda url: introduce(peer, url)
            ) as bot:
                secret, url = bot.playground.signing_secret, bot.address + PATH
                await press(url, secret, range(FIRST, FIRST + RATE * 2), RATE)
                next_ticket, posts = FIRST + RATE * 2, {False: 0, True: 0}
                for turn in range(PAIRS * 2):
                    hangs = turn % 4 in (1, 2)  # neither state is always the first of its pair
                    if hangs:
                        peer.login_takes = HANGS
                        peer.revoke()
                    else:
                        peer.heal()
                        await asyncio.sleep(2.0)
                    before = peer.channel_posts
                    used = bot.cpu_seconds()
                    async with _writing(peer, bot.address):
                        mine = await press(url, secret, range(next_ticket, next_ticket + RATE * SECONDS), RATE)
                    next_ticket += RATE * SECONDS
                    posts[hangs] += peer.channel_posts - before
                    took[hangs] += mine
                    busy[hangs].append((bot.cpu_seconds() - used) / SECONDS * 100)
                    (hanging if hangs else well).append(_p99(mine))
        async with open_store(
            f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}", now=lambda: datetime.now(UTC)
        ) as store:
            waiting = await store.outbox.pending()
    if not posts[False] or posts[True]:
        raise AssertionError(f"cards in Teams: {posts[False]} when well, {posts[True]} without a token")
    ratios = [bad / good for good, bad in zip(well, hanging, strict=True)]
    lines += [
        f"  Teams well: {spread(took[False])}; p99 of the rounds {_list(well)} ms; {posts[False]} cards there,"
        f" {statistics.median(busy[False]):.0f} % of a core",
        f"  its login hangs: {spread(took[True])}; p99 of the rounds {_list(hanging)} ms,"
        f" {statistics.median(busy[True]):.0f} % of a core",
        f"  ratio of p99, pair by pair: {_list(ratios)}, median {statistics.median(ratios):.2f};"
        f" {waiting:,} notices waiting at the end; load average {os.getloadavg()[0]:.1f}",
    ]
    return lines


@asynccontextmanager
async def _writing(peer: Peer, address: str) -> AsyncIterator[None]:
    """People write in Teams meanwhile, however long their answers take."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def write() -> None:
            async with asyncio.TaskGroup() as group:
                person = 0
                while True:
                    person = (person + 1) % PEOPLE
                    group.create_task(send(session, peer, f"{address}{TEAMS_PATH}", peer.message(person, WORDS)))
                    await asyncio.sleep(1 / WRITING)

        task = asyncio.create_task(write())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)]


def _list(values: list[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)
