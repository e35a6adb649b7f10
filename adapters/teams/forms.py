"""A neutral form as a dialog's card, and what was filled in as the form's values. Nothing is validated, only carried.

Teams knows no errors at fields: the same card comes again with each sentence above its field and the input kept. It
tells of no change while a form is open: a form with fields that depend on others has a button that asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from adapters.channel_kind import Phrasing
from adapters.teams import ids
from adapters.teams.render import label, whole
from adapters.teams.text import Accounts, Ink, Look
from adapters.teams.words import clean, tame
from core.people import Speaker
from core.phrases import Phrase, phrase
from core.ui.forms import Choice, Field, Filled, Form, FormValue
from core.ui.text import flatten, plain, shorten

Json: TypeAlias = dict[str, Any]

FIELD = "field:"
"""How the id of every input begins; the field's id follows."""
SHEET = "deskbell_form"
"""Under which a dialog's buttons hold the sealed sheet."""
DO = "deskbell_do"
SUBMIT, UPDATE, BACK = "submit", "update", "back"

LONGEST_INPUT = 4000
DATASET = "deskbell/"
"""How the dataset of a field begins that is searched while somebody types; its form's command and its id follow."""
MOST_FOUND = 15
"""What Teams shows of what was found."""
LISTED = 20
"""Choices beyond which a list is searched by typing rather than scrolled."""
RADIOS = 10
YES, NO = "true", "false"
PEOPLE = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
"""Teams' own picker of people in the company."""


def draw(
    form: Form, sealed: str, account_of: Accounts, phrasing: Phrasing, errors: Mapping[str, str] | None = None
) -> Json:
    """The form as a card; `errors` are sentences by field id. On top stands which fields to look at, and those
    sentences whose fields are not there.

    Raises ValueError when it asks for a field twice.
    """
    names = [field.id for field in form.fields]
    if len(set(names)) < len(names):
        raise ValueError(f"the form {form.command!r} asks for a field twice")
    errors = errors or {}
    ink, say = Ink(account_of), _saying(phrasing)
    reloads = any(field.reloads for field in form.fields)
    body = [_error(sentence) for name, sentence in errors.items() if name not in names]
    if wrong := tuple(field.called for field in form.fields if field.id in errors):
        body.append(_error(say(phrase("look_at_fields", items=wrong))))
    for field in form.fields:
        if field.id in errors:
            body.append(_error(errors[field.id]))
        body += _field(field, ink, say, form, checked=not (reloads or form.back))
    actions = [_button(form.submit, SUBMIT, sealed) | {"style": "positive"}]
    if reloads:
        actions.append(_button(say(phrase("update")), UPDATE, sealed))
    if form.back:
        actions.append(_button(form.back, BACK, sealed))
    return whole(body or ink.block(plain(label(form.title))), actions, ink)


def _button(words: str, does: str, sealed: str) -> Json:
    data = {DO: does, SHEET: sealed}
    return {"type": "Action.Submit", "id": does, "title": label(words, 40), "data": data}


def _saying(phrasing: Phrasing) -> Callable[[Phrase], str]:
    return lambda said: flatten(phrasing(said), slashes=False)


def _error(sentence: str) -> Json:
    run = {"type": "TextRun", "text": f"⚠ {label(sentence, 500)}", "color": "Attention", "weight": "Bolder"}
    return {"type": "RichTextBlock", "inlines": [run]}


def _field(field: Field, ink: Ink, say: Callable[[Phrase], str], form: Form, *, checked: bool) -> list[Json]:
    """An input with its hint. `checked`: Teams itself sees to what is required, which stops every other button, too."""
    if field.kind == "note":
        return ink.block(field.text) or ink.block(plain(label(field.label)), Look(muted=True))
    if field.kind == "files" and field.value:
        there = phrase("file_is_there", label=label(field.label, 200), text=label(str(field.value), 500))
        return ink.block(plain(say(there)), Look(muted=True))
    if field.kind == "files":
        return ink.block(plain(say(phrase("files_in_chat", label=label(field.label, 200)))), Look(muted=True))
    if field.kind in ("select", "radio") and not field.choices:
        empty = phrase("nothing_to_choose", label=field.label)
        nothing = f"{field.label}: {field.hint}" if field.hint else say(empty)
        return ink.block(plain(nothing), Look(muted=True))
    drawn: Json = {**_input(field, ink), "id": f"{FIELD}{field.id}"}
    if field.search and field.kind == "select":
        dataset = dataset_of(form.command, field.id, str(form.context.get("ticket", "")))
        drawn |= {"style": "filtered", "choices.data": {"type": "Data.Query", "dataset": dataset}}
    if field.required and checked:
        drawn |= {"isRequired": True, "errorMessage": say(phrase("fill_in"))}
    star = " *" if field.required and not checked else ""
    if field.kind == "check" and not field.placeholder.strip():  # the words stand beside the tick
        drawn["title"] += star
    else:
        drawn["label"] = label(field.label, 200) + star
    return [drawn, *_hint(field, ink)]


def _hint(field: Field, ink: Ink) -> list[Json]:
    """The hint close below its input."""
    drawn = ink.block(plain(field.hint), Look(muted=True))
    if drawn:
        drawn[0]["spacing"] = "Small"
    return drawn


