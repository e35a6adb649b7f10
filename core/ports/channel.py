"""How Deskbell speaks on a platform: one way to say something, its receipt, and how a platform says no.

A message reference is `place#message-id`. A channel folder implements `Channel`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from core.people import Profile, Speaker
from core.ui.cards import Card
from core.ui.inbound import Where

FileKind = Literal["image", "text", "other"]
"""What is in a file: a PNG, JPEG or GIF; words in UTF-8, short enough to be read in a message; anything else."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that stands below the words of a message: `name` is one line of harmless text.

    `kind` was found by looking at its content, never at its name.
    """

    name: str
    content: bytes = field(repr=False)
    kind: FileKind = "image"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to say. `key` finds an earlier try; `place` is a conversation or `direct:<speaker id>`.

    `attached` is posted with its card, where it is of a kind that the channel's `capabilities` say it `shows`.

    act: `post` a card (in `thread` when given), `edit` the card of `message`, `react` with `emoji` to `message`,
    `unreact` to take it off again, `delete` the own `message`.
    """

    act: Literal["post", "edit", "react", "unreact", "delete"]
    key: str
    place: str
    card: Card | None = None
    thread: str | None = None
    message: str | None = None
    emoji: str | None = None
    broadcast: bool = False
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where something was said: the resolved place and the message's id (empty for reactions and deletions)."""

    place: str
    message: str


class RetryLater(Exception):
    """The platform did not take it. `after` in seconds; `unknown` when it may have been said all the same.

    `own` when the trouble is that of one thing (its file): what is said there of other tickets need not wait.
    """

    def __init__(self, why: str, after: float, *, unknown: bool = False, own: bool = False) -> None:
        """Say `why` for the log, how many seconds to wait, whether the effect is unknown, and whose trouble it is."""
        super().__init__(why)
        self.after = after
        self.unknown = unknown
        self.own = own


class Rejected(Exception):
    """The platform will never take it; `why` is a short code (`channel_not_found`, `is_archived`, ...)."""

    def __init__(self, why: str) -> None:
        """Keep the platform's short code."""
        super().__init__(why)
        self.why = why


class Gone(Rejected):
    """It will not be taken there: the place is deleted, archived or closed, or we are not let in. It may come back."""


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
    shows: frozenset[FileKind] = frozenset()
    """Files of other kinds: named with their link, and said not to be shown, with why."""
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

    async def fetch(self, source: str, most: int) -> bytes:
        """What is in a file that was shared here (`File.source`), read with our own rights.

        Raises RetryLater, or Rejected: `gone`, `too_large` (more than `most` bytes), or the platform's own code.
        """
        ...

    async def profile(self, speaker: Speaker) -> Profile:
        """Who a speaker is. Raises RetryLater or Rejected."""
        ...

    async def standing(self, speaker: Speaker) -> Profile:
        """The same with what may change any day: whether the account was closed, their manager, until when their status
        says that they are away; as far as the platform tells. Raises RetryLater or Rejected.
        """
        ...

    async def account(self, email: str) -> str | None:
        """The speaker id of a verified e-mail address on this platform, or None."""
        ...

    async def resolve(self, written: str) -> str | None:
        """The address of a place as people write it (`#desk-triage`), or None when it cannot be found."""
        ...

    async def is_open(self, written: str) -> bool:
        """Whether everybody of the company can read a place as people write it. False where the platform does not tell.

        Raises RetryLater or Rejected.
        """
        ...
