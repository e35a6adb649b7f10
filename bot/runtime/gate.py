"""The desk's door as channels know it: whoever is heard early (Socket Mode) waits until the desk is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from core.door import Door
from core.people import Speaker
from core.ui.cards import Card
from core.ui.forms import Choice
from core.ui.inbound import Heard, Reply, Shown


class Gate:
    """Implements `core.desk.Door`; closed until `open`.

    `met` learns of everybody who says something, `seen` of whoever is there at all.
    """

    def __init__(self, met: Callable[[Speaker], None], seen: Callable[[Speaker], None]) -> None:
        self._met = met
        self._seen = seen
        self._opened = asyncio.Event()
        self._door: Door | None = None

    def lead_to(self, door: Door) -> None:
        """What stands behind."""
        self._door = door

    def open(self) -> None:
        """Let everybody in."""
        self._opened.set()

    async def hear(self, heard: Heard) -> Reply:
        """Take what was said, once open. Whoever says something is spoken to on that platform from then on."""
        door = await self._behind()
        self._met(heard.speaker)
        try:
            return await door.hear(heard)
        finally:  # who they are is known by now
            self._seen(heard.speaker)

    async def home(self, speaker: Speaker) -> Card:
        """The speaker's own page, once open."""
        door = await self._behind()
        try:
            return await door.home(speaker)
        finally:
            self._seen(speaker)

    async def choices(
        self, speaker: Speaker, command: str, field: str, typed: str, context: Mapping[str, str | int | bool]
    ) -> tuple[Choice, ...]:
        """Options of a searchable select, once open."""
        return await (await self._behind()).choices(speaker, command, field, typed, context)

    async def stands(self, speaker: Speaker, asked: Shown, message: str) -> None:
        """Learn where an answer stands, once open."""
        await (await self._behind()).stands(speaker, asked, message)

    async def _behind(self) -> Door:
        await self._opened.wait()
        if self._door is None:
            raise RuntimeError("the gate leads nowhere")
        return self._door
