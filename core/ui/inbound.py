"""What a channel tells the desk, and what the desk answers on the spot.

Channels turn what they hear into one of these: words typed, a button pressed, a form submitted (or changed), a
message edited or deleted. The answer is a reply: it may be lost, since the person is looking. Whatever must not be
lost is a notice and goes through the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from core.people import Speaker
from core.phrases import Phrase
from core.tickets.events import File
from core.ui.cards import Action, Card
from core.ui.forms import Filled, Form
from core.ui.text import Run


@dataclass(frozen=True, slots=True)
class MentionPart:
    """A person named in typed words, by their speaker id on that platform."""

    speaker: Speaker
    name: str = ""


Parts = tuple[str | Run | MentionPart, ...]
"""Typed words with the mentions in them, runs where they have a style. The bot's own mention is already taken out."""


@dataclass(frozen=True, slots=True)
class Where:
    """The conversation something was said in. `message` is the message itself, `thread` its thread's root (or None).

    `kind` is `channel`, `direct` (one to one with the bot) or `group`. A `flat` conversation has no threads: there
    `thread` is the message that was quoted (or None).
    """

    place: str
    kind: Literal["channel", "direct", "group"] = "channel"
    thread: str | None = None
    message: str | None = None
    permalink: str | None = None
    flat: bool = False

    @property
    def key(self) -> str:
        """The message as `place#message`; empty where it stands in none."""
        return f"{self.place}#{self.message}" if self.message else ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """An existing message that something is about (shortcut, emoji)."""

    text: str
    author: Speaker | None
    where: Where
    files: tuple[File, ...] = ()
    by_bot: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Typed words. `command` is the slash command's name without the slash, else None; `to_bot` whether the bot was
    addressed (a mention, a direct message, a command), and `mentioned` whether it was by its name. `key` identifies the
    platform's event, for redeliveries. `unread` is what the writer can do about files that nobody else can be shown;
    None where there are none.
    """

    speaker: Speaker
    at: datetime
    key: str
    where: Where
    parts: Parts
    command: str | None = None
    to_bot: bool = False
    files: tuple[File, ...] = ()
    mentioned: bool = False
    unread: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed, or a shortcut or emoji used (then `quoted` is the message it was used on).

    Shortcuts and emoji arrive as the actions `create_from_message`, `create_by_emoji` and `ticket_actions`.
    """

    speaker: Speaker
    at: datetime
    key: str
    where: Where
    action: Action
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Submit:
    """A form sent. `values` by field id; `command_id` was made when the form opened and is the key for repeats.

    `back` where the button to the page before was pressed.
    """

    speaker: Speaker
    at: datetime
    command: str
    command_id: str
    context: Mapping[str, str | int | bool]
    values: Mapping[str, Filled | None]
    where: Where | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class FormChanged:
    """A field with `reloads` changed while the form is open; the answer is the form redrawn (`OpenForm`)."""

    speaker: Speaker
    at: datetime
    command: str
    command_id: str
    context: Mapping[str, str | int | bool]
    values: Mapping[str, Filled | None]


@dataclass(frozen=True, slots=True)
class Edited:
    """A message's author changed it; with `text` None it was deleted, with `restored` it is back as it was.

    `runs` are the same words in their styles, empty where they have none; `to_bot` and `mentioned` as in `Words`, of
    the new words. `of` is the key of the `Words` that the message is heard as: either may come first. `files` are those
    that the message has by now, one without a link where nothing else is known of it; None where the platform does not
    tell. Where `words_stay` nothing but its files changed. `unread` as in `Words`, of the files that it has by now.
    """

    speaker: Speaker
    at: datetime
    key: str
    where: Where
    text: str | None
    restored: bool = False
    runs: tuple[Run, ...] = ()
    to_bot: bool = False
    mentioned: bool = False
    of: str = ""
    files: tuple[File, ...] | None = None
    words_stay: bool = False
    unread: Phrase | None = None


Heard = Words | Press | Submit | FormChanged | Edited


@dataclass(frozen=True, slots=True)
class Shown:
    """A private answer, for the eyes of the speaker. `refusal` marks an expected no (drawn with the same calm).

    What is `secret` may stand in no message that stays: it is shown in a dialog, or in one that only they see and that
    goes. `pressed` is what the answer becomes on which a button was pressed that is used once: it stands there without
    it. What `asks` by its buttons is a prompt, about the message `prompt` (`place#message`) where there is one; where
    it came to stand is told (`core.door.Door.stands`).
    """

    card: Card
    refusal: bool = False
    secret: bool = False
    pressed: Card | None = None
    asks: bool = False
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Open this form now (or redraw the open one, as the answer to `FormChanged`).

    `errors` say at which fields why it comes back, where one was sent that lacked them.
    """

    form: Form
    errors: Mapping[str, str] = field(default_factory=dict)


OVERALL = ""
"""Stands for the field of a sentence that is about none: the form as a whole, or what it is about."""


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """The form stays open, the input is kept, and each sentence stands at its field, or on top (OVERALL).

    `form` is how it is drawn by now, where the answers ask for other fields than it may have had: then it comes again.
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing to say: the effect shows elsewhere (a card redrawn, a line in the thread).

    `pressed` as of `Shown`.
    """

    pressed: Card | None = None


Reply = Shown | OpenForm | FieldErrors | Quiet
