"""Several processes on one PostgreSQL: whatever joins, leaves or is killed, each notice is said once, in its order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters.slack.settings import PATH
from bench.claims import press_once
from bot.delivery.pacing import Pace
from bot.delivery.sender import Patience
from core.agenda import next_instant
from core.intake.opening import Opening, open_ticket
from core.processes import IncidentDetails
from core.tickets.events import Claimed, ClockMarked
from storage import open_store
from tests.bot.worker import MIA, policy
from tests.crash.slack_scene import Scene, slack_scene, until
from tests.crash.victim import STEP
from tests.forked import processes

shared = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

PATIENCE = Patience(lease=3.0, call=1.0, settle=0.3, first=0.05, longest=0.5)
"""What a killed process had leased comes back after three seconds."""
FAULTS = ("reset_after", "http_500", "ratelimited", "reset_before", "timeout_after")


@pytest.fixture
async def scene(database: str, tmp_path: Path) -> AsyncIterator[Scene]:
    async with slack_scene(tmp_path, database, PATIENCE) as scene:
        yield scene


def posts(scene: Scene) -> int:
    return len(scene.slack.log.of("chat.postMessage"))


@shared
@pytest.mark.parametrize("count", [1, 2, 4])
async def test_equal_processes_say_everything_once(scene: Scene, count: int):
    await scene.decides(tickets=12, lines=1)
    bots = [scene.is_born(abreast=4) for _ in range(count)]
    await until(lambda: scene.complete)
    await scene.everything_is_recorded()
    for bot in bots:
        await scene.buries(bot)
    scene.holds()
    assert not scene.deaths


@shared
async def test_processes_that_join_leave_and_are_killed_lose_and_repeat_nothing(scene: Scene):
    await scene.decides(tickets=16, lines=2)
    for number, kind in enumerate(FAULTS):
        scene.slack.faults("chat.postMessage", kind, skip=10 + number * 9, retry_after=1)
    leaves, killed = (scene.is_born(abreast=4) for _ in range(2))
    await until(lambda: posts(scene) >= 15)
    joins = scene.is_born(abreast=4)
    await scene.buries(leaves)
    await until(lambda: posts(scene) >= 30)
    await scene.kills(killed)
    dies = scene.is_born(f"{STEP}:1500", abreast=4)
    await until(lambda: scene.complete)
    await scene.everything_is_recorded()
    for bot in (joins, dies):
        await scene.buries(bot)
    scene.holds()
    assert scene.deaths


@shared
async def test_what_time_brings_happens_once_however_many_look(scene: Scene):
    now = scene.slack.clock.now()
    opened = now - timedelta(days=9)

    def some(tx) -> list[str]:
        refs = []
        for _ in range(12):
            opening = Opening(
                title="VPN drops", service="network", requester=MIA, logged_by=MIA, source="slack_command",
                details=IncidentDetails(category="vpn", impact=3, urgency=2),
            )  # fmt: skip
            draft = open_ticket(opening, tx.next_number(1000), policy(), opened)
            tx.save(0, draft.ticket, draft.happened, next_instant(draft.ticket, policy()))
            refs.append(draft.ticket.ref)
        return refs

    async with open_store(scene.database, now=scene.slack.clock.now) as store:
        refs = await store.transact(some)
        for steps in (250, 400):  # in the middle of it
            bot = scene.is_born(f"{STEP}:{steps}")
            await asyncio.to_thread(bot.join)
            await scene.buries(bot)
        bots = [scene.is_born() for _ in range(4)]
        while True:  # other processes: nothing to wait upon
            due = await store.read(lambda tx: tx.next_due())
            if due is None or due > scene.slack.clock.now():
                break
            await asyncio.sleep(0.02)
        for bot in bots:
            await scene.buries(bot)
        assert scene.deaths == 2
        logs = await store.read(lambda tx: [tx.log(ref) for ref in refs])
    for log in logs:
        marks = Counter(each.event for each in log if isinstance(each.event, ClockMarked))
        assert "breach" in {each.mark for each in marks}
        assert set(marks.values()) == {1}


async def test_a_hundred_that_press_claim_at_once_are_one_claim_over_four_processes_too(scene: Scene):
    await scene.decides(tickets=1, lines=0)
    count = 4 if scene.database.startswith("postgresql") else 1
    pipes = [processes.Pipe(duplex=False) for _ in range(count)]
    bots = [scene.is_born(tells=tells) for _, tells in pipes]
    addresses = [await asyncio.to_thread(hears.recv) for hears, _ in pipes]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        secret = scene.slack.signing_secret
        await asyncio.gather(
            *(press_once(session, addresses[each % count] + PATH, secret, 1000, each) for each in range(100))
        )
    for bot in bots:
        await scene.buries(bot)
    async with open_store(scene.database, now=scene.slack.clock.now) as store:
        log = await store.read(lambda tx: tx.log("INC-1000"))
    assert len([each for each in log if isinstance(each.event, Claimed)]) == 1


@shared
async def test_two_processes_keep_one_pace_in_a_conversation(scene: Scene):
    await scene.decides(tickets=3, lines=1)
    pace = Pace(post=0.8, edit=0.0, burst=1)
    bots = [scene.is_born(pace=pace, abreast=1) for _ in range(2)]  # neither takes all lanes
    await until(lambda: scene.complete)
    for bot in bots:
        await scene.buries(bot)
    said = [datetime.fromisoformat(each.at) for each in to_mia(scene)]
    assert len(said) == 6
    # The first of a process comes late, for it opens the conversation. From the third to the last it is three turns;
    # if each process had a pace of its own it would be one.
    assert (said[-1] - said[2]).total_seconds() > 2 * pace.post


def to_mia(scene: Scene):
    """The posts that were sent to Mia's own conversation."""
    mia = scene.slack.person("mia.feld")
    return [each for each in scene.slack.log.of("chat.postMessage") if each.args["channel"] == mia.direct.id]
