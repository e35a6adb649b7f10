"""How fast Deskbell speaks in one conversation: a platform's own limit, kept before it has to be enforced.

`next free = start of attempt + pace` (performance.md, "Speaking"): a paced client earns no 429. Times are the event
loop's own (monotonic seconds), never the desk's clock.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

_LONG_AGO = float("-inf")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two posts in one conversation, and between two edits of one message (experience.md section 1)."""

    post: float = 1.0
    edit: float = 2.0
    burst: int = 3
    """So many posts may follow each other at once after a silence; the average is kept."""


@dataclass(slots=True)
class Paces:
    """When each conversation and each card is free again."""

    pace: Pace = field(default_factory=Pace)
    _free: dict[str, float] = field(default_factory=dict)

    def take(self, act: str, place: str, message: str | None) -> float:
        """Reserve the next turn and tell in how many seconds it comes (0: now)."""
        now = asyncio.get_running_loop().time()
        if act == "post":
            # A conversation's debt may be as old as the burst: that many turns lie in the past.
            at = max(self._free.get(place, _LONG_AGO), now - self.pace.post * (self.pace.burst - 1))
            self._free[place] = at + self.pace.post
        else:
            key = f"{place}#{message}"
            at = max(self._free.get(key, 0.0), now)
            self._free[key] = at + self.pace.edit
        if len(self._free) > 4096:
            self._forget(now)
        return max(at - now, 0.0)

    def hold(self, place: str, seconds: float) -> None:
        """The platform asked for patience in this conversation."""
        until = asyncio.get_running_loop().time() + seconds
        self._free[place] = max(self._free.get(place, 0.0), until)

    def _forget(self, now: float) -> None:
        self._free = {key: at for key, at in self._free.items() if at > now - self.pace.post * self.pace.burst}
