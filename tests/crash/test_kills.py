"""Killed by SIGKILL anywhere between deciding and recording, and started again: each notice is there exactly once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from adapters.slack.settings import PATH
from bench.claims import FORM, claim
from bench.running import sent
from bot.runtime.fault_points import POINTS
from core.tickets.events import Claimed
from storage import open_store
from tests.crash.slack_scene import MOST_LIVES, Scene, slack_scene, until
from tests.crash.victim import HEARD
from tests.forked import processes


@pytest.fixture
async def scene(tmp_path: Path):
    async with slack_scene(tmp_path) as scene:
        yield scene


@pytest.mark.parametrize("point", POINTS)
async def test_a_bot_killed_there_again_and_again_says_everything_once(scene: Scene, point: str):
    await scene.decides(tickets=1, lines=3)
    await scene.dies_until_all_is_said([f"{point}:3", f"{point}:2"])
    scene.holds()
    assert scene.deaths >= 2


async def test_kills_on_a_slack_that_drops_connections_and_limits(scene: Scene):
    await scene.decides(tickets=2, lines=2)
    kinds = ("reset_after", "http_500", "ratelimited", "reset_before")
    for number, kind in enumerate(kinds):
        scene.slack.faults("chat.postMessage", kind, skip=number * 3, retry_after=1)
    scene.slack.faults("conversations.replies", "http_500", times=1)
    await scene.dies_until_all_is_said([f"{point}:4" for point in POINTS])
    scene.holds()
    assert scene.deaths >= 2


async def test_a_kill_at_any_moment_of_a_web_api_call_repeats_nothing(scene: Scene):
    """Killed from outside, the moment Slack has seen the Nth post, wherever the bot is then."""
    await scene.decides(tickets=2, lines=2)
    slack = scene.slack

    def posts() -> int:
        return len(slack.log.of("chat.postMessage"))

    def over(bot, enough: int) -> bool:
        return not bot.is_alive() or posts() >= enough or scene.complete

    for _ in range(MOST_LIVES):
        if scene.complete:
            break
        bot = scene.is_born()
        await until(partial(over, bot, posts() + 2))
        assert bot.is_alive(), scene.diary.read_text(encoding="utf-8")
        await scene.kills(bot)
    await scene.lives()
    scene.holds()
    assert scene.deaths >= 3


async def test_a_press_cut_short_at_any_await_and_brought_again_claims_once_and_is_told_once(scene: Scene):
    await scene.decides(tickets=1, lines=0)
    await scene.lives()
    press = claim(1000, 0)
    async with aiohttp.ClientSession() as session:
        for steps in (2, 4, 8, 16, 32, None):
            hears, tells = processes.Pipe(duplex=False)
            bot = scene.is_born(f"{HEARD}:{steps}" if steps else "", tells=tells)
            address = await asyncio.to_thread(hears.recv)
            with suppress(aiohttp.ClientError):  # it may die before it answers: Slack brings the press again
                await sent(session, address + PATH, scene.slack.signing_secret, press, FORM)
            if steps is None:
                await scene.everything_is_recorded()
            await scene.buries(bot)
    assert scene.deaths >= 3
    async with open_store(scene.database, now=scene.slack.clock.now) as store:
        log = await store.read(lambda tx: tx.log("INC-1000"))
    assert len([each for each in log if isinstance(each.event, Claimed)]) == 1
    said = scene.said()
    assert len(said) == len(set(said)) > len(scene.wanted)
