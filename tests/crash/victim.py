"""The bot that is killed: the real one, on a database and a Slack that outlive it."""

from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from adapters.slack.settings import SlackSettings
from bot import crashing
from bot.app import build
from bot.logs import set_up
from bot.pacing import Pace
from bot.policy_file import load
from bot.settings import Settings
from bot.voice import Patience
from tests.bot import sample

LOADED = load(sample.PATH)
"""Read once, in the process from which all lives are forked."""
PATIENCE = Patience(settle=0.3, first=0.05, longest=0.5, call=1.0)


@dataclass(frozen=True)
class Life:
    """One life of the bot: where its Slack and its database are, and at which crash point it ends (empty: never)."""

    api_url: str
    bot_token: str
    signing_secret: str
    database: str
    diary: str
    """Where its log goes: each life adds to it."""
    dies_at: str = ""


def live(life: Life) -> None:
    """Run until killed or told to stop."""
    point, _, nth = life.dies_at.partition(":")
    if point:
        crashing.arm(point, int(nth))
    with Path(life.diary).open("a", encoding="utf-8") as sys.stderr:
        set_up()
        asyncio.run(_live(life))


async def _live(life: Life) -> None:
    slack = SlackSettings(life.bot_token, life.signing_secret, None, life.api_url)
    settings = Settings(sample.PATH, life.database, "127.0.0.1", 0, slack)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    service = build(settings, LOADED, pace=Pace(0.0, 0.0), patience=PATIENCE)
    async with service.running():
        await stop.wait()
