"""Lets open tickets move into the places of their team: those of the start, of changed rules, and those found later."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.identity.places import KnownPlaces, Resolved
from bot.runtime.logs import record
from bot.runtime.wakeup import Bell
from core.desk import Desk
from core.ports.tickets import StorageUnavailable, Store


@dataclass(slots=True)
class MovingIn:
    """The loop. `bell` is rung when a platform's places changed: the app was installed, a channel made or renamed."""

    desk: Desk
    places: KnownPlaces
    store: Store
    bell: Bell
    _owed: bool = False
    """Whether tickets have yet to move into what was found."""

    async def run(self) -> None:
        """Resolve the places anew whenever they moved. What cannot be saved now is tried again by the next look."""
        while True:
            await self.bell.wait(None)
            self._owed = True
            try:
                await self.move_in(await self.places.refresh(self.store))
            except StorageUnavailable as error:
                record("places.storage_unavailable", logging.WARNING, why=str(error))

    async def move_in(self, found: Resolved | None) -> None:
        """Put the cards of open tickets into places that are new, and remember those places afterwards.

        Whoever dies in between finds them new again: the same cards are drawn again, which is harmless. The other way
        round they would stand there never. What cannot be saved now is tried again by the next look.
        """
        self._owed = True
        try:
            if found is not None:
                await self.desk.move_in(found.fresh)
                await self.store.transact(found.keep)
            self._owed = False
        except StorageUnavailable as error:
            record("places.storage_unavailable", logging.WARNING, why=str(error))

    def look_again(self) -> None:
        """Ask the platforms again, if that may find more or something is owed."""
        if self._owed or self.places.passing:
            self.bell.ring()
