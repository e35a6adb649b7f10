"""The bot that is killed: the real one, on a database and on platforms that outlive it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from adapters.slack.settings import SlackSettings
from bot.app import build
from bot.delivery.pacing import Pace
from bot.delivery.sender import Patience
from bot.policy_file import load
from bot.runtime import fault_points
from bot.runtime.logs import set_up
from bot.settings import Settings, read
from core.desk import Desk
from core.ui.inbound import Heard, Reply
from tests.bot import sample

LOADED = load(sample.PATH)
"""Read once, in the process from which all lives are forked."""
PATIENCE = Patience(settle=0.3, first=0.05, longest=0.5, call=1.0)

AT_COMMIT = "commit"
"""Dies with the next decision's commit, before whoever caused it was answered."""
AT_HEARING = "hearing"
"""Dies with the next thing that somebody says or presses, before anything is decided."""


@dataclass(frozen=True)
class Life:
    """One life of the bot: where its platforms and its database are, and at which point it ends (empty: never)."""

    api_url: str
    bot_token: str
    signing_secret: str
    database: str
    diary: str
    """Where its log goes: each life adds to it."""
    dies_at: str = ""
    teams: Mapping[str, str] = field(default_factory=dict)
    """The environment that points it at a Teams; empty when it has none."""
    tells: Connection | None = None
    """Takes the address at which it listens, once it does."""


def live(life: Life) -> None:
    """Run until killed or told to stop."""
    point, _, nth = life.dies_at.partition(":")
    if point in fault_points.POINTS:
        fault_points.arm(point, int(nth))
    with Path(life.diary).open("a", encoding="utf-8") as sys.stderr:
        set_up()
        asyncio.run(_live(life))


async def _live(life: Life) -> None:
    slack = SlackSettings(life.bot_token, life.signing_secret, None, life.api_url)
    # The limits that Teams publishes are kept to by a clock, for which nobody waits here.
    teams = read(life.teams).channels.get("teams")
    played = {"slack": slack} | ({"teams": replace(teams, paced=False)} if teams else {})
    settings = Settings(sample.PATH, life.database, "127.0.0.1", 0, played)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    service = build(settings, LOADED, pace=Pace(0.0, 0.0), patience=PATIENCE)
    async with service.running() as address:
        if life.dies_at == AT_COMMIT:
            service.store.on_commit(_dies)
        elif life.dies_at == AT_HEARING:
            service.gate.lead_to(_Trapdoor(service.engine))
        if life.tells:
            life.tells.send(address)
        await stop.wait()


class _Trapdoor(Desk):
    """A desk that dies of the first word."""

    async def hear(self, heard: Heard) -> Reply:
        """Nobody hears it."""
        _dies()
        raise AssertionError("alive")


def _dies() -> None:
    """As if the power went."""
    os.kill(os.getpid(), signal.SIGKILL)
