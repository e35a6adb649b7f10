"""A process that calls an automation and is killed before, or right after, that has answered."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.runtime import fault_points
from storage import open_store
from tests.commands.test_ended_access import automated
from tests.fakes.desk import open_desk
from tests.fakes.receiver import caller


def live(database: str, url: str, at: datetime, dies_at: str) -> None:
    """Make the calls that are due, or die there (empty: never)."""
    if dies_at:
        fault_points.arm(dies_at, 1)
    asyncio.run(_live(database, url, at))


async def _live(database: str, url: str, at: datetime) -> None:
    store = open_store(database, now=lambda: at, busy_timeout=60.0)
    async with open_desk(at, store=store, policy=automated(url, destructive=frozenset())) as desk:
        await desk.until(at)
        await caller(desk).settle()
