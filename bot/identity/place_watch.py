"""Watches the places that platforms have, whenever they may be others than before.

Open tickets move into those of their team that are new, and one that comes back (unarchived, joined again, renamed,
made anew) gets what was parked for it. Others do not: what is tried there would only be parked once more.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from bot.identity.places import KnownPlaces, Resolved
from bot.runtime.logs import record
from bot.runtime.wakeup import Bell
from core.desk import Desk
from core.ports.clock import Clock
from core.ports.outbox import Outbox
from core.ports.tickets import StorageUnavailable, Store

FRESH = timedelta(days=3)
"""What was parked longer ago is stale: its card shows what matters of it."""


@dataclass(slots=True)
class PlaceNews:
    """Implements core.ports.places.Moved: what platforms tell of their places until somebody looks."""

    bell: Bell
    open_again: set[str] = field(default_factory=set)

    def __call__(self, *open_again: str) -> None:
        """Let the places be looked up; these may be spoken in again."""
        self.open_again |= set(open_again)
        self.bell.ring()


@dataclass(slots=True)
class PlaceWatch:
    """The loop. `news` comes when a platform's places changed: the app was installed, a channel made or renamed."""

    desk: Desk
    places: KnownPlaces
    store: Store
    outbox: Outbox
    clock: Clock
    news: PlaceNews
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held from asking for places until tickets have moved in, so that no older answer comes after a newer one."""
    _owed: bool = False
    """Whether tickets have yet to move into what was found."""

    @property
    def at_work(self) -> bool:
        """Whether places are being looked at, or will be at once."""
        return self.alone.locked() or self.news.bell.rung

    async def run(self) -> None:
        """Resolve the places anew whenever they moved. What cannot be saved now is tried again by the next look."""
        while True:
            await self.news.bell.wait(None)
            self._owed = True
            try:
                async with self.alone:
                    before = self.places.known
                    found = await self.places.refresh(self.store)
                    await self.move_in(found, self.news.open_again | (self.places.known - before))
            except StorageUnavailable as error:
                record("places.storage_unavailable", logging.WARNING, why=str(error))

    async def move_in(self, found: Resolved, open_again: Collection[str] | None = None) -> None:
        """Put the cards of open tickets into places that are new, and remember those places afterwards.

        Whoever dies in between finds them new again: the same cards are drawn again, which is harmless. The other way
        round they would stand there never. Then what was parked since a place was shut is tried anew, unless it is
        stale: where places `open_again` are named, only what they refused. What cannot be saved now is tried again by
        the next look. Whoever calls is `alone`.
        """
        self._owed = True
        now = self.clock.now()
        try:
            await self.desk.move_in(found.fresh)
            await self.store.transact(found.keep)
            if back := await self.outbox.bring_back(now, now - FRESH, open_again):
                record("notices.brought_back", count=back)
            self.news.open_again.difference_update(open_again if open_again is not None else set(self.news.open_again))
            self._owed = False
        except StorageUnavailable as error:
            record("places.storage_unavailable", logging.WARNING, why=str(error))

    def look_again(self) -> None:
        """Ask the platforms again, if that may find more or something is owed."""
        if self._owed or self.places.passing:
            self.news.bell.ring()
