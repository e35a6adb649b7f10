"""Deliveries a second with 1, 2 and 4 processes on one PostgreSQL, bound by waiting: a Slack that takes 0.25 s a post.

Each process says two at once, in many conversations and without a pace of its own; the processes, the server and Slack
share the machine. What counts is how much more several say than one.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.postgres import PROCESSES, server
from bot.delivery.sender import Patience
from playground.slack.webapi import WebApi
from storage import migrate, open_store
from tests.bot.sample import loaded
from tests.crash.slack_scene import Scene, slack_scene, until
from tests.forked import processes

TAKES, ABREAST = 0.25, 2
TICKETS, LINES = 64, 2
_answer = WebApi._with_fault


async def measure() -> list[str]:
    """Lines of figures."""
    count = TICKETS * (LINES + 1)
    lines = [
        f"deliveries: {count} posts of {TAKES} s, {ABREAST} at once a process (goals: 1.9 and 3.4 times one process)"
    ]
    alone = 0.0
    for number in PROCESSES:
        with (
            server() as (address, _),
            tempfile.TemporaryDirectory() as folder,
            patch.object(WebApi, "_with_fault", _slowly),
        ):
            migrate(address)
            async with slack_scene(Path(folder), address, Patience()) as scene:
                a_second = count / await _said(scene, number)
        alone = alone or a_second
        lines.append(f"  {number} of the bot: {a_second:.1f}/s, {a_second / alone:.2f} times one")
    return lines


async def _slowly(self: WebApi, request: Any, fault: Any, method: str, args: Any, perform: Any) -> Any:
    """Answer as it does, after a while."""
    if method == "chat.postMessage":
        await asyncio.sleep(TAKES)
    answer: Callable[..., Awaitable[Any]] = _answer
    return await answer(self, request, fault, method, args, perform)


async def _said(scene: Scene, number: int) -> float:
    """Seconds from the commits until everything was said, by so many processes that are ready."""
    pipes = [processes.Pipe(duplex=False) for _ in range(number)]
    bots = [scene.is_born(tells=tells, abreast=ABREAST) for _, tells in pipes]
    for hears, _ in pipes:
        await asyncio.to_thread(hears.recv)
    async with open_store(scene.database, now=lambda: datetime.now(UTC)) as store:
        telling = asyncio.create_task(store.listen())
        began = time.perf_counter()
        await scene.decides_for(sorted(loaded().policy.responders), TICKETS, LINES, store)
        await until(lambda: scene.complete)
        took = time.perf_counter() - began
        telling.cancel()
        await asyncio.wait([telling])
    for bot in bots:
        await scene.buries(bot)
    scene.holds()
    return took
