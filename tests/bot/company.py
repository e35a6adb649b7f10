"""The sample company: the real bot on SQLite and the playground's Slack in one process, on a clock that tests move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH, SlackSettings
from bot.app import Service, build
from bot.delivery.pacing import Pace
from bot.delivery.sender import Patience
from bot.policy_file import Loaded, load
from bot.settings import Settings
from bot.starting import prepare_database
from playground.clock import Clock
from playground.server import Playground
from tests.bot import sample
from tests.databases import lay_out
from tests.fakes.keys import KEY

FRIDAY = datetime(2026, 10, 23, 8, 0, tzinfo=UTC)
"""Friday 23 October 2026, 10:00 in Berlin."""
AT_ONCE = Pace(post=0.0, edit=0.0)


@dataclass(repr=False)
class Company:
    """A running company: its Slack, its bot, and where the bot listens."""

    slack: Playground
    bot: Service
    address: str

    async def passes(self, **time: float) -> None:
        """Move the clock and wait until everything due was decided and said."""
        self.slack.clock.advance(timedelta(**time).total_seconds())
        await self.settles()

    async def settles(self) -> None:
        """Wait until nothing is on its way in either direction."""
        while True:
            await self.slack.settle()
            while await self.bot.desk.sweep():
                pass
            now = self.slack.clock.now()
            soonest = await self.bot.store.outbox.next_at(now)
            if not self.bot.delivery.at_work and (soonest is None or soonest > now):
                return
            self.bot.delivery.bell.ring()
            await self.bot.store.ready()


def settings_for(slack: Playground, database: Path, config: Path = sample.PATH, **more: object) -> Settings:
    """How a bot reaches this Slack and its database, which is laid out where it is not there yet."""
    own = SlackSettings(slack.bot_token, slack.signing_secret, None, slack.api_url)
    return Settings(config, lay_out(database), "127.0.0.1", 0, {"slack": own}, (KEY,))


@asynccontextmanager
async def company(
    folder: Path,
    *,
    clock: Clock | None = None,
    loaded: Loaded | None = None,
    patience: Patience | None = None,
    pace: Pace = AT_ONCE,
    config: Path = sample.PATH,
) -> AsyncIterator[Company]:
    """Start Slack and the bot; the database stays in `folder` for a second start."""
    slack = await Playground.start(
        manifest=manifest("http://127.0.0.1"), clock=clock or Clock(FRIDAY), pacing=False, patience=60.0
    )
    try:
        async with bot_on(slack, folder, loaded=loaded, patience=patience, pace=pace, config=config) as running:
            yield running
    finally:
        await slack.stop()


@asynccontextmanager
async def bot_on(
    slack: Playground,
    folder: Path,
    *,
    loaded: Loaded | None = None,
    patience: Patience | None = None,
    pace: Pace = AT_ONCE,
    config: Path = sample.PATH,
) -> AsyncIterator[Company]:
    """Start the bot on a Slack that is there already."""
    settings = settings_for(slack, folder / "desk.db", config)
    prepare_database(settings.database_url)
    service = build(settings, loaded or load(config), clock=slack.clock, pace=pace, patience=patience)
    async with service.running() as address:
        slack.point_at(f"{address}{PATH}")
        yield Company(slack, service, address)
        slack.point_at(None)
