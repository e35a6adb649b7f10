"""A service as a process runs it: until a signal stops it, with SIGHUP taking changed settings."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.runtime.logs import record_bug

# The loop's thread and the thread that writes share one interpreter. Whoever waits for it asks for it after this many
# seconds; Python's own 5 ms, twice a press, is most of what a person waits when many press at once (docs/speed.md).
ASKS_FOR_THE_INTERPRETER_AFTER = 0.0005


class Serves(Protocol):
    """A service as this process sees it (`bot.app.Service` is one)."""

    @property
    def failed(self) -> asyncio.Event:
        """Set when it broke down and is of no use any more."""
        ...

    def running(self) -> AbstractAsyncContextManager[str]:
        """The time in which it serves; gives the address at which it listens."""
        ...

    async def reload(self) -> object:
        """Take changed settings, or refuse them whole."""
        ...


async def serve_until_stopped(service: Serves, opened: Callable[[str], Awaitable[None]] | None = None) -> int:
    """Run until told to stop; 0, or 1 when the bot broke down. `opened` gets the address once it listens."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    reloads: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = asyncio.create_task(_reload(service))
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload)
    async with service.running() as address:
        if opened is not None:
            await opened(address)
        _spare_what_stays()
        sys.setswitchinterval(ASKS_FOR_THE_INTERPRETER_AFTER)
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(service.failed.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, *reloads, return_exceptions=True)
    return 1 if service.failed.is_set() else 0


def _spare_what_stays() -> None:
    """Leave what stands after the start out of every later collection, whose walk over it would stop the loop."""
    gc.collect()
    gc.freeze()


async def _reload(service: Serves) -> None:
    """Take changed settings; what keeps them from being taken is logged, and the bot goes on with the old ones."""
    try:
        await service.reload()
    except Exception as error:  # noqa: BLE001  # whatever it is, it must be heard of, and must not end the bot
        record_bug("settings.reload_failed", error)
