"""One thing said, one handling: platforms tell of some things twice and repeat what seems lost.

The desk keeps the receipts that survive a restart; this spares a second answer to whoever is looking.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Runs work by key. A repeat waits for the same end, or gets the same answer.

    A failure is not remembered, nor is an answer that `lasts` says no to.
    """

    def __init__(self, remembered: int = 2000, lasts: Callable[[T], bool] = lambda _: True) -> None:
        self._lasts = lasts
        self._remembered = remembered
        self._tasks: OrderedDict[str, asyncio.Task[T]] = OrderedDict()

    def run(self, key: str, work: Callable[[], Awaitable[T]]) -> asyncio.Task[T]:
        """The task that does, or did, the work of this key; shield it when only one of those who wait gives up."""
        known = self._tasks.get(key)
        if known is not None:
            return known

        async def do() -> T:
            return await work()

        task = self._tasks[key] = asyncio.create_task(do())
        task.add_done_callback(lambda ended: self._ended(key, ended))
        return task

    async def done(self, key: str, work: Callable[[], Awaitable[T]]) -> T:
        """Wait for the end of the work of this key, and give its answer. A failure is raised for everyone who waits.

        Who stops waiting does not stop the work.
        """
        return await asyncio.shield(self.run(key, work))

    def _ended(self, key: str, task: asyncio.Task[T]) -> None:
        if task.cancelled() or task.exception() is not None or not self._lasts(task.result()):
            if self._tasks.get(key) is task:
                del self._tasks[key]
            return
        while len(self._tasks) > self._remembered:
            oldest = next(iter(self._tasks))
            if not self._tasks[oldest].done():
                return
            del self._tasks[oldest]

    async def finish(self, within: float) -> None:
        """Give what still runs this many seconds, then cancel it."""
        running = [task for task in self._tasks.values() if not task.done()]
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
