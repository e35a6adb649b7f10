"""Places and people whom nothing could be said to, and who are there again: what was parked for them is tried anew.

Every way of coming back ends here: an event of the platform, a place that is found again, a person who is seen, a
message that is taken where others were refused. Where nobody tells of it, one notice is tried there now and then, after
ever longer pauses; if that is taken, the others follow. What is stale by then is left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.routing import LEFT, NOT_ON, PERSON
from bot.runtime.logs import record
from core.ports.clock import Clock
from core.ports.outbox import DIRECT, Outbox

FRESH = timedelta(days=3)
"""What was parked longer ago is stale: its card shows what matters of it."""
PAUSE, LONGEST = timedelta(minutes=5), timedelta(hours=4)
"""How long nothing is tried anew after it was in vain, at first and at last."""
_ANEW = (NOT_ON, LEFT)
"""What a notice loses that is tried anew: it may be taken where it was refused, also in the chat that stood there."""


@dataclass(slots=True)
class Tries:
    """When something was tried, or refused first, for each place, and how often."""

    _made: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def may(self, place: str, now: datetime) -> bool:
        """Whether it may be tried again."""
        at, count = self._made.get(place, (now, 0))
        return count == 0 or now - at >= min(PAUSE * 2 ** min(count - 1, 9), LONGEST)

    def made(self, place: str, now: datetime) -> int:
        """It was tried; how often by now."""
        count = self._made.get(place, (now, 0))[1] + 1
        self._made[place] = now, count
        return count

    def keep(self, places: Collection[str]) -> None:
        """Only these still refuse something."""
        self._made = {place: made for place, made in self._made.items() if place in places}


@dataclass(slots=True)
class ComingBack:
    """Tries anew what was parked. `refusing` are the places that refused something lately, as far as is known here.

    Every method raises StorageUnavailable.
    """

    outbox: Outbox
    clock: Clock
    refusing: set[str] = field(default_factory=set)
    _single: Tries = field(default_factory=Tries)
    _whole: Tries = field(default_factory=Tries)

    async def back(self, places: Collection[str] | None) -> None:
        """These places may be spoken in again; None: nobody knows which, so all are tried."""
        now = self.clock.now()
        _record(await self.outbox.bring_back(now, now - FRESH, places))

    async def back_for(self, refused_by: Collection[str]) -> bool:
        """A person is there again, known by these names; whether anything waits for them."""
        now = self.clock.now()
        return _record(await self.outbox.bring_back_for(refused_by, now, now - FRESH, without=_ANEW))

    async def taken(self, places: Collection[str]) -> None:
        """Something was said there, under each of these names."""
        now = self.clock.now()
        again = {place for place in self.refusing.intersection(places) if self._whole.may(place, now)}
        for place in again:
            self._whole.made(place, now)
        self.refusing -= again
        if again:
            _record(await self.outbox.bring_back_for(again, now, now - FRESH, without=_ANEW))

    async def moved(self, before: str, after: str) -> None:
        """A place was made anew: what is for the former one is for this, behind the cards that are put there."""
        if await self.outbox.move(before, after, self.clock.now() - FRESH):
            self.refusing.add(after)

    async def look(self) -> None:
        """Try one notice in each place that may have come back without a word."""
        now = self.clock.now()
        self.refusing = set(await self.outbox.refusing(now - FRESH))
        self._single.keep(self.refusing)
        self._whole.keep(self.refusing)
        for place in sorted(self.refusing):
            if not place or place.startswith((PERSON, DIRECT)) or not self._single.may(place, now):
                continue
            if self._single.made(place, now) > 1:  # it was refused a moment ago
                await self.outbox.bring_back_first(place, now, now - FRESH)


def _record(count: int) -> bool:
    if count:
        record("notices.brought_back", count=count)
    return bool(count)
