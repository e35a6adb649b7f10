"""A running Deskbell and the Slack beside it, with a clock that only the story moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH
from bot.app import Service, build, prepare_database
from bot.pacing import Pace
from bot.policy_file import load
from bot.settings import Settings, SlackSettings
from playground.clock import Clock
from playground.people import Actor, Place
from playground.seen import Message
from playground.server import Playground

ROOT = Path(__file__).parent.parent.parent
BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 10, 22, 10, 0, tzinfo=BERLIN)
"""A Thursday, ten o'clock, in open hours."""


@dataclass
class House:
    """Everything a story needs; whatever the bot has posted counts as said until the story has heard it."""

    service: Service
    playground: Playground
    clock: Clock
    heard: set[tuple[str, str]] = field(default_factory=set)

    def person(self, name: str) -> Actor:
        """Somebody of the sample company, by first part of the address (`mia` is mia.feld)."""
        members = self.playground.slack.space.members.values()
        full = next(one.handle for one in members if one.handle.split(".")[0] == name)
        return self.playground.person(full)

    async def settles(self) -> None:
        """Wait until nothing is under way: no request, no due ticket, no notice that could be said now."""

        async def busy() -> bool:
            now = self.clock.now()
            store = self.service.store
            due = await store.read(lambda tx: tx.next_due())
            soon = await store.outbox.next_at(now)
            waits = any(at is not None and at <= now for at in (due, soon))
            return waits or bool(self.service.delivery.in_flight)

        async with asyncio.timeout(20):
            quiet = 0
            while quiet < 2:
                await self.playground.settle()
                quiet = 0 if await busy() else quiet + 1
                await asyncio.sleep(0.005)

    async def passes(self, *, minutes: float = 0, hours: float = 0) -> None:
        """Time goes by, minute by minute, as it does."""
        left = minutes * 60 + hours * 3600
        while left > 0:
            step = min(left, 60)
            self.clock.advance(step)
            left -= step
            due = await self.service.store.read(lambda tx: tx.next_due())
            soon = await self.service.store.outbox.next_at(self.clock.now())
            if any(at is not None and at <= self.clock.now() for at in (due, soon)):
                await self.settles()
        await self.settles()

    async def jumps_to(self, instant: datetime) -> None:
        """Time is moved at once, as after an outage."""
        self.clock.set(instant)
        await self.settles()

    async def reads(self, place: Place, words: str) -> Message:
        """The message in `place` that says `words`; it counts as heard."""
        await self.settles()
        found = [one for one in place.messages if words in one.text]
        assert found, f"nobody said {words!r} there; what was said: {place.texts}"
        self.heard.add((place.id, found[-1].ts))
        return found[-1]

    async def direct(self, person: Actor, words: str) -> Message:
        """The direct message from Deskbell that says `words`; it counts as heard."""
        await self.settles()
        found = [one for one in person.directs() if words in one.text]
        assert found, f"{person!r} was not told {words!r}; what was said: {[one.text for one in person.directs()]}"
        self.heard.add((found[-1].channel_id, found[-1].ts))
        return found[-1]

    def all_said(self) -> list[tuple[str, str, str]]:
        """Everything Deskbell has posted, edits and replies to live requests aside: (channel, ts, text)."""
        posts: list[tuple[str, str, str]] = []
        for call in self.playground.log.of("chat.postMessage"):
            answer = call.answer
            if answer.get("ok") and "metadata" in answer["message"]:
                posts.append((answer["channel"], answer["ts"], answer["message"].get("text", "")))
        return posts

    def nothing_else_was_said(self) -> None:
        """Whatever was posted has been heard by the story."""
        rest = [text for channel, ts, text in self.all_said() if (channel, ts) not in self.heard]
        assert not rest, f"this was said, too: {rest}"


@asynccontextmanager
async def house(folder: Path, at: datetime = MORNING, *, config: Path = ROOT / "app.yaml") -> AsyncIterator[House]:
    """Start both at the instant `at`; everything is gone at the end."""
    clock = Clock(at)
    playground = await Playground.start(manifest=manifest("http://127.0.0.1"), clock=clock)
    try:
        slack = SlackSettings(playground.bot_token, playground.signing_secret, None, playground.api_url)
        url = f"sqlite+aiosqlite:///{folder / 'desk.db'}"
        settings = Settings(config, url, "127.0.0.1", 0, slack, None)
        prepare_database(url)
        service = build(settings, load(config), clock=clock, pace=Pace(0, 0))
        async with service.running() as address:
            playground.point_at(f"{address}{PATH}")
            yield House(service, playground, clock)
    finally:
        await playground.stop()
