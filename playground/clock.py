"""The playground's time: wall time plus an offset that a person can push forward, or an instant that only they move."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Aware UTC time. Without `start` it runs with the wall clock; with `start` it stands still until moved."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant, e.g. datetime(2026, 10, 23, 8, tzinfo=UTC)")
        self._frozen_at = start.astimezone(UTC) if start else None
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []

    @property
    def frozen(self) -> bool:
        """True when time moves only by `advance` and `set`."""
        return self._frozen_at is not None

    @property
    def offset_seconds(self) -> float:
        """How far the clock was pushed by hand since it was made, in seconds."""
        return self._offset.total_seconds()

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return (self._frozen_at or datetime.now(UTC)) + self._offset

    def moment(self) -> float:
        """A number of seconds that grows with real time and with every push; for rates, not for dates."""
        return time.monotonic() + self.offset_seconds

    def patience(self) -> float:
        """Seconds for what a person waits in person (a trigger's three): real time, or the frozen clock's."""
        return self.offset_seconds if self.frozen else time.monotonic()

    def advance(self, seconds: float) -> None:
        """Push time forward (never back) and tell everybody who subscribed."""
        if seconds < 0:
            raise ValueError("time only moves forward here")
        self._offset += timedelta(seconds=seconds)
        for listener in list(self._listeners):
            listener()

    def set(self, instant: datetime) -> None:
        """Push time forward to this aware instant."""
        self.advance((instant.astimezone(UTC) - self.now()).total_seconds())

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back after every push; returns what ends that."""
        self._listeners.append(callback)

        def end() -> None:
            if callback in self._listeners:
                self._listeners.remove(callback)

        return end

    async def sleep_until(self, instant: datetime) -> None:
        """Wait until the clock shows this instant, by passing time or by a push."""
        moved = asyncio.Event()
        end = self.subscribe(moved.set)
        try:
            while (left := (instant - self.now()).total_seconds()) > 0:
                moved.clear()
                try:
                    async with asyncio.timeout(None if self.frozen else left):
                        await moved.wait()
                except TimeoutError:
                    continue
        finally:
            end()
