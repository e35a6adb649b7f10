"""A loop whose time jumps to the next timer when nothing else is left to do: hours of patience in milliseconds.

Work in other threads (SQLite's writer) is waited for in real time: whoever starts it counts it in `busy`.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from storage import AsyncStore

T = TypeVar("T")

_STUCK = 60.0


class _Selector(selectors.DefaultSelector):
    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if self.loop.busy or timeout is None:
            ready = super().select(_STUCK)
            if not ready:
                raise AssertionError("everybody waits and nobody will come")
            return ready
        self.loop.passed += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.passed = 0.0
        self.busy = 0
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.passed

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109  # asyncio's own
        """Threads end in real time, for which this loop has no measure: wait for them without a limit."""
        self.busy += 1
        try:
            await super().shutdown_default_executor()
        finally:
            self.busy -= 1


class LoopClock:
    """The desk's clock, driven by the loop's time (which other threads ask for, too)."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self._loop = asyncio.get_running_loop()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self._loop.time())


def simulate(story: Callable[[], Coroutine[Any, Any, T]]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story())


async def passes(seconds: float) -> None:
    """Virtual time goes by: nobody waits."""
    await asyncio.sleep(seconds)


def counted(store: AsyncStore) -> AsyncStore:
    """The store, telling the loop when a thread works for it."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)

    def counting(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
        async def call(work: Any) -> Any:
            loop.busy += 1
            try:
                return await method(work)
            finally:
                loop.busy -= 1

        return call

    setattr(store, "transact", counting(store.transact))  # noqa: B010  # typed as a method
    setattr(store, "read", counting(store.read))  # noqa: B010  # the same
    close = store.close

    async def close_counted() -> None:
        loop.busy += 1
        try:
            await close()
        finally:
            loop.busy -= 1

    store.close = close_counted  # type: ignore[method-assign]
    return store
