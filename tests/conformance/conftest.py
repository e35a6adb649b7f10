"""One running house for each story, on each seating."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.conformance.house import House, house
from tests.conformance.seatings import CROSSED, Seating

Opens: TypeAlias = Callable[[str], AbstractAsyncContextManager[House]]


@pytest.fixture(params=CROSSED, ids=str)
def seating(request: pytest.FixtureRequest) -> Seating:
    """Who sits where."""
    found: Seating = request.param
    return found


@pytest.fixture
def opens(tmp_path: Path, seating: Seating) -> Opens:
    """Opens the house at an instant."""
    return lambda at: house(tmp_path, seating, at)


@pytest.fixture
async def desk(tmp_path: Path, seating: Seating) -> AsyncIterator[House]:
    """The sample company on a Thursday at ten."""
    async with house(tmp_path, seating) as running:
        yield running
