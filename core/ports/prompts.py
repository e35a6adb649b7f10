"""Prompts: messages of ours whose buttons ask one person something, until they are answered or over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from core.people import PersonId

Over = Literal["answered", "asked_again", "deleted", "changed", "old"]
"""Why a prompt asks no more: it was answered, the same is asked in another, its words were deleted or say something
else by now, or it is old."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The message (`place#message`) in which it stands, whom it asks, what it said, and since when it stands.

    `about` is the message that it asks about, empty where it is about none; `question` the key of the question which
    ticket words are about, where it is that one. With buttons it stands; without it is `over`.
    """

    message: str
    person: PersonId
    said: str
    at: datetime
    about: str = ""
    question: str = ""
    over: Over | None = None


class Prompts(Protocol):
    """Prompts as they stand; part of a `Transaction`. Each is remembered for a while after it is over."""

    def keep_prompt(self, prompt: Prompt) -> None:
        """Keep that a prompt came to stand; one whose message is known already stays as it is."""
        ...

    def end_prompts(self, messages: Sequence[str], why: Over) -> None:
        """Those prompts are over, as far as they are known and were not before."""
        ...

    def prompt(self, message: str) -> Prompt | None:
        """The prompt that stands, or stood, in a message."""
        ...

    def prompts_of(self, person: PersonId) -> Sequence[Prompt]:
        """The prompts that stand and ask a person, the oldest first."""
        ...

    def prompts_about(self, message: str) -> Sequence[Prompt]:
        """The prompts about a message, also those that are over, the oldest first."""
        ...

    def old_prompts(self, before: datetime, most: int) -> Sequence[Prompt]:
        """The oldest prompts that stand since before that instant, at most so many."""
        ...
