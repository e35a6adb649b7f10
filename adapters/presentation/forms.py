"""Forms in words: every phrase of a blank is the block of its code in the template `forms`; a name stands as it is."""

from __future__ import annotations

from adapters.presentation.desk_words import DeskWords
from core.ui.blanks import Blank, Question, Wording
from core.ui.forms import Choice, Field, Form, FormValue, told_apart
from core.ui.text import flatten, shorten

TEMPLATE = "forms"


def form(desk: DeskWords, blank: Blank) -> Form:
    """The form that people fill in. Raises WordsError when a block fails."""
    return Form(
        command=blank.command,
        title=_line(desk, blank.title),
        fields=tuple(_field(desk, question) for question in blank.questions),
        command_id=blank.command_id,
        submit=_line(desk, blank.submit),
        cancel=_line(desk, blank.cancel),
        context=blank.context,
        back=_line(desk, blank.back) if blank.back is not None else "",
    )


def _field(desk: DeskWords, question: Question) -> Field:
    return Field(
        id=question.id,
        label=_line(desk, question.label),
        kind=question.kind,
        required=question.required,
        choices=_choices(desk, question),
        value=_preset(question),
        hint=_line(desk, question.hint),
        placeholder=_line(desk, question.tick),
        max_length=question.max_length,
        min_length=question.min_length,
        text=desk.worded(TEMPLATE, question.text) if question.text else (),
        reloads=question.reloads,
        sensitive=question.sensitive,
        search=question.search,
    )


def _choices(desk: DeskWords, question: Question) -> tuple[Choice, ...]:
    """What can be chosen; of people, whom the platform lists by itself, those who are chosen already, by name."""
    if question.kind in ("user", "users"):
        people = question.value if isinstance(question.value, tuple) else (question.value,)
        return tuple(Choice(each, desk.person(each).name) for each in people if isinstance(each, str) and each)
    return told_apart(
        Choice(option.value, _line(desk, option.label), _line(desk, option.group)) for option in question.choices
    )


def _preset(question: Question) -> FormValue | None:
    """What is filled in already: of a text as much as may stand there, since a platform refuses a form with more."""
    value, longest = question.value, question.max_length
    return shorten(value, longest) if isinstance(value, str) and longest else value


def _line(desk: DeskWords, said: Wording) -> str:
    return said if isinstance(said, str) else flatten(desk.worded(TEMPLATE, said))
