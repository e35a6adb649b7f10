"""What is promised of a meter (core.ports.pacing): turns at their pace, each once, whichever worker takes them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.pacing import MeterInMemory
from core.ports.pacing import Count, Meter
from storage import AsyncStore, open_store
from tests.databases import emptied_database
from tests.storage.stories import NOW

LONG = 1000.0
"""Seconds between two turns: however slow a machine is, it is not nearly as slow as that."""
POSTS = Count("slack:T1/C9", LONG)
Meters = tuple[Meter, Meter]
Shared = tuple[AsyncStore, Meter]
_SET_BACK = "UPDATE paces SET free_at = free_at + :by, taken_at = taken_at + :by"
"""What a server finds whose clock has since been set back."""


@pytest.fixture(params=["memory", "postgresql"])
async def meters(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Meters]:
    """A meter as two workers have it: the same one in a process, one each where two processes share a database."""
    if request.param == "memory":
        alone = MeterInMemory()
        yield alone, alone
        return
    address = await emptied_database(request.param, request, tmp_path)
    async with open_store(address, now=lambda: NOW) as one, open_store(address, now=lambda: NOW) as other:
        assert one.meter
        assert other.meter
        yield one.meter, other.meter


@pytest.fixture
async def shared(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shared]:
    """A database whose server's clock can be set."""
    async with open_store(await emptied_database("postgresql", request, tmp_path), now=lambda: NOW) as store:
        assert store.meter
        yield store, store.meter


async def places(*meters: Meter, count: Count, turns: int) -> list[int]:
    """Which turns are taken, by everybody at once, as numbers of paces from now."""
    waiting = [meters[each % len(meters)].take(count, math.inf) for each in range(turns)]
    taken = await asyncio.gather(*waiting)
    assert all(each.taken for each in taken)
    return sorted(round(each.wait / LONG) for each in taken)


async def test_no_turn_is_given_twice_however_many_ask_at_once(meters: Meters) -> None:
    assert await places(*meters, count=POSTS, turns=10) == list(range(10))


async def test_after_a_silence_some_may_follow_each_other_at_once(meters: Meters) -> None:
    assert await places(*meters, count=Count("slack:T1/C9", LONG, burst=3), turns=6) == [0, 0, 0, 1, 2, 3]


async def test_what_is_counted_apart_waits_apart(meters: Meters) -> None:
    one, other = meters
    assert (await one.take(POSTS, 0.0)).taken
    assert (await other.take(Count("edits slack:T1", LONG), 0.0)).taken


async def test_a_turn_that_comes_too_late_is_told_and_not_taken(meters: Meters) -> None:
    one, other = meters
    first = await one.take(POSTS, 0.0)
    refused = [await other.take(POSTS, LONG / 2) for _ in range(3)]
    assert [round(first.wait / LONG), round(first.rest / LONG)] == [0, 1]
    assert [(each.taken, round(each.wait / LONG), round(each.rest / LONG)) for each in refused] == [(False, 1, 1)] * 3
    assert round(other.rest(POSTS) / LONG) == 1
    assert round((await other.take(POSTS, math.inf)).wait / LONG) == 1


async def test_patience_that_a_platform_asked_of_one_worker_is_kept_by_all_and_never_shortened(meters: Meters) -> None:
    one, other = meters
    await one.hold(POSTS, 5 * LONG)
    await one.hold(POSTS, LONG)
    assert round(one.rest(POSTS) / LONG) == 5
    assert round((await other.take(POSTS, 0.0)).wait / LONG) == 5


@pytest.mark.parametrize("ask", ["take", "hold"])
async def test_a_servers_clock_that_is_set_back_silences_nothing_and_gives_no_turn_twice(
    shared: Shared, ask: str
) -> None:
    store, meter = shared
    for _ in range(3):
        await meter.take(POSTS, math.inf)
    await store.transact(lambda tx: tx.sql.change(_SET_BACK, {"by": 86_400_000_000}))
    if ask == "hold":  # patience of a moment is no shorter than what was promised to others, and not a day
        await meter.hold(POSTS, 1.0)
    assert round((await meter.take(POSTS, 0.0)).wait / LONG) == 3
    assert round((await meter.take(POSTS, math.inf)).rest / LONG) == 4
