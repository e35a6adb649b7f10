"""What runs in common for a Slack and a Teams beside each other: time, who waits for a change, what is on its way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from playground.clock import Clock


class Runtime:
    """Whoever waits on it waits for every platform that shares it."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self._waiting: list[asyncio.Event] = []
        self._in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    # changes

    def stir(self) -> None:
        """Something changed: whoever waits looks again."""
        for event in self._waiting:
            event.set()

    async def until(self, holds: Callable[[], bool], within: float) -> bool:
        """Wait until this holds, looking again after each change; False when `within` real seconds were not enough."""
        changed = asyncio.Event()
        self._waiting.append(changed)
        try:
            async with asyncio.timeout(within):
                while not holds():
                    await changed.wait()
                    changed.clear()
            return True
        except TimeoutError:
            return holds()
        finally:
            self._waiting.remove(changed)

    # what is on its way to the app

    def enter(self) -> None:
        """One more thing is on its way."""
        self._in_flight += 1
        self._idle.clear()

    def leave(self) -> None:
        """One less."""
        self._in_flight -= 1
        if not self._in_flight:
            self._idle.set()

    async def settled(self) -> None:
        """Wait until nothing is on its way to the app (a retry that waits for the clock is not on its way)."""
        for _ in range(3):  # let what an act or a push of the clock has just begun be on its way first
            await asyncio.sleep(0)
        while self._in_flight:
            await self._idle.wait()


class Running:
    """A running Slack or Teams, or both: its time, and waiting for all that share its runtime."""

    runtime: Runtime

    @property
    def clock(self) -> Clock:
        """The playground's clock."""
        return self.runtime.clock

    async def settle(self) -> None:
        """Wait until nothing is on its way to the app, from any platform of this runtime."""
        await self.runtime.settled()

    async def until(self, holds: Callable[[], bool], within: float = 60.0) -> None:
        """Wait until this holds, looking again after every change here; AssertionError after `within` real seconds."""
        if not await self.runtime.until(holds, within):
            raise AssertionError(f"it did not come true within {within} s")
