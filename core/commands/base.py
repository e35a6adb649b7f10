"""What a command is: its words, its form, its permission, its pure `decide`, its help and its example.

A ticket command works on one ticket. `allow` refuses people, `decide` refuses states and arguments; both see the
ticket fresh inside the transaction. Arguments are one frozen dataclass per command, read from a press, from typed words
or from a form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.forms import Choice, Field, Form, FormValue
from core.ui.text import shorten

A = TypeVar("A")
Values = Mapping[str, FormValue | None]
Arguments = Mapping[str, str | int | bool]

MAX_TEXT = 4000
"""Characters of anything people type in one go; Slack advises no more in a message."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading arguments needs beside the words: the rules, the present, and an id for a form that opens."""

    policy: Policy
    now: datetime
    command_id: str


@dataclass(frozen=True, slots=True)
class Said:
    """Typed words behind a command: the text, who was mentioned, and the message they stand in (`place#message`)."""

    text: str
    mentions: tuple[PersonId, ...] = ()
    said_in: str | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """The arguments of a command that has none."""


@dataclass(frozen=True, slots=True)
class Command(Generic[A]):
    """One thing people can ask for on a ticket.

    `words` are what they type in its thread; `usage` and `example` are its help. `read_press` is given when a press
    alone is enough, else `form` opens. `read_words` gives None when the words do not say enough: then the form opens
    too (or, where no form can, the usage is shown). `answer` is what the actor reads where the effect shows nowhere.

    `other` names another ticket of ours that is part of it: it is decided with `decide_other` in the same transaction,
    which is given this one as it stood before.
    `meet` completes the arguments with the other ticket and this one, as they stand before.
    """

    name: str
    words: tuple[str, ...]
    usage: str
    help: str
    example: str
    allow: Callable[[Policy, Ticket, PersonId], None]
    decide: Callable[[Draft, A], None]
    read_press: Callable[[Arguments], A | None] | None = None
    read_words: Callable[[Said, Reading], A | None] | None = None
    form: Callable[[Ticket, Reading], Form] | None = None
    read_form: Callable[[Values, Reading], A] | None = None
    answer: Callable[[Ticket], str] | None = None
    other: Callable[[A, Ticket], str | None] | None = None
    decide_other: Callable[[Draft, A, Ticket], None] | None = None
    meet: Callable[[A, Ticket, Ticket], A] | None = None


def nothing_pressed(_: Arguments) -> Nothing:
    """Arguments of a press that needs none."""
    return Nothing()


def nothing_said(_: Said, __: Reading) -> Nothing:
    """Arguments of typed words that need none (what follows is ignored)."""
    return Nothing()


def ticket_form(command: str, title: str, ticket: Ticket, reading: Reading, *fields: Field, submit: str) -> Form:
    """A form about one ticket."""
    return Form(
        command=command,
        title=title,
        fields=fields,
        command_id=reading.command_id,
        submit=submit,
        context={"ticket": ticket.ref},
    )


def text_of(values: Values, field: str, *, least: int = 1, ask: str) -> str:
    """The trimmed text of a form field. Raises Refusal at the field (`ask` says what to write) when too short."""
    value = values.get(field)
    text = clean(value) if isinstance(value, str) else ""
    if len(text) < least:
        raise Refusal("too_short", ask, field=field)
    return text


def chosen(values: Values, field: str, *, ask: str) -> str:
    """The chosen value of a select or radio field. Raises Refusal at the field when nothing is."""
    value = values.get(field)
    if not isinstance(value, str) or not value:
        raise Refusal("not_chosen", ask, field=field)
    return value


def clean(text: str) -> str:
    """Typed text as it is kept: harmless, no outer white space, at most MAX_TEXT characters."""
    return shorten(harmless(text).strip(), MAX_TEXT)


def harmless(text: str) -> str:
    """Text without what no database or platform takes: null bytes and halves of characters (lone surrogates)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def choices(pairs: Mapping[str, str]) -> tuple[Choice, ...]:
    """Options from value to label."""
    return tuple(Choice(value, label) for value, label in pairs.items())
