"""Watches the places that platforms have: open tickets move into those of their team that are new, whenever found."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

from bot.identity.places import KnownPlaces, Resolved
from bot.runtime.logs import record
from bot.runtime.wakeup import Bell
from core.desk import Desk
from core.ports.tickets import StorageUnavailable, Store


@dataclass(slots=True)
class PlaceWatch:
    """The loop. `bell` is rung when a platform's places changed: the app was installed, a channel made or renamed."""

    desk: Desk
    places: KnownPlaces
    store: Store
    bell: Bell
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held from asking for places until tickets have moved in, so that no older answer comes after a newer one."""
    _owed: bool = False
    """Whether tickets have yet to move into what was found."""

    async def run(self) -> None:
        """Resolve the places anew whenever they moved. What cannot be saved now is tried again by the next look."""
        while True:
            await self.bell.wait(None)
            self._owed = True
            try:
                async with self.alone:
                    await self.move_in(await self.places.refresh(self.store))
            except StorageUnavailable as error:
                record("places.storage_unavailable", logging.WARNING, why=str(error))

    async def move_in(self, found: Resolved) -> None:
        """Put the cards of open tickets into places that are new, and remember those places afterwards.

        Whoever dies in between finds them new again: the same cards are drawn again, which is harmless. The other way
        round they would stand there never. What cannot be saved now is tried again by the next look. Whoever calls is
        `alone`.
        """
        self._owed = True
        try:
            await self.desk.move_in(found.fresh)
            await self.store.transact(found.keep)
            self._owed = False
        except StorageUnavailable as error:
            record("places.storage_unavailable", logging.WARNING, why=str(error))

    def look_again(self) -> None:
        """Ask the platforms again, if that may find more or something is owed."""
        if self._owed or self.places.passing:
            self.bell.ring()
