"""What the tests of this channel share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.channels_teams.house import House, opened


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A Teams with the channel installed in it."""
    async with opened() as found:
        yield found
