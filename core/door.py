"""The door of the desk: all that a channel may call, whoever stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.people import Speaker
from core.ui.cards import Card
from core.ui.forms import Choice
from core.ui.inbound import Heard, Reply, Shown


class Door(Protocol):
    """What a channel may call. Never raises an expected no; bugs are logged inside with a code the person is shown."""

    async def hear(self, heard: Heard) -> Reply:
        """Take what was said, commit its effect, and answer. Returns after the commit.

        Raises StorageUnavailable or RetryLater for a message that is to be brought again; it had no effect.
        """
        ...

    async def home(self, speaker: Speaker) -> Card:
        """The speaker's own page (App Home, personal tab), by role (experience.md section 4)."""
        ...

    async def choices(
        self, speaker: Speaker, command: str, field: str, typed: str, context: Mapping[str, str | int | bool]
    ) -> tuple[Choice, ...]:
        """Options of a searchable select in a form with that context, best first, at most 100."""
        ...

    async def stands(self, speaker: Speaker, asked: Shown, message: str) -> None:
        """Learn that an answer that `asks` came to stand in a message (`place#message`) that can be edited."""
        ...
