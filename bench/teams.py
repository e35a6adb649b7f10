"""A message in Teams that is answered at once: token judged, heard, committed, one card posted, then 200.

Sixteen people's connections write as fast as they are answered (a closed loop); the load, the login, the keys and the
Bot Connector share the second process. Yardsticks in the same run, turn about with Deskbell: botbuilder unaided, and
aiohttp doing the same calls.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from adapters.teams.settings import PATH
from bench.running import PATIENCE, deskbell, started
from bench.sample import spread
from bench.teams_peer import TEAM, Peer, listening, send

CONNECTIONS, PEOPLE, ROUNDS, SECONDS = 16, 320, 3, 6.0
WORDS = "help"
YARDSTICKS = {
    "bare": "aiohttp doing the same calls",
    "botbuilder-token": "botbuilder with a token given",
    "botbuilder": "botbuilder unaided",
}


@dataclass(slots=True)
class Measured:
    """What one bot did, round by round."""

    rates: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """Processor time of the bot, in ms a message."""

    def __str__(self) -> str:
        rounds = ", ".join(f"{rate:.0f}" for rate in self.rates)
        busy = statistics.median(self.busy)
        return f"{self.rate:.0f} messages/s (rounds: {rounds}), {busy:.2f} ms of CPU each; {spread(self.took)}"

    @property
    def rate(self) -> float:
        """The median of the rounds, messages a second."""
        return statistics.median(self.rates)


async def measure() -> list[str]:
    """Lines of figures."""
    what = f"{CONNECTIONS} connections, {PEOPLE} people, {ROUNDS} rounds of {SECONDS:.0f} s"
    lines = [f"teams: a message with its token judged and one reply posted; {what} (goal: 250/s)"]
    found = {name: Measured() for name in ("deskbell", *YARDSTICKS)}
    async with listening() as peer:
        with tempfile.TemporaryDirectory() as folder:
            command = ("bench.teams_bot", "--unpaced")
            async with deskbell(
                Path(folder), 0, teams=peer.environment, command=command, before=lambda url: install(peer, url)
            ) as bot:
                await warm(peer, bot.address)
                for _ in range(ROUNDS):
                    await one_round(peer, bot.address, bot.cpu_seconds, found["deskbell"])
                    for name in YARDSTICKS:
                        async with started("bench.bare_teams", name, environ=peer.environment) as other:
                            await one_round(peer, other.address, other.cpu_seconds, found[name])
                lines.append(f"  Deskbell: {found['deskbell']}; {bot.memory_mb():.0f} MB afterwards")
    for name, words in YARDSTICKS.items():
        ratio = found["deskbell"].rate / found[name].rate
        lines.append(f"  {words}: {found[name]}; Deskbell is at {ratio:.2f} times")
    lines.append(f"  load average {os.getloadavg()[0]:.1f}; Teams' limit of 50 calls a second was lifted")
    return lines


async def install(peer: Peer, address: str) -> None:
    """Tell the bot that it is in the team; raises AssertionError when it does not take that."""
    async with aiohttp.ClientSession() as session:
        status = await send(session, peer, f"{address}{PATH}", peer.installation())
        if status != 200:
            raise AssertionError(f"the installation in {TEAM} was answered {status}")


async def introduce(peer: Peer, address: str) -> None:
    """In the team, and its channels are found."""
    await install(peer, address)
    async with asyncio.timeout(PATIENCE):
        while not peer.channel_reads:  # noqa: ASYNC110  # the peer's counter
            await asyncio.sleep(0.1)
    await asyncio.sleep(2.0)


async def warm(peer: Peer, address: str) -> None:
    """Everybody writes once: from then on they are known."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
        for first in range(0, PEOPLE, CONNECTIONS):
            await asyncio.gather(
                *(
                    send(session, peer, f"{address}{PATH}", peer.message(first + each, WORDS))
                    for each in range(CONNECTIONS)
                )
            )


async def one_round(
    peer: Peer, address: str, cpu_seconds: Callable[[], float], into: Measured, seconds: float = SECONDS
) -> None:
    """Write for some seconds and count. Raises AssertionError when a message was not answered with one post."""
    took: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:

        async def writer(first: int, until: float, took: list[float]) -> None:
            person = first
            while (began := time.perf_counter()) < until:
                status = await send(session, peer, f"{address}{PATH}", peer.message(person, WORDS))
                took.append((time.perf_counter() - began) * 1000)
                person = (person + CONNECTIONS) % PEOPLE
                if status != 200:
                    raise AssertionError(f"a message was answered {status}")

        async def write(seconds: float, took: list[float]) -> None:
            until = time.perf_counter() + seconds
            async with asyncio.TaskGroup() as group:
                for first in range(CONNECTIONS):
                    group.create_task(writer(first, until, took))

        await write(1.0, [])
        posts, used, began = peer.posts, cpu_seconds(), time.perf_counter()
        await write(seconds, took)
        lasted = time.perf_counter() - began
    if peer.posts - posts != len(took):
        raise AssertionError(f"{len(took)} messages were answered with {peer.posts - posts} posts")
    into.rates.append(len(took) / lasted)
    into.busy.append((cpu_seconds() - used) / len(took) * 1000)
    into.took += took
