"""Forms before they have words: what the core draws. `Engine.open_form` has the presenter word them, as `forms.Form`.

What is read is a phrase, whose words are a block of the template `forms`, or a ready name: one of app.yaml, one that
somebody typed, one of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from core.errors import Refusal
from core.phrases import Datum, Phrase
from core.ui.forms import FieldKind, FormValue

W = TypeVar("W", bound=str)
Wording = Phrase | str
"""What a presenter says for a phrase; a ready name as it is."""


def wording(code: str, **data: Datum) -> Phrase:
    """The words of that code in the template `forms`, with that data."""
    return Phrase(code, data)


CANCEL = wording("form_cancel")
"""What closes a form and sends nothing."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: `value` is what comes back, `label` what is read, `group` what heads it among many."""

    value: str
    label: Wording
    group: Wording = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as `forms.Field` has it; `text` is what a note says, `tick` what stands beside a tick box."""

    id: str
    label: Wording
    kind: FieldKind
    required: bool = True
    choices: tuple[Option, ...] = ()
    value: FormValue | None = None
    hint: Wording = ""
    max_length: int | None = None
    min_length: int | None = None
    text: Phrase | None = None
    tick: Wording = ""
    reloads: bool = False
    sensitive: bool = False
    search: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A form for `command`; `context` (JSON scalars, under 2,500 bytes packed) comes back untouched with the submit.

    `back` leads to the page before, with what was filled in.
    """

    command: str
    title: Wording
    questions: tuple[Question, ...]
    command_id: str
    submit: Wording
    cancel: Wording = CANCEL
    back: Wording | None = None
    context: Mapping[str, str | int | bool] = field(default_factory=dict)


class SentBack(Refusal):
    """What is wrong with a form that was sent, with the form (`blank`) that is to be filled in by now.

    One that is sent back `anew` remembers something else from now on, also where it asks for the same.
    """

    def __init__(self, why: Refusal, blank: Blank, *, anew: bool = False) -> None:
        super().__init__(why.code, field=why.field, **why.phrase.data)
        self.also = why.also
        self.blank = blank
        self.anew = anew


def options(pairs: Mapping[W, Wording]) -> tuple[Option, ...]:
    """Options from value to label."""
    return tuple(Option(value, label) for value, label in pairs.items())
