"""A login that does not answer: nobody waits for it who need not, and once it answers all goes on."""

from __future__ import annotations

import asyncio

import pytest

from core.ports import RetryLater
from tests.channels_teams.house import opened

AT_ONCE = 5.0
"""Seconds, well below the ten that a login may take."""


async def test_the_channel_starts_although_the_login_hangs_and_speaks_once_it_answers() -> None:
    async with asyncio.timeout(AT_ONCE):
        house_opened = opened(introduce=False, prepare=lambda teams: teams.faults("token", "timeout"))
        house = await house_opened.__aenter__()
        with pytest.raises(RetryLater):
            await house.channel.resolve("19:ithelp@thread.tacv2/none") or await house.channel.deliver(
                house.post(house.place("Help"), "Hello")
            )
    house.teams.heal()
    await house_opened.__aexit__(None, None, None)
