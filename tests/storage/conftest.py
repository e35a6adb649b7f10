"""A store for each test, on SQLite and on PostgreSQL: the same tests judge both."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage import AsyncStore, open_store
from tests.storage.stories import NOW


@pytest.fixture
async def store(database: str) -> AsyncIterator[AsyncStore]:
    """An open store on that database; its clock stands at NOW."""
    async with open_store(database, now=lambda: NOW) as opened:
        yield opened
