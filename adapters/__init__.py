"""What Deskbell hears and says through: channels, the presentation, the web. Here stands what every channel keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Answers of a platform, kept for a while by the desk's clock (`now`); the oldest goes when there are too many."""

    def __init__(self, now: Callable[[], datetime], keep: timedelta, most: int = 20_000) -> None:
        self._now, self._keep, self._most = now, keep, most
        self._found: dict[str, tuple[datetime, T]] = {}

    def get(self, key: str) -> T | None:
        """What is still fresh under this key."""
        at, value = self._found.get(key, (None, None))
        return value if at is not None and abs(self._now() - at) < self._keep else None

    def put(self, key: str, value: T) -> T:
        """Keep and give back."""
        self._found.pop(key, None)
        self._found[key] = (self._now(), value)
        if len(self._found) > self._most:
            del self._found[next(iter(self._found))]
        return value

    def drop(self, key: str) -> None:
        """Keep nothing under this key."""
        self._found.pop(key, None)

    def forget(self) -> None:
        """Keep nothing."""
        self._found.clear()
