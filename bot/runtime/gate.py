"""The desk's door as channels know it: whoever is heard early (Socket Mode) waits until the desk is ready."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from bot.runtime.policy_lock import Turns
from core.desk import Door
from core.people import Person, Speaker
from core.ports.channel import RetryLater
from core.ports.tickets import StorageUnavailable
from core.ui.cards import Card
from core.ui.forms import Choice
from core.ui.inbound import Heard, Reply


class Knows(Protocol):
    """Who people are, as the gate needs it (`bot.identity.people.PeopleDirectory`)."""

    def met(self, speaker: Speaker) -> None:
        """Somebody said something: they are spoken to on that platform from now on."""
        ...

    async def identify(self, speaker: Speaker) -> Person:
        """Who a speaker is, kept in memory. Raises RetryLater and StorageUnavailable."""
        ...


class Gate:
    """Implements `core.desk.Door`; closed until `open`, and while the rules are exchanged.

    `directory` learns of everybody who says something.
    """

    def __init__(self, directory: Knows, turns: Turns) -> None:
        self._directory = directory
        self._turns = turns
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
        await self._opened.wait()
        await self._know(heard.speaker)
        async with self._behind() as door:
            self._directory.met(heard.speaker)
            return await door.hear(heard)

    async def _know(self, speaker: Speaker) -> None:
        """Have it asked who this is before a turn is taken: a platform that is slow to say holds up nobody else."""
        try:
            await self._directory.identify(speaker)
        except (RetryLater, StorageUnavailable):
            return  # the desk asks again, and says in its own words what cannot be done

    async def home(self, speaker: Speaker) -> Card:
        """The speaker's own page, once open."""
        async with self._behind() as door:
            return await door.home(speaker)

    async def choices(self, speaker: Speaker, command: str, field: str, typed: str) -> tuple[Choice, ...]:
        """Options of a searchable select, once open."""
        async with self._behind() as door:
            return await door.choices(speaker, command, field, typed)

    @asynccontextmanager
    async def _behind(self) -> AsyncIterator[Door]:
        await self._opened.wait()
        if self._door is None:
            raise RuntimeError("the gate leads nowhere")
        async with self._turns.shared():
            yield self._door
