"""The doctor compares the database's clock with this machine's, where those are two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.doctor import database_drift
from bot.runtime.clock import WallClock
from storage import open_store
from tests.fakes.instants import SetClock

only_postgres = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@only_postgres
@pytest.mark.parametrize(("off", "said"), [(40, "40 s ahead of"), (-40, "40 s behind")])
async def test_clocks_that_are_not_in_step_are_named(database: str, off: int, said: str) -> None:
    async with open_store(database, now=WallClock().now) as store:
        clock = SetClock(WallClock().now() + timedelta(seconds=off))
        (found,) = await database_drift(store, clock)
    assert found.startswith(f"This machine's clock is {said} the database's: keep both in step (NTP)")


async def test_clocks_in_step_and_a_database_on_this_machine_are_no_finding(database: str) -> None:
    async with open_store(database, now=WallClock().now) as store:
        assert await database_drift(store, WallClock()) == ()
        if database.startswith("sqlite"):
            assert await database_drift(store, SetClock(WallClock().now() + timedelta(days=1))) == ()
