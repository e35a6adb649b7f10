"""A bell that a loop sleeps beside: it wakes at once when somebody rings, and otherwise when its time is over."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung from the event loop or from any thread; rings while nobody listens are kept (as one)."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Wake whoever listens. Never blocks, and does nothing once the loop is closed."""
        try:
            running = asyncio.get_running_loop()
        except RuntimeError:
            running = None
        if running is self._loop:
            self._rung.set()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    @property
    def rung(self) -> bool:
        """Whether it was rung and nobody has listened since."""
        return self._rung.is_set()

    async def wait(self, seconds: float | None) -> None:
        """Sleep until the bell rings, at most so many seconds (None: for ever)."""
        if seconds is not None and seconds <= 0:
            await asyncio.sleep(0)
        else:
            try:
                async with asyncio.timeout(seconds):
                    await self._rung.wait()
            except TimeoutError:
                return
        self._rung.clear()
