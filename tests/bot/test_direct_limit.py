"""Noise rule 11 among equal processes: what one of them said counts for all, and after a restart.

What the rule holds back, and until when, is told in `tests/noise`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.delivery.pacing import Paces
from bot.delivery.sender import Voice
from bot.delivery.worker import Delivery
from core.ports.outbox import Notice
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, World, notice, world
from tests.databases import emptied_database


def gap(number: int, to: str = LENA) -> Notice:
    return notice("schedule_gap", f"direct:{to}", key=f"gap {number}", schedule="x")


@asynccontextmanager
async def another(there: World) -> AsyncIterator[None]:
    """A worker of another process, or of the next start: what the first one remembers is not its."""
    one = there.delivery
    worker = Delivery(
        one.outbox, one.store, one.desk, one.presenter, one.addresses, one.people, one.places, one.policy, one.clock,
        one.metrics, Voice(one.metrics, one.patience, Paces()), worker="another",
    )  # fmt: skip
    working = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        worker.stop()
        await working


async def stopped(there: World) -> None:
    there.delivery.stop()
    assert there.worker is not None
    await there.worker


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return asyncio.run(emptied_database(request.param, request, tmp_path))


def test_what_another_process_said_counts_for_the_hour_and_for_this_person_alone(address: str):
    async def story():
        async with world(url=address) as there:
            await there.opens()
            await there.writes(gap(0))
            await passes(60)
            async with another(there):
                await stopped(there)
                for each in (gap(1), gap(2), gap(3, to=DANA)):
                    await there.writes(each)
                    await passes(60)
                assert there.platform.said() == ["gap 0", "gap 1", "gap 3"]
                await there.settles()
            assert there.platform.said() == ["gap 0", "gap 1", "gap 3", "gap 2:later"]

    simulate(story)


def test_two_processes_at_once_let_no_more_through_than_one(address: str):
    async def story():
        async with world(url=address) as there, another(there):
            await there.opens()
            await there.writes(*(gap(number) for number in range(6)))
            await passes(600)
            assert there.platform.said() == ["gap 0", "gap 1"]

    simulate(story)
