"""The way from a channel to the desk, given to it once everything is wired."""

from __future__ import annotations

from core.door import Door


class Doorway:
    """What a channel that hears is built on: it is led to the desk's door before anything is heard."""

    _door: Door | None = None

    def open(self, door: Door) -> None:
        """Hand what is heard to this door from now on."""
        self._door = door

    @property
    def door(self) -> Door:
        """The desk's door. Raises RuntimeError before `open`."""
        if self._door is None:
            raise RuntimeError("this channel has no door to the desk yet")
        return self._door
