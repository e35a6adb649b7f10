"""What is promised of a clock (core.ports.clock)."""

from __future__ import annotations

from datetime import UTC

import pytest

from bot.runtime.clock import WallClock
from core.ports.clock import Clock
from tests.bot.virtual import LoopClock
from tests.fakes.instants import SetClock
from tests.storage.stories import NOW


@pytest.fixture(params=["wall", "set", "loop"])
async def clock(request: pytest.FixtureRequest) -> Clock:
    if request.param == "wall":
        return WallClock()
    return SetClock(NOW) if request.param == "set" else LoopClock(NOW)


async def test_the_present_is_aware_in_utc_and_does_not_go_back(clock: Clock) -> None:
    first, second = clock.now(), clock.now()
    assert first.tzinfo is UTC
    assert first <= second
