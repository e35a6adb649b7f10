"""The bot that is killed: the real one, on a database and on platforms that outlive it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from adapters.slack.settings import SlackSettings
from bot.app import build
from bot.delivery.pacing import Pace
from bot.delivery.sender import Attempt, Patience
from bot.delivery.worker import Delivery
from bot.policy_file import load
from bot.runtime import fault_points
from bot.runtime.logs import set_up
from bot.settings import Settings, read
from core.desk import Desk
from core.engine import Engine
from core.ports.outbox import Leased
from core.ui.inbound import Heard, Reply
from tests.bot import sample
from tests.fakes.keys import KEY

LOADED = load(sample.PATH)
"""Read once, in the process from which all lives are forked."""
PATIENCE = Patience(settle=0.3, first=0.05, longest=0.5, call=1.0)
AT_ONCE = Pace(0.0, 0.0)
STEP = "step"
"""Dies the moment any of its tasks goes on for the nth time: at whichever `await` that is."""
HEARD = "heard"
"""The same, counted from when somebody said or pressed something."""

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
    patience: Patience = PATIENCE
    pace: Pace = AT_ONCE
    abreast: int = 256
    """How many notices it says at once."""
    marks_first: bool = False
    """Whether it marks a notice as said before it says it, as others do; for the bench."""


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
    settings = Settings(sample.PATH, life.database, "127.0.0.1", 0, played, (KEY,))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    point, _, nth = life.dies_at.partition(":")
    steps = _Steps(int(nth) if point == STEP else None)
    if point in (STEP, HEARD):
        asyncio.get_running_loop().set_task_factory(steps)
    service = build(settings, LOADED, pace=life.pace, patience=life.patience)
    service.delivery.abreast = life.abreast
    if life.marks_first:
        setattr(Delivery, "_speak", _marked_and_said(Delivery._speak))  # noqa: B010  # typed as a method
    async with service.running() as address:
        if life.dies_at == AT_COMMIT:
            service.store.on_commit(_dies)
        elif life.dies_at == AT_HEARING:
            service.gate.lead_to(_Trapdoor(service.engine))
        elif point == HEARD:
            service.gate.lead_to(_Fuse(service.engine, steps, int(nth)))
        if life.tells:
            life.tells.send(address)
        await stop.wait()


def _marked_and_said(speak):
    async def mark_and_speak(delivery: Delivery, leased: Leased, attempt: Attempt) -> None:
        await delivery.outbox.done(leased.id, None, delivery.clock.now())
        await speak(delivery, leased, attempt)

    return mark_and_speak


class _Steps:
    """Makes tasks, and counts how often they go on; None left to go: for ever."""

    def __init__(self, left: int | None) -> None:
        self.left = left

    def __call__(self, loop, coroutine, **more):
        """A task of that loop."""
        return asyncio.Task(_Stepwise(self, coroutine), loop=loop, **more)


class _Stepwise(Coroutine):
    """A coroutine each of whose steps is counted."""

    def __init__(self, steps: _Steps, whole: Coroutine) -> None:
        self._steps = steps
        self._whole = whole

    def send(self, value):
        """Go on."""
        if self._steps.left is not None:
            self._steps.left -= 1
            if self._steps.left <= 0:
                _dies()
        return self._whole.send(value)

    def throw(self, *error):
        """Go on with an error."""
        return self._whole.throw(*error)

    def close(self):
        """Never go on."""
        return self._whole.close()

    def __await__(self):
        return self._whole.__await__()


class _Fuse(Desk):
    """A desk that has so many steps to live from its first word on."""

    def __init__(self, engine: Engine, steps: _Steps, left: int) -> None:
        super().__init__(engine)
        self._steps = steps
        self._left = left

    async def hear(self, heard: Heard) -> Reply:
        """Hear it, and whatever else there is time for."""
        self._steps.left = self._left
        return await super().hear(heard)


class _Trapdoor(Desk):
    """A desk that dies of the first word."""

    async def hear(self, heard: Heard) -> Reply:
        """Nobody hears it."""
        _dies()
        raise AssertionError("alive")


def _dies() -> None:
    """As if the power went."""
    os.kill(os.getpid(), signal.SIGKILL)
