"""Forms people fill in, without a platform: fields, choices, errors by field. All words are there (`blanks` has none).

A form carries a `command_id` made when it opens, so that a repeated submit is answered with the first outcome.
What was filled in comes back by field id; a channel never validates, it only carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from core.people import Speaker
from core.ui.text import MAX_TEXT, Text, apart

FieldKind = Literal["text", "long_text", "select", "radio", "date", "user", "users", "number", "check", "files", "note"]
"""`note` shows `text` and takes no input (the live line with priority and due times); `check` is one tick box."""

FormValue = str | int | bool | tuple[str, ...]
"""What a field gives back: text, long_text, select, radio: str; date: ISO `2026-10-28`; user: a person id;
users: a tuple of person ids; files: a tuple of "link source name" (source `-` for none); number: int; check: bool.
A field for files shows as its value what those are called that are attached already."""
Filled = FormValue | Speaker | tuple[Speaker, ...]
"""What a channel brings of a field: people who were chosen as the speakers they are there, so that no typed words are
taken for somebody. The desk makes persons of them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: `value` is what comes back, `label` what is read, `group` what heads it where a list has heads."""

    value: str
    label: str
    group: str = ""


def told_apart(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """The options of one list, no two of which read alike; a platform may cut them, and keeps them apart, too."""
    offered = tuple(choices)
    labels = apart([each.label for each in offered], MAX_TEXT)
    return tuple(replace(each, label=label) for each, label in zip(offered, labels, strict=True))


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `reloads` asks the channel to send a `FormChanged` when it changes (dependent fields).

    `placeholder` stands in an empty input, or beside a tick box.
    `search` marks a select with too many choices to list: the channel then asks `Desk.choices(form, field, typed)`.
    """

    id: str
    label: str
    kind: FieldKind
    required: bool = True
    choices: tuple[Choice, ...] = ()
    value: FormValue | None = None
    hint: str = ""
    placeholder: str = ""
    max_length: int | None = None
    min_length: int | None = None
    text: Text = ()
    reloads: bool = False
    search: bool = False
    sensitive: bool = False

    @property
    def called(self) -> str:
        """What a sentence calls it: a tick by the words beside it, since its label says what they are about."""
        beside = self.placeholder.strip() if self.kind == "check" else ""
        return beside or self.label or self.placeholder


@dataclass(frozen=True, slots=True)
class Form:
    """A form for `command`; `context` (JSON scalars, under 2,500 bytes packed) comes back untouched with the submit.

    `back` labels the button to the page before, where there is one: it sends the form as it is (`Submit.back`).
    """

    command: str
    title: str
    fields: tuple[Field, ...]
    command_id: str
    submit: str
    cancel: str
    context: Mapping[str, str | int | bool] = field(default_factory=dict)
    back: str = ""
