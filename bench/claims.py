"""A claim press: from a signed request to its acknowledgement, which comes after the commit (SQLite, FULL).

Presses arrive at a steady rate however long answers take (an open loop), then as fast as they are answered (a closed
one), each on a ticket of its own; the load and the bot, which delivers meanwhile, share the machine. The yardstick is
Bolt doing nothing, in a process of its own, pressed alike.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from urllib.parse import quote_plus

import aiohttp

from adapters.slack.render import PRESS
from adapters.slack.settings import PATH
from bench.running import deskbell, sent
from bench.sample import spread
from core.ports.tickets import Search
from core.ui.cards import Action
from storage import open_store

RATES = {100: 15, 500: 8}
"""Presses a second, and for how many seconds."""
CLOSED, CLIENTS = 4_000, 32
WARM = 400
FORM = "application/x-www-form-urlencoded"
RESPONDERS = ("UNILSPETERS", "UEMREAYDIN", "UPAULBRANDT")


async def measure() -> list[str]:
    """Lines of figures."""
    goals = "p99 under 50 ms at 100/s, under 30 ms at 500/s; 1,500/s in a closed loop"
    lines = [f"claim: presses a second as told, then a closed loop of {CLIENTS} (goals: {goals})"]
    with tempfile.TemporaryDirectory() as folder:
        async with deskbell(Path(folder), WARM + _PRESSES) as bot:
            found = await _phases(bot.address + PATH, bot.playground.signing_secret)
            claimed = await _claimed(Path(folder))
            if claimed != WARM + _PRESSES:
                raise AssertionError(f"only {claimed} tickets were claimed")
            lines += [f"  Deskbell, {phase}" for phase in found]
            lines.append(f"  {bot.memory_mb():.0f} MB afterwards, {claimed:,} tickets claimed")
    bare = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.bare_bolt", stdout=asyncio.subprocess.PIPE
    )  # fmt: skip
    try:
        assert bare.stdout is not None
        address = (await bare.stdout.readline()).decode().strip()
        lines += [f"  Bolt doing nothing, {phase}" for phase in await _phases(address, "secret")]
    finally:
        bare.terminate()
        await bare.wait()
    return lines


_PRESSES = sum(rate * seconds for rate, seconds in RATES.items()) + CLOSED


async def _phases(url: str, secret: str) -> list[str]:
    """Each phase in a few words with its figures."""
    numbers = iter(range(1000, 1000 + WARM + _PRESSES))
    await press(url, secret, list(islice(numbers, WARM)), 100)
    found = []
    for rate, seconds in RATES.items():
        took = await press(url, secret, list(islice(numbers, rate * seconds)), rate)
        found.append(f"{rate}/s: {spread(took)}")
    began = time.perf_counter()
    took = await press_closed(url, secret, numbers)
    return [*found, f"closed loop: {CLOSED / (time.perf_counter() - began):,.0f}/s; {spread(took)}"]


async def _claimed(folder: Path) -> int:
    """How many tickets somebody has: a press that was only refused would be fast, too."""
    async with open_store(f"sqlite+aiosqlite:///{folder / 'bench.db'}", now=lambda: datetime.now(UTC)) as store:
        return await store.read(lambda tx: tx.count(Search(statuses=("in_progress",))))


async def press(url: str, secret: str, numbers: Sequence[int], rate: int) -> list[float]:
    """Press Claim on each ticket; milliseconds of each answer. Raises AssertionError for anything but 200."""
    took: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def one(number: int) -> None:
            took.append(await press_once(session, url, secret, number))

        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for turn, number in enumerate(numbers):
                await asyncio.sleep(max(0.0, start + turn / rate - time.perf_counter()))
                group.create_task(one(number))
    return took


async def press_closed(url: str, secret: str, numbers: Iterator[int]) -> list[float]:
    """Press Claim on each ticket, `CLIENTS` at once, each as soon as its last was answered; milliseconds of each."""
    took: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def client() -> None:
            for number in numbers:
                took.append(await press_once(session, url, secret, number))

        await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return took


async def press_once(
    session: aiohttp.ClientSession, url: str, secret: str, number: int, who: int | None = None
) -> float:
    """Press Claim on one ticket; milliseconds until the answer. Raises AssertionError for anything but 200.

    Who presses goes by the ticket's number, or by `who`, one of several that press on the same.
    """
    return await sent(session, url, secret, claim(number, number if who is None else who), FORM)


def claim(number: int, who: int) -> bytes:
    """A press as Slack sends it, from the triage channel's card of that ticket."""
    user = RESPONDERS[who % len(RESPONDERS)]
    value = Action("claim", {"ticket": f"INC-{number}"}).pack()
    stamp = f"{time.time():.6f}"
    payload = {
        "type": "block_actions",
        "team": {"id": "T0NORD", "domain": "nordlicht"},
        "user": {"id": user, "team_id": "T0NORD"},
        "api_app_id": "A0APP",
        "token": "unused",
        "container": {"type": "message", "message_ts": f"{number}.000100", "channel_id": "COFFICETRIAGE"},
        "channel": {"id": "COFFICETRIAGE", "name": "office-triage"},
        "message": {"ts": f"{number}.000100", "type": "message", "text": ""},
        "trigger_id": f"{number}.{who}.abc",
        "response_url": "http://127.0.0.1:9/none",
        "actions": [
            {"type": "button", "action_id": f"{PRESS}1", "block_id": "b", "value": value, "action_ts": stamp,
             "text": {"type": "plain_text", "text": "Claim"}}
        ],
    }  # fmt: skip
    return f"payload={quote_plus(json.dumps(payload))}".encode()
