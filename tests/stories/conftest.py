"""One running house for each story."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.house import House, house


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[House]:
    """The sample company on a Thursday at ten."""
    async with house(tmp_path) as running:
        yield running
