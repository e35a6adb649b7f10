"""A desk on an ordinary working day, Tuesday 27 October 2026 at ten, and the people who speak to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.desk import DeskHouse, open_desk

TUESDAY_TEN = "2026-10-27 10:00 CET"


@pytest.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(TUESDAY_TEN) as house:
        yield house
