"""How Deskbell speaks on a platform: one way to say something, its receipt, and the two ways a platform says no.

A message reference is `place#message-id`. A channel folder implements `Channel`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from core.people import Profile, Speaker
from core.ui.cards import Card
from core.ui.inbound import Where


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
class EditLimit:
    """How many changes of what stands already a platform takes, counted apart from what is said anew.

    `burst` may follow each other at once after a silence. It is counted for `each` conversation, or for all of a
    workspace (the address up to its last part) together.
    """

    a_minute: int
    burst: int
    each: Literal["workspace", "conversation"]

    def counts(self, place: str) -> str:
        """What an edit in this place is counted for."""
        return place if self.each == "conversation" else place.rpartition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can do. What it cannot do has the fallback that stands below each; none is silent."""

    threads: bool
    """Without: lines stand in the conversation itself and name their ticket."""
    edits: bool
    """Without: a card that changed is posted anew, and the older one stays as it was."""
    dialogs: bool
    """Without: a form that would open is the line that says what to write instead."""
    lookup: bool
    """Without: a crash between speaking and recording may repeat a message, whose buttons do the same once."""
    reactions: bool
    """Without: no mark is set on a message; whatever it would say is said otherwise."""
    commands: bool = True
    """Without slash commands: the same is typed as words to the desk, and sentences spell it so."""
    live: bool = True
    """Without a reader who is looking: what would answer them on the spot is sent as a notice, buttons as what is typed
    instead."""


Way = Literal["command", "shortcut", "emoji", "message"]
"""By which way something is asked: `command` typed or pressed for a form; `shortcut` used on a message; `emoji`; words
(`message`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """A channel's own words for the ways in which a ticket comes (domain.md section 2, `source`); they are stored.

    `command` is for the chat with the desk, `command_elsewhere` for all other places where both are told apart.
    """

    command: str
    command_elsewhere: str
    shortcut: str
    message: str
    emoji: str | None = None
    """None where no emoji is heard."""

    def of(self, way: Way, where: Where | None = None) -> str:
        """The source of what came by that way from there."""
        match way:
            case "command" if where is not None and where.kind != "direct":
                return self.command_elsewhere
            case "command":
                return self.command
            case "shortcut":
                return self.shortcut
            case "emoji":
                return self.emoji or self.shortcut
            case "message":
                return self.message


class Channel(Protocol):
    """A platform, as Deskbell speaks to it. One way to speak, never a method per feature."""

    name: str
    sources: Sources
    capabilities: Capabilities

    @property
    def edit_limit(self) -> EditLimit | None:
        """How many changes of what it said the platform takes; None: it does not count them."""
        ...

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
