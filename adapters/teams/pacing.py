"""How fast Teams lets us call: its own limits, kept before it has to enforce them (Teams' documentation, rate limits).

Per bot and conversation 7 calls in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour; twice that for asking about members and
channels; 50 a second for an app in its tenant. After a 429 a conversation rests for as long as Teams said.

A process keeps to all of it by itself. Where several share a database, they share the hour and the rest (`hourly`).
"""

from __future__ import annotations

import math
from collections import deque

from core.ports.pacing import Count

Rules = tuple[tuple[float, int], ...]

SPEAKING: Rules = ((1, 7), (2, 8), (30, 60), (3600, 1800))
ASKING: Rules = ((1, 14), (2, 16), (30, 120), (3600, 3600))
TENANT: Rules = ((1, 50),)
HOUR = 3600.0
_MOST = 4096


def hourly(conversation: str) -> Count:
    """What all processes together may say in a conversation: in no hour more than Teams allows, a third at once."""
    most = dict(SPEAKING)[3600]
    return Count(f"teams {conversation}", HOUR / (most - most // 3), most // 3)


class Window:
    """The calls of the last hour, oldest first."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._at: deque[float] = deque(maxlen=max(most for _, most in rules))
        self._rests_until = -math.inf

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; zero when it is now."""
        free = max((self._at[-most] + span for span, most in self._rules if len(self._at) >= most), default=now)
        return max(free - now, self._rests_until - now, 0.0)

    def take(self, now: float) -> None:
        """Count one."""
        self._at.append(now)

    def rest(self, until: float) -> None:
        """Allow nothing before this instant."""
        self._rests_until = max(self._rests_until, until)

    def is_idle(self, now: float) -> bool:
        """Whether nothing it remembers matters any more."""
        return self._rests_until <= now and (not self._at or self._at[-1] + HOUR <= now)


class Pacing:
    """The limits of one app in one tenant. Every `now` is monotonic seconds of one clock."""

    def __init__(self) -> None:
        self._tenant = Window(TENANT)
        self._windows: dict[tuple[str, bool], Window] = {}

    def take(self, conversation: str, now: float, *, speaking: bool) -> float:
        """Zero, and one call is counted; else the seconds until one is allowed, and nothing is."""
        own = self._window(conversation, speaking, now)
        wait = max(own.wait(now), self._tenant.wait(now))
        if wait <= 0:
            own.take(now)
            self._tenant.take(now)
        return wait

    def rest(self, conversation: str, now: float, seconds: float, *, speaking: bool) -> None:
        """Teams asked for patience there."""
        self._window(conversation, speaking, now).rest(now + seconds)

    def _window(self, conversation: str, speaking: bool, now: float) -> Window:
        key = (conversation, speaking)
        if key not in self._windows:
            if len(self._windows) >= _MOST:
                self._windows = {name: each for name, each in self._windows.items() if not each.is_idle(now)}
            self._windows[key] = Window(SPEAKING if speaking else ASKING)
        return self._windows[key]
