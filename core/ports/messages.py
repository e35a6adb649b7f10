"""How Deskbell speaks on a platform: one way to say something, its receipt, and the two ways a platform says no.

A message reference is `place#message-id`. A channel folder implements `Channel`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from core.people import Profile, Speaker
from core.ui.cards import Card


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to say. `key` finds an earlier try; `place` is a conversation or `direct:<speaker id>`.

    act: `post` a card (in `thread` when given), `edit` the card of `message`, `react` with `emoji` to `message`,
    `delete` the own `message`.
    """

    act: Literal["post", "edit", "react", "delete"]
    key: str
    place: str
    card: Card | None = None
    thread: str | None = None
    message: str | None = None
    emoji: str | None = None
    broadcast: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where something was said: the resolved place and the message's id (empty for reactions and deletions)."""

    place: str
    message: str


class RetryLater(Exception):
    """The platform did not take it. `after` in seconds; `unknown` when it may have been said all the same."""

    def __init__(self, why: str, after: float, *, unknown: bool = False) -> None:
        """Say `why` for the log, how many seconds to wait, and whether the effect is unknown."""
        super().__init__(why)
        self.after = after
        self.unknown = unknown


class Rejected(Exception):
    """The platform will never take it; `why` is a short code (`channel_not_found`, `is_archived`, ...)."""

    def __init__(self, why: str) -> None:
        """Keep the platform's short code."""
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; a gap has its stated fallback in the channel's folder."""

    threads: bool
    edits: bool
    private_replies: bool
    dialogs: bool
    lookup: bool
    reactions: bool
    commands: bool = True
    """Whether people type slash commands; else their words to the desk are enough."""
    gaps: Mapping[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """A platform, as Deskbell speaks to it. One way to speak, never a method per feature."""

    name: str
    capabilities: Capabilities

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Say it. Raises RetryLater or Rejected; anything else is a bug."""
        ...

    async def find(self, outgoing: Outgoing) -> Receipt | None:
        """Whether an earlier try with this key landed, and where."""
        ...

    async def profile(self, speaker: Speaker) -> Profile:
        """Who a speaker is. Raises RetryLater or Rejected."""
        ...

    async def account(self, email: str) -> str | None:
        """The speaker id of a verified e-mail address on this platform, or None."""
        ...

    async def resolve(self, written: str) -> str | None:
        """The address of a place as people write it (`#desk-triage`), or None when it cannot be found."""
        ...
