"""A store for each test of a port's contract: the fake, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Keys, open_store, read_key
from tests.databases import emptied_database
from tests.fakes.keys import KEY
from tests.fakes.ports.store import StoreInMemory, StoreWithOutbox
from tests.storage.stories import NOW


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[StoreWithOutbox]:
    """Each keeper in turn, with nothing kept."""
    if request.param == "fake":
        yield StoreInMemory()
        return
    address = await emptied_database(request.param, request, tmp_path)
    async with open_store(address, now=lambda: NOW, keys=Keys([read_key(KEY)])) as kept:
        yield kept