def _input(field: Field, ink: Ink) -> Json:
    match field.kind:
        case "text" | "long_text":
            return _text_input(field)
        case "select" | "radio":
            return _choice_input(field)
        case "date":
            shown = field.value if isinstance(field.value, str) and _is_date(field.value) else None
            return {"type": "Input.Date"} | ({"value": shown} if shown else {})
        case "user":
            return _people_input(field, ink, [field.value] if isinstance(field.value, str) else [], several=False)
        case "users":
            return _people_input(field, ink, list(field.value) if isinstance(field.value, tuple) else [], several=True)
        case "number":
            number = field.value if isinstance(field.value, int) and not isinstance(field.value, bool) else None
            return _placed({"type": "Input.Number"}, field) | ({"value": number} if number is not None else {})
        case "check":
            title = tame(label(field.placeholder if field.placeholder.strip() else field.label, 200))
            ticked = YES if field.value else NO
            values = {"valueOn": YES, "valueOff": NO, "value": ticked}
            return {"type": "Input.Toggle", "title": title, "wrap": True, **values}
        case _:
            raise ValueError(f"Teams has no input for a {field.kind} field")


def _placed(element: Json, field: Field) -> Json:
    return element | ({"placeholder": label(field.placeholder, 150)} if field.placeholder.strip() else {})


def _text_input(field: Field) -> Json:
    longest = min(field.max_length or LONGEST_INPUT, LONGEST_INPUT)
    value = shorten(clean(str(field.value)), longest) if field.value not in (None, "") else ""
    if field.kind == "text":
        value = " ".join(value.splitlines())
    drawn: Json = {"type": "Input.Text", "isMultiline": field.kind == "long_text", "maxLength": longest}
    return _placed(drawn, field) | ({"value": value} if value else {})


def _choice_input(field: Field) -> Json:
    choices = {clean(choice.value): choice.label for choice in reversed(field.choices) if clean(choice.value)}
    radio = field.kind == "radio" and len(choices) <= RADIOS
    style = "expanded" if radio else "compact" if len(choices) <= LISTED else "filtered"
    options = [
        {"title": tame(label(words, 200)) if radio else label(words), "value": value}
        for value, words in reversed(choices.items())
    ]
    drawn = _placed({"type": "Input.ChoiceSet", "style": style, "choices": options, "wrap": True}, field)
    return drawn | ({"value": field.value} if field.value in choices else {})


def _people_input(field: Field, ink: Ink, people: list[str], *, several: bool) -> Json:
    names = {choice.value: choice.label for choice in field.choices}
    chosen = {account: person for person in people if person and (account := ink.account(person))}
    options = [
        {"title": label(names.get(person, person if "@" in person else "…")), "value": account}
        for account, person in chosen.items()
    ]
    drawn: Json = {"type": "Input.ChoiceSet", "choices": options, "choices.data": PEOPLE}
    if several:
        drawn["isMultiSelect"] = True
    return drawn | ({"value": ",".join(chosen)} if chosen else {})


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def dataset_of(command: str, field: str, ticket: str = "") -> str:
    """What a field that is searched asks us for while somebody types; `ticket` is the number its form is about."""
    return f"{DATASET}{command}/{field}" + (f"/{ticket}" if ticket else "")


def searched(dataset: object) -> tuple[str, str, str] | None:
    """The command, the field's id and the ticket (or "") in a dataset; None where it is none of ours."""
    if not isinstance(dataset, str) or not dataset.startswith(DATASET):
        return None
    command, _, rest = dataset.removeprefix(DATASET).partition("/")
    field, _, ticket = rest.partition("/")
    return (command, field, ticket) if command and field else None


def found_choices(choices: Sequence[Choice]) -> Json:
    """What was found as Teams takes it: no value twice, as many as it shows."""
    named = {clean(one.value): {"title": label(one.label), "value": clean(one.value)} for one in reversed(choices)}
    results = [one for value, one in reversed(named.items()) if value][:MOST_FOUND]
    return {"type": "application/vnd.microsoft.search.searchResponse", "statusCode": 200, "value": {"results": results}}


def with_choices(form: Form, found: Mapping[str, tuple[Choice, ...]]) -> Form:
    """The form with the choices of its searched fields, asked of the desk beforehand; what is chosen stays."""

    def filled(field: Field) -> Field:
        offered = found.get(field.id, ())
        if not offered:
            return field
        if isinstance(field.value, str) and field.value and field.value not in {one.value for one in offered}:
            offered = (Choice(field.value, field.value), *offered)
        return replace(field, choices=offered)

    return replace(form, fields=tuple(map(filled, form.fields)))


def with_values(form: Form, values: Mapping[str, Filled | None]) -> Form:
    """The form with what was filled in."""
    shown = {key: _shown(value) for key, value in values.items()}
    fields = (replace(field, value=shown[field.id]) if field.id in shown else field for field in form.fields)
    return replace(form, fields=tuple(fields))


def _shown(filled: Filled | None) -> FormValue | None:
    if isinstance(filled, tuple):
        return tuple(one.id if isinstance(one, Speaker) else one for one in filled)
    return filled.id if isinstance(filled, Speaker) else filled


def values_of(form: Form, data: Json, tenant: str) -> dict[str, Filled | None]:
    """What was filled in, by field id; people are speakers."""
    return {
        field.id: _value(field, data.get(f"{FIELD}{field.id}"), tenant)
        for field in form.fields
        if field.kind not in ("note", "files")
    }


def _value(field: Field, given: object, tenant: str) -> Filled | None:
    if field.kind == "check":
        return given in (True, YES)
    words = clean(str(given)).strip() if isinstance(given, str | int | float) and not isinstance(given, bool) else ""
    match field.kind:
        case "users":
            return tuple(ids.speaker(tenant, one.strip()) for one in words.split(",") if one.strip())
        case _ if not words:
            return None
        case "user":
            return ids.speaker(tenant, words)
        case "number":
            return _number(words)
        case _:
            return words


def _number(words: str) -> int | str:
    """A whole number, or what was typed: the desk says what is wrong with it."""
    try:
        return int(words.removesuffix(".0"))
    except ValueError:
        return words
