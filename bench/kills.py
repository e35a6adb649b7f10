"""Killed again and again at whichever `await` it is, on a Slack that fails: what is lost, repeated or out of order.

The real bot on the playground's Slack, on SQLite by itself and on PostgreSQL with two processes, each killed by SIGKILL
when its tasks have gone on a random number of times (drawn from a fixed seed), and started again; of the calls that
post some are refused with 429, some break before and some after their effect. Beside it, over fewer notices, a desk
that marks a notice as sent and speaks then.
"""

from __future__ import annotations

import asyncio
import logging
import random
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

from bench.postgres import server
from bot.delivery.sender import Patience
from storage import migrate
from tests.crash.slack_scene import Scene, slack_scene
from tests.crash.victim import STEP

TICKETS, LINES = 40, 24
FEWER = 8
KINDS = ("ratelimited", "http_500", "timeout", "timeout_after", "reset_before", "reset_after")
EVERY = 25
"""Of so many posts one fails."""
STEPS = (250, 2_500)
PATIENCE = Patience(lease=3.0, call=1.0, settle=0.3, first=0.05, longest=0.5)


async def measure() -> list[str]:
    """Lines of figures."""
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # each connection that is cut on purpose
    lines = [f"kills: SIGKILL at a random await, every {EVERY}th post fails (goal: lost 0, repeated 0, out of order 0)"]
    for name, count, tickets, marks_first in (
        ("SQLite", 1, TICKETS, False),
        ("PostgreSQL, two processes", 2, TICKETS, False),
        ("SQLite, marked as sent before it is said", 1, FEWER, True),
    ):
        with tempfile.TemporaryDirectory() as folder:
            async with AsyncExitStack() as stack:
                url = ""
                if count > 1:
                    url, _ = stack.enter_context(server())
                    migrate(url)
                scene = await stack.enter_async_context(slack_scene(Path(folder), url, PATIENCE))
                lines.append(f"  {name}: {await _killed(scene, count, tickets, marks_first=marks_first)}")
    return lines


async def _killed(scene: Scene, count: int, tickets: int, *, marks_first: bool) -> str:
    chance = random.Random(8)
    await scene.decides(tickets, LINES)
    wanted = len(scene.wanted)
    for number in range(wanted // EVERY):
        scene.slack.faults("chat.postMessage", KINDS[number % len(KINDS)], skip=number * EVERY, retry_after=1)
    began = time.perf_counter()
    bots = [_born(scene, chance, marks_first) for _ in range(count)]
    while not (await scene.nothing_is_left() if marks_first else scene.complete):
        for index, bot in enumerate(bots):
            if not bot.is_alive():
                await scene.buries(bot)
                bots[index] = _born(scene, chance, marks_first)
        await asyncio.sleep(0.1)
    for bot in bots:
        await scene.buries(bot)
    if not marks_first:
        await scene.lives()
    said = Counter(scene.said())
    lost = sum(not said[each.key] for each in scene.wanted)
    return (
        f"{wanted:,} notices, {scene.deaths} kills, {time.perf_counter() - began:.0f} s:"
        f" lost {lost}, repeated {sum(said.values()) - len(said)}, out of order {_out_of_order(scene)}"
    )


def _born(scene: Scene, chance: random.Random, marks_first: bool):  # type: ignore[no-untyped-def]  # a process of its own kind
    return scene.is_born(f"{STEP}:{chance.randint(*STEPS)}", marks_first=marks_first)


def _out_of_order(scene: Scene) -> int:
    """How many messages of a ticket came, in their conversation, after one that was written later."""
    written = {each.key: number for number, each in enumerate(scene.wanted)}
    lanes = {each.key: (each.ticket, each.lane) for each in scene.wanted}
    latest: dict[tuple[str | None, str], int] = {}
    late = 0
    for key in dict.fromkeys(scene.said()):
        late += written[key] < latest.get(lanes[key], -1)
        latest[lanes[key]] = max(latest.get(lanes[key], -1), written[key])
    return late
