"""Killed by SIGKILL anywhere between deciding and recording, and started again: each notice is there exactly once."""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.slack.manifest import manifest
from bot.runtime.fault_points import POINTS
from core.ports.outbox import Notice
from core.processes import IncidentDetails
from core.tickets.events import Happened, Opened
from core.tickets.evolve import fold
from playground.server import Playground
from storage import open_store
from tests.bot.worker import DANA, LENA, MIA
from tests.crash.victim import Life, live
from tests.databases import lay_out

TRIAGE = "slack:T0NORD/CDESKTRIAGE"
MOST_LIVES = 60

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.crash.victim"])


class Scene:
    """A Slack in this process, a database on disk, and one bot after the other."""

    def __init__(self, slack: Playground, folder: Path) -> None:
        self.slack = slack
        self.diary = folder / "diary.log"
        self.database = lay_out(folder / "desk.db")
        self.wanted: list[Notice] = []
        self.deaths = 0

    def said(self) -> list[str]:
        """The keys of everything the bot posted, in every conversation."""
        channels = self.slack.slack.space.channels.values()
        messages = [channel.messages[ts] for channel in channels for ts in channel.order]
        keys = [(message.get("metadata") or {}).get("event_payload", {}).get("key") for message in messages]
        return [key for key in keys if key]

    def said_in(self, lane: Sequence[Notice]) -> list[str]:
        """What was said of one lane, in the order of its conversation."""
        keys = {each.key for each in lane}
        return [key for key in self.said() if key in keys]

    @property
    def complete(self) -> bool:
        return {each.key for each in self.wanted} <= set(self.said())

    async def decides(self, tickets: int, lines: int) -> None:
        """Put tickets and what is to be said of them into the database, as the desk's commits do."""
        now = self.slack.clock.now().replace(microsecond=0)
        async with open_store(self.database, now=self.slack.clock.now) as store:
            for number in range(tickets):
                ref = f"INC-{1000 + number}"
                opened = Opened(
                    ref, IncidentDetails(impact=3, urgency=2), "new", "VPN drops", "", MIA, MIA, MIA, "slack_command",
                    "network", "P3", "matrix", "service-desk", False,
                )  # fmt: skip
                log = [Happened(now, MIA, opened)]

                story = self._story(ref, lines, now)

                def add(tx, notices=story, log=log):
                    tx.save(0, fold(log), log, None)
                    tx.write_notices(notices)

                await store.transact(add)

    def _story(self, ref, lines, now) -> list[Notice]:
        facts = {"author": DANA, "text": "Please reconnect once."}
        story = [
            Notice("triage_card", ref, "triage:service-desk", f"{ref} card", now, now, {}, TRIAGE),
            Notice("requester_card", ref, "requester", f"{ref} mine", now, now, {}, None),
        ]
        for number in range(lines):
            own = {**facts, "comment": f"c{number}"}
            story.append(Notice("note", ref, "triage:service-desk", f"{ref} note {number}", now, now, own, TRIAGE))
            story.append(Notice("reply", ref, "requester", f"{ref} reply {number}", now, now, own, None))
        gap = {"schedule": "desk-duty", "filled_by": DANA, "day": "2026-10-28"}
        story.append(Notice("schedule_gap", ref, f"direct:{LENA}", f"{ref} gap", now, now, gap, None))
        self.wanted += story
        return story

    def is_born(self, dies_at: str = ""):
        """A new process of the bot."""
        slack = self.slack
        life = Life(slack.api_url, slack.bot_token, slack.signing_secret, self.database, str(self.diary), dies_at)
        bot = processes.Process(target=live, args=(life,), daemon=True)
        bot.start()
        return bot

    async def lives(self, dies_at: str = "") -> None:
        """One life: until it dies there, or until everything is said."""
        bot = self.is_born(dies_at)
        await self.ends(bot)
        if bot.is_alive():
            bot.terminate()
        await asyncio.to_thread(bot.join)
        self.deaths += bot.exitcode == -9
        bot.close()

    async def ends(self, bot) -> None:
        """Wait until the bot died, or a moment after everything was said (it may be about to die at recording)."""
        patience = 0.5
        while bot.is_alive() and patience > 0:  # another process: nothing to wait upon
            await asyncio.sleep(0.01)
            patience -= 0.01 if self.complete else 0.0

    async def dies_until_all_is_said(self, points: Sequence[str]) -> None:
        for dies_at in itertools.islice(itertools.cycle(points), MOST_LIVES):
            if self.complete:
                break
            await self.lives(dies_at)
        await self.lives()

    def holds(self) -> None:
        assert sorted(self.said()) == sorted(each.key for each in self.wanted), "each notice exactly once"
        for lane in {each.lane for each in self.wanted}:
            told = [each for each in self.wanted if each.lane == lane]
            assert self.said_in(told) == [each.key for each in told], f"the order of {lane}"


@pytest.fixture
async def scene(tmp_path: Path):
    slack = await Playground.start(manifest=manifest("http://127.0.0.1"), pacing=False)
    yield Scene(slack, tmp_path)
    await slack.stop()


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

    for _ in range(MOST_LIVES):
        if scene.complete:
            break
        before = posts()
        bot = scene.is_born()
        await _until(lambda bot=bot, seen=before: not bot.is_alive() or posts() >= seen + 2 or scene.complete)
        assert bot.is_alive(), scene.diary.read_text(encoding="utf-8")
        os.kill(bot.pid, 9)
        await asyncio.to_thread(bot.join)
        scene.deaths += 1
        bot.close()
    await scene.lives()
    scene.holds()
    assert scene.deaths >= 3


async def _until(holds) -> None:
    """Another process does it: there is nothing to wait upon but the look of things."""
    while True:
        if holds():
            return
        await asyncio.sleep(0.005)
