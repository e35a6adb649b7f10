"""The one door in: `Desk.hear(heard) -> reply`."""

from __future__ import annotations

from typing import Protocol

from core.cards import Card
from core.forms import Choice
from core.heard import Heard, Reply
from core.people import Speaker


class Door(Protocol):
    """What a channel may call. Never raises an expected no; bugs are logged inside with a code the person is shown."""

    async def hear(self, heard: Heard) -> Reply:
        """Take what was said, commit its effect, and answer. Returns after the commit."""
        ...

    async def home(self, speaker: Speaker) -> Card:
        """The speaker's own page (App Home, personal tab), by role (experience.md section 4)."""
        ...

    async def choices(self, speaker: Speaker, command: str, field: str, typed: str) -> tuple[Choice, ...]:
        """Options of a searchable select, best first, at most 100."""
        ...
