"""One message, one handling: Slack tells of a mention twice (`message`, `app_mention`) and repeats what seems lost.

The desk keeps the receipts that survive a restart; this only spares a second answer to the same words.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable


class Once:
    """Runs work by key: a repeat while it runs waits for the same end, a repeat after a good end does nothing."""

    def __init__(self, remembered: int = 2000) -> None:
        self._remembered = remembered
        self._done: OrderedDict[str, None] = OrderedDict()
        self._running: dict[str, asyncio.Future[None]] = {}

    async def run(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work, unless it was done; a failure is raised for everyone who waited and not remembered."""
        if key in self._done:
            return
        if (running := self._running.get(key)) is not None:
            await asyncio.shield(running)
            return
        ending = self._running[key] = asyncio.get_running_loop().create_future()
        try:
            await work()
        except BaseException as error:  # whoever waits learns of it too; then it goes its way
            ending.set_exception(error if isinstance(error, Exception) else asyncio.CancelledError())
            ending.exception()
            raise
        else:
            ending.set_result(None)
            self._done[key] = None
            if len(self._done) > self._remembered:
                self._done.popitem(last=False)
        finally:
            del self._running[key]
