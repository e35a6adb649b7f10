"""Watches the places that platforms have, whenever they may be others than before.

Open tickets move into those of their team that are new, and one that comes back (unarchived, joined again, renamed,
made anew) gets what was parked for it. Others do not: what is tried there would only be parked once more. So do people
whom nothing could be said to, as soon as they are seen anywhere: they write, press, look at the app, or install it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.coming_back import ComingBack
from bot.delivery.routing import PERSON
from bot.identity.places import KnownPlaces, Resolved
from bot.runtime.logs import record
from bot.runtime.wakeup import Bell
from core.desk import Desk
from core.people import PersonId, Speaker
from core.ports.channel import RetryLater
from core.ports.clock import Clock
from core.ports.outbox import DIRECT
from core.ports.people import Directory
from core.ports.tickets import StorageUnavailable, Store

LOOKS = timedelta(minutes=10)
"""So often places are asked for that are missing, or refuse what is said."""
AGAIN = timedelta(minutes=5)
"""So long after what could not be said to somebody was tried anew it is not tried once more."""


@dataclass(slots=True)
class PlaceNews:
    """Implements core.ports.places.Moved: what platforms tell of their places until somebody looks."""

    bell: Bell
    open_again: set[str] = field(default_factory=set)
    people: set[Speaker] = field(default_factory=set)
    moved: bool = False

    def __call__(self, *open_again: str) -> None:
        """Let the places be looked up, these may be spoken in again; whose chat is among them is there."""
        chats = {place for place in open_again if place.startswith(DIRECT)}
        self.open_again |= set(open_again) - chats
        self.moved = self.moved or not chats or len(chats) < len(open_again)
        for account in (chat.removeprefix(DIRECT) for chat in chats):
            self.people.add(Speaker(account.partition(":")[0], account))
        self.bell.ring()

    def seen(self, speaker: Speaker) -> None:
        """Somebody is there, whatever they do."""
        self.people.add(speaker)
        self.bell.ring()


@dataclass(slots=True)
class PlaceWatch:
    """The loop. `news` comes when a platform's places changed: the app was installed, a channel made or renamed."""

    desk: Desk
    places: KnownPlaces
    store: Store
    coming_back: ComingBack
    clock: Clock
    news: PlaceNews
    directory: Directory
    _tried: dict[PersonId, datetime] = field(default_factory=dict)
    """When what waits for somebody was tried anew lately."""
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held from asking for places until tickets have moved in, so that no older answer comes after a newer one."""
    _owed: bool = False
    """Whether tickets have yet to move into what was found."""
    _looked: datetime | None = None
    """When the platforms were asked last."""
    _moved: dict[str, str] = field(default_factory=dict)
    """Places that were made anew, by what they were."""

    @property
    def at_work(self) -> bool:
        """Whether places are being looked at, or will be at once."""
        return self.alone.locked() or self.news.bell.rung

    async def run(self) -> None:
        """Resolve the places anew whenever they moved. What cannot be saved now is tried again by the next look."""
        while True:
            await self.news.bell.wait(None)
            try:
                async with self.alone:
                    await self._meet()
                    if not (self.news.moved or self._owed):
                        continue
                    self.news.moved, self._owed = False, True
                    before = self.places.known
                    found = await self.places.refresh(self.store)
                    await self.move_in(found, self.news.open_again | (self.places.known - before))
            except StorageUnavailable as error:
                record("places.storage_unavailable", logging.WARNING, why=str(error))

    async def _meet(self) -> None:
        """Try anew what could not be said to people who are there again; where that is in vain, not at each of their
        words.
        """
        while self.news.people:
            now, speaker = self.clock.now(), self.news.people.pop()
            try:
                person = await self.directory.identify(speaker)
            except RetryLater as error:  # they are seen again
                record("places.person_unknown", why=str(error))
                continue
            if now - self._tried.get(person.id, now - AGAIN) < AGAIN:
                continue
            refused_by = {f"{PERSON}{person.id}", *(f"{DIRECT}{account}" for _, account in person.accounts)}
            if await self.coming_back.back_for(refused_by):
                self._tried = {who: at for who, at in self._tried.items() if now - at < AGAIN} | {person.id: now}

    async def move_in(self, found: Resolved, open_again: Collection[str] | None = None) -> None:
        """Put the cards of open tickets into places that are new, and remember those places afterwards.

        Whoever dies in between finds them new again: the same cards are drawn again, which is harmless. The other way
        round they would stand there never. Then what was parked since a place was shut is tried anew, unless it is
        stale: where places `open_again` are named, only what they refused. What cannot be saved now is tried again by
        the next look. Whoever calls is `alone`.
        """
        self._owed, self._looked = True, self.clock.now()
        try:
            await self.desk.move_in(found.fresh)
            self._moved |= found.moved
            await self._follow_moved()
            await self.store.transact(found.keep)
            await self.coming_back.back(open_again)
            self.news.open_again.difference_update(open_again if open_again is not None else set(self.news.open_again))
            self._owed = False
        except StorageUnavailable as error:
            record("places.storage_unavailable", logging.WARNING, why=str(error))

    async def _follow_moved(self) -> None:
        """Let what was parked for places that were made anew follow them."""
        for before, after in self._moved.items():
            await self.coming_back.moved(before, after)

    async def look_again(self) -> None:
        """Ask the platforms again, if that may find more or something is owed.

        Of what was not found, or refuses what is said, they need not tell that it is back.
        """
        refusing = self.coming_back.refusing
        if not refusing.isdisjoint(self._moved):
            await self._follow_moved()
        doubtful = bool(self.places.missing) or not refusing.isdisjoint(self.places.known)
        rested = self._looked is None or self.clock.now() - self._looked >= LOOKS
        if self.places.passing or (doubtful and rested):
            self.news.moved = True
        if self._owed or self.news.moved:
            self.news.bell.ring()
