"""How fast Deskbell speaks: what a platform allows, kept before it has to be enforced.

A paced client earns no 429. Posts are counted for each conversation; changes of what stands already for all that the
platform counts together (`EditLimit`), so that neither takes the other's turns. Both are counted by a meter, which
processes on one database share. Changes of one message are besides kept apart in each process, for those who read it.

Times are the event loop's own (monotonic seconds), never the desk's clock.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.delivery.routing import Route
from core.ports.pacing import Count, Meter, Turn

_LONG_AGO = float("-inf")
_FORGOTTEN_AFTER = 120.0
_MOST_KNOWN = 4096
_LINE = 4
"""So many turns ahead somebody is told of one at most."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two posts in one conversation, and between two edits of one message (experience.md section 1).

    Zero is as fast as it goes, whatever the platform counts: for tests, and for a platform on this machine.
    """

    post: float = 1.0
    edit: float = 2.0
    burst: int = 3
    """So many posts may follow each other at once after a silence; the average is kept."""


@dataclass(slots=True)
class MeterInMemory:
    """Implements `core.ports.pacing.Meter` for a process that is alone."""

    _free: dict[str, float] = field(default_factory=dict)

    async def take(self, count: Count, within: float) -> Turn:
        """The next turn, taken unless it comes later than `within` seconds from now."""
        wait = self.rest(count)
        if wait > within:
            return Turn(wait, taken=False, rest=wait)
        self.count(count)
        return Turn(wait, taken=True, rest=self.rest(count))

    async def hold(self, count: Count, seconds: float) -> None:
        """Give no turn for so long."""
        until = asyncio.get_running_loop().time() + seconds
        self._free[count.name] = max(self._free.get(count.name, _LONG_AGO), until)

    def rest(self, count: Count) -> float:
        """In how many seconds the next turn comes."""
        return max(self._free.get(count.name, _LONG_AGO) - asyncio.get_running_loop().time(), 0.0)

    def count(self, count: Count) -> None:
        """Take the next turn, whenever it is."""
        now = asyncio.get_running_loop().time()
        self._free[count.name] = max(self._free.get(count.name, _LONG_AGO), now - count.credit) + count.seconds
        if len(self._free) > _MOST_KNOWN:
            self._free = {name: free for name, free in self._free.items() if free > now - _FORGOTTEN_AFTER}


@dataclass(slots=True)
class Paces:
    """When each conversation, each card and each workspace is free again."""

    pace: Pace = field(default_factory=Pace)
    meter: Meter = field(default_factory=MeterInMemory)
    _messages: MeterInMemory = field(default_factory=MeterInMemory)
    _lined_up: dict[str, float] = field(default_factory=dict)
    """Until when the turns of a count are expected to go to those that were refused one."""

    async def take(self, route: Route, within: float) -> Turn:
        """The next turn there, taken unless it comes later than `within` seconds from now.

        Its `rest` tells when anything of this sort may be said there, whichever message it is about. Who is refused a
        turn to change something is told of one behind all that were refused before: if all came back for the same one,
        all but one would come in vain. Words are not lined up: the most urgent takes the next turn.
        """
        message, counted = self._of_message(route), self._counted(route)
        wait = self._messages.rest(message) if message else 0.0
        if wait > within:
            return Turn(wait, taken=False, rest=self.meter.rest(counted) if counted else 0.0)
        turn = await self.meter.take(counted, within) if counted else Turn(0.0, taken=True, rest=0.0)
        if message and turn.taken:
            self._messages.count(message)
        if counted and message and not turn.taken:
            return Turn(max(wait, turn.wait), taken=False, rest=self._line_up(counted, turn.rest))
        return Turn(max(wait, turn.wait), turn.taken, turn.rest)

    def _line_up(self, count: Count, rest: float) -> float:
        """In how many seconds a turn comes that nobody else was told of; a near one, since its lane may hold a P1."""
        now = asyncio.get_running_loop().time()
        turn = min(max(self._lined_up.get(count.name, _LONG_AGO), now + rest), now + rest + _LINE * count.seconds)
        self._lined_up[count.name] = turn + count.seconds
        if len(self._lined_up) > _MOST_KNOWN:
            self._lined_up = {name: until for name, until in self._lined_up.items() if until > now}
        return turn - now

    def rest(self, route: Route) -> float:
        """In how many seconds anything of this sort may be said there, as far as this process knows."""
        counted = self._counted(route)
        return self.meter.rest(counted) if counted else 0.0

    async def hold(self, route: Route, seconds: float) -> None:
        """The platform asked for patience: with posts here, or with edits, whichever it was."""
        if counted := self._counted(route):
            await self.meter.hold(counted, seconds)
        elif message := self._of_message(route):
            await self._messages.hold(message, seconds)

    def _of_message(self, route: Route) -> Count | None:
        """What the changes of one message are counted for, so that nobody sees it flicker."""
        return None if route.act == "post" else Count(f"{route.place}#{route.message}", self.pace.edit)

    def _counted(self, route: Route) -> Count | None:
        """What the platform counts it for."""
        if route.act == "post":
            return Count(route.counted, self.pace.post, self.pace.burst)
        limit = route.channel.edit_limit
        if limit is None or not self.pace.edit:
            return None
        return Count(f"edits {limit.counts(route.place)}", 60 / limit.a_minute, limit.burst)
