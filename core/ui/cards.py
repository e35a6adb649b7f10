"""Neutral things to show: a card is a title, body, facts and buttons, and knows no platform.

A presenter (adapters/presentation) makes cards; a channel draws them. Buttons carry a command and its arguments,
never a decision: a press is checked again on the server, always.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from core.people import PersonId
from core.ui.text import Text, apart, flatten

Tone = Literal["neutral", "good", "warning", "danger", "muted"]
ButtonStyle = Literal["default", "primary", "danger"]

VIEW = "view"
"""What a card's own press for a person's view asks for: `Action(VIEW, {"ticket": ref, "card": "triage"})`."""

KEEP = "keep_it"
"""What the way out of a question that a button asks first asks for, where the platform has none of its own."""

MOST_VIEWERS = 60
"""Teams draws a card for so many people at most."""

MAX_PAYLOAD = 1900
"""Bytes of a packed action; Slack allows 2,000 in a button's value."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a press asks for: a command of `core.commands` and its arguments (JSON scalars only).

    `pack()` gives the text a button carries; raises ValueError when it would not fit.
    """

    command: str
    arguments: Mapping[str, str | int | bool] = field(default_factory=dict)

    def pack(self) -> str:
        """This action as compact JSON, at most `MAX_PAYLOAD` bytes of UTF-8."""
        packed = json.dumps([self.command, dict(self.arguments)], ensure_ascii=False, separators=(",", ":"))
        if len(packed.encode()) > MAX_PAYLOAD:
            raise ValueError(f"the action {self.command!r} is {len(packed)} characters, too long for a button")
        return packed

    @staticmethod
    def unpack(packed: str) -> Action:
        """The action in a button's value. Raises ValueError when it is not one of ours."""
        try:
            command, arguments = json.loads(packed)
        except (ValueError, TypeError) as error:
            raise ValueError("this button's payload is not a Deskbell action") from error
        if not isinstance(command, str) or not isinstance(arguments, dict):
            raise ValueError("this button's payload is not a Deskbell action")
        for value in arguments.values():
            if not isinstance(value, str | int | bool):
                raise ValueError("a button's arguments are words, numbers or yes and no")
        return Action(command, arguments)


@dataclass(frozen=True, slots=True)
class Button:
    """One press. `opens_form` tells the channel that answering needs a form (Teams must know before the press).

    `confirm` is a question before it, `back` what the way out of that question is called.
    """

    label: str
    action: Action
    style: ButtonStyle = "default"
    opens_form: bool = False
    confirm: str | None = None
    back: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value, drawn in two columns where the channel can."""

    label: str
    value: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a card: text, then facts, then buttons; `divider` draws a line above it."""

    body: Text = ()
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()
    divider: bool = False
    muted: bool = False


NotShown = Literal["no_picture", "no_text", "empty", "too_large", "gone", "no_right", "not_reached", "not_taken"]
"""Why a file is not shown: it is called like a picture and is none that can be, it is neither picture nor short text
where only those can be, it is empty, too large, deleted meanwhile, we have no right to it, its platform did not answer,
or the other one did not take it."""
NOT_SHOWN: tuple[NotShown, ...] = get_args(NotShown)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that belongs below a card and has to be fetched first: its name, and its source as in `File`.

    `instead` is what is said where it cannot be shown, by why.
    """

    name: str
    source: str
    instead: Mapping[NotShown, Card]


@dataclass(frozen=True, slots=True)
class Card:
    """A whole message: `sections` in order; `more` are the buttons behind "More", those used most first.

    `all_more` leads to all of `more` where a platform's menu is too small for them.

    `summary` is the one line that notifications and screen readers get; `tone` is never the only carrier of a
    meaning. `ticket` is the reference the card is about, for accessible names and lookups, `called` what that one is
    called, where it is another name by now. `viewers` are the people who may need a view of their own, with the
    buttons that are theirs: they press `VIEW` for it.
    """

    summary: str
    title: Text = ()
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    all_more: Button | None = None
    tone: Tone = "neutral"
    ticket: str | None = None
    called: str = ""
    viewers: tuple[PersonId, ...] = ()
    file: Wanted | None = None


def small(text: Text, *buttons: Button, ticket: str | None = None) -> Card:
    """A card of one small line: where words went, what came of a question."""
    return Card(flatten(text), sections=(Section(text, muted=True),), buttons=buttons, ticket=ticket)


LABEL = 70
"""Characters of a button that says what it is about."""


def packed(label: str, action: Action, *, form: bool = False) -> Button | None:
    """The button, where it has room for what was typed."""
    try:
        action.pack()
    except ValueError:
        return None
    return Button(label, action, opens_form=form)


def is_small(card: Card) -> bool:
    """Whether a card is no more than one small line."""
    return len(card.sections) == 1 and card.sections[0].muted and not card.title


def say(text: Text, *buttons: Button, tone: Tone = "neutral", ticket: str | None = None, slashes: bool = True) -> Card:
    """A card of one paragraph: the usual shape of a thread message or a private answer.

    `slashes` says whether what can be typed is a slash command where it is read. No two of its buttons read alike.
    """
    labels = apart([each.label for each in buttons], LABEL)
    buttons = tuple(replace(each, label=label) for each, label in zip(buttons, labels, strict=True))
    summary = flatten(text, slashes=slashes)
    return Card(summary, sections=(Section(body=text),), buttons=buttons, tone=tone, ticket=ticket)
