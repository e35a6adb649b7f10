"""A desk of a few lines behind the door: it notes what it hears and answers as a test tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from core.people import Speaker
from core.ui.cards import Card, say
from core.ui.forms import Choice
from core.ui.inbound import Heard, Quiet, Reply, Shown
from core.ui.text import plain

H = TypeVar("H", bound=Heard)

Answer = Reply | Callable[[Heard], Reply] | Callable[[Heard], Awaitable[Reply]]


class ScriptedDoor:
    """`answers` is used for everything heard; `heard` keeps it all, oldest first."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: Answer = Quiet()
        self.page: Card = say(plain("Nothing waits for you."))
        self.offers: tuple[Choice, ...] = ()
        self.asked: list[tuple[Speaker, str, str, str]] = []
        self.homes: list[Speaker] = []
        self.standing: list[tuple[str, str]] = []
        self._something = asyncio.Event()

    async def hear(self, heard: Heard) -> Reply:
        self.heard.append(heard)
        self._something.set()
        answer = self.answers(heard) if callable(self.answers) else self.answers
        return await answer if isinstance(answer, Awaitable) else answer

    async def home(self, speaker: Speaker) -> Card:
        self.homes.append(speaker)
        return self.page

    async def stands(self, speaker: Speaker, asked: Shown, message: str) -> None:
        self.standing.append((asked.prompt, message))

    async def choices(
        self, speaker: Speaker, command: str, field: str, typed: str, context: Mapping[str, str | int | bool]
    ) -> tuple[Choice, ...]:
        self.asked.append((speaker, command, field, typed))
        return self.offers

    async def hears(self, count: int = 1) -> None:
        """Wait until this many things were heard, whether answered or not."""
        async with asyncio.timeout(60):
            while len(self.heard) < count:
                self._something.clear()
                await self._something.wait()

    def only(self, kind: type[H]) -> H:
        """The one thing heard of this kind. AssertionError when there is none, or more."""
        found = [heard for heard in self.heard if isinstance(heard, kind)]
        assert len(found) == 1, f"heard {self.heard}"
        return found[0]
