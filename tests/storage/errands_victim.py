"""A process that works errands off and is killed in the middle of them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.runtime import fault_points
from bot.runtime.fault_points import crash_point
from core.engine import Engine
from core.ports.tickets import Transaction
from core.reactions.table import Asked
from storage import open_store
from tests.fakes.desk import open_desk
from tests.storage.stories import NOW

AN_ERRAND = "an-errand"
"""Dies with an errand done in a transaction that is still open."""
A_COMMIT = "a-commit"
"""Dies with a batch committed and nobody told."""

_carry_out = Engine.carry_out


def live(database: str, dies_at: str, nth: int) -> None:
    """Sweep until nothing is left, or until killed there for the `nth` time (empty: never)."""
    if dies_at:
        fault_points.arm(dies_at, nth)
    Engine.carry_out = _carry_out_and_die  # type: ignore[method-assign, assignment]  # this process is there to die
    asyncio.run(_live(database))


async def _live(database: str) -> None:
    now = NOW + timedelta(minutes=2)
    store = open_store(database, now=lambda: now)
    store.on_commit(lambda: crash_point(A_COMMIT))
    async with open_desk(now, store=store) as desk:
        while await desk.desk.sweep():
            pass


def _carry_out_and_die(engine: Engine, tx: Transaction, asked: Asked) -> None:
    _carry_out(engine, tx, asked)
    crash_point(AN_ERRAND)
