"""The process around a service (bot.runtime.process)."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.runtime.process import serve_until_stopped


class Breaks:
    """A service that breaks down as soon as it has started."""

    def __init__(self) -> None:
        self.failed = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        self.failed.set()
        yield "http://127.0.0.1:1"

    async def reload(self) -> object:
        return None


async def test_what_stands_after_the_start_is_left_out_of_later_collections() -> None:
    gc.unfreeze()  # “tests/conftest.py” has them left out, too: so they are again afterwards
    assert await serve_until_stopped(Breaks()) == 1
    assert gc.get_freeze_count() > 0
