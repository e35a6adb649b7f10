"""How fast Deskbell speaks: what a platform allows, kept before it has to be enforced.

`next free = start of attempt + pace` (performance.md, "Speaking"): a paced client earns no 429. Posts are counted for
each conversation; changes of what stands already for each message, and for all that the platform counts together
(`EditLimit`), so that neither takes the other's turns. Times are the event loop's own (monotonic seconds), never the
desk's clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.delivery.routing import Route

_LONG_AGO = float("-inf")
_FORGOTTEN_AFTER = 120.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two posts in one conversation, and between two edits of one message (experience.md section 1).

    Zero is as fast as it goes, whatever the platform counts: for tests, and for a platform on this machine.
    """

    post: float = 1.0
    edit: float = 2.0
    burst: int = 3
    """So many posts may follow each other at once after a silence; the average is kept."""


@dataclass(frozen=True, slots=True)
class _Count:
    """What is counted together: one each so many seconds, `burst` at once after a silence."""

    name: str
    seconds: float
    burst: int = 1

    @property
    def credit(self) -> float:
        """So far back may the turns lie that nobody took."""
        return self.seconds * (self.burst - 1)


@dataclass(slots=True)
class Paces:
    """When each conversation, each card and each workspace is free again."""

    pace: Pace = field(default_factory=Pace)
    _free: dict[str, float] = field(default_factory=dict)

    def take(self, route: Route) -> float:
        """Reserve the next turn and tell in how many seconds it comes (0: now)."""
        now = asyncio.get_running_loop().time()
        counts = (*self._of_message(route), *self._together(route))
        at = max([now, *(self._next(each, now) for each in counts)])
        for each in counts:
            self._free[each.name] = max(self._next(each, now), at - each.credit) + each.seconds
        if len(self._free) > 4096:
            self._free = {key: free for key, free in self._free.items() if free > now - _FORGOTTEN_AFTER}
        return at - now

    def wait(self, route: Route) -> float:
        """In how many seconds the next turn comes; nothing is reserved."""
        now = asyncio.get_running_loop().time()
        counts = (*self._of_message(route), *self._together(route))
        return max([0.0, *(self._next(each, now) - now for each in counts)])

    def rest(self, route: Route) -> float:
        """In how many seconds anything of this sort may be said there, whichever message it is about."""
        now = asyncio.get_running_loop().time()
        return max([0.0, *(self._next(each, now) - now for each in self._together(route))])

    def hold(self, route: Route, seconds: float) -> None:
        """The platform asked for patience: with posts here, or with edits, whichever it was."""
        until = asyncio.get_running_loop().time() + seconds
        for each in self._together(route) or self._of_message(route):
            self._free[each.name] = max(self._free.get(each.name, 0.0), until)

    def _next(self, count: _Count, now: float) -> float:
        """When the next turn is; in the past, as long ago as there is credit, after a silence."""
        return max(self._free.get(count.name, _LONG_AGO), now - count.credit)

    def _of_message(self, route: Route) -> Sequence[_Count]:
        """What the changes of one message are counted for, so that nobody sees it flicker."""
        return () if route.act == "post" else (_Count(f"{route.place}#{route.message}", self.pace.edit),)

    def _together(self, route: Route) -> Sequence[_Count]:
        """What the platform counts it for."""
        limit = route.channel.edit_limit
        if route.act == "post":
            return (_Count(route.place, self.pace.post, self.pace.burst),)
        if limit is None or not self.pace.edit:
            return ()
        return (_Count(f"edits {limit.counts(route.place)}", 60 / limit.a_minute, limit.burst),)
