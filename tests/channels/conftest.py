"""What the tests of a channel share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.channels.house import House, opened


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A Slack with the channel installed in it, over HTTP."""
    async with opened() as found:
        yield found
