"""A neutral form as a modal, and a modal's state as the form's values. Nothing is validated here, only carried.

A field's block_id says which field it is and changes with its choices: Slack keeps an input's state by block_id, so a
field whose choices were replaced starts anew while all others keep what was typed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from adapters.channel_kind import Phrasing
from adapters.slack import ids
from adapters.slack.message import source_of
from adapters.slack.render import OPTION_VALUE, VIEW_BLOCKS, plain
from adapters.slack.text import Accounts, Ink
from core.phrases import Phrase, phrase
from core.ui.forms import Choice, Field, Filled, Form
from core.ui.inbound import Where
from core.ui.text import apart, flatten, harmless, shorten

Json: TypeAlias = dict[str, Any]
Context: TypeAlias = Mapping[str, str | int | bool]

FIELD = "field:"
"""How the action_id of everything that is a form's field begins; the field's id follows."""
BACK = "back"
"""The action_id of the button to the page before."""
_ON_TOP = "on_top"
"""The block_id of a sentence that is about no field."""
METADATA = 3000
OPTIONS = 100
RADIOS = 10
LONGEST_INPUT = 3000
LONGEST_LABEL = 75

OUTDATED = phrase("older_form")

_TICK = "yes"


class NotOurs(ValueError):
    """A form or button that this version of Deskbell does not know: of an older one, or made up. `said` says so."""

    def __init__(self, why: str, said: Phrase) -> None:
        super().__init__(why)
        self.said = said


@dataclass(frozen=True, slots=True)
class Open:
    """What an open modal remembers of its form. `command_id` is empty for a modal that only shows an answer.

    `response_url` is that of the message on which it was opened: it alone changes what only one person sees.
    """

    command: str
    command_id: str
    context: Context
    where: Where | None
    response_url: str | None = None

    def pack(self) -> str:
        """This as private_metadata. Raises ValueError when it is too long even without what it can do without."""
        place = self.where
        spot = [place.place, place.kind, place.thread, place.message, place.permalink] if place else None
        bare = spot and [*spot[:4], None]
        for where, url in ((spot, self.response_url), (bare, self.response_url), (bare, None)):
            remembered = [self.command, self.command_id, dict(self.context), where, *((url,) if url else ())]
            packed = json.dumps(remembered, ensure_ascii=False, separators=(",", ":"))
            if len(packed.encode()) <= METADATA:
                return packed
        raise ValueError(f"the context of the form {self.command!r} does not fit in a modal")

    @staticmethod
    def unpack(packed: str) -> Open:
        """What `pack` wrote. Raises NotOurs for anything else."""
        try:
            command, command_id, context, where, *url = json.loads(packed)
            found = Open(command, command_id, context, Where(*where) if where else None, *url)
        except (ValueError, TypeError) as error:
            raise NotOurs("this modal is not one of Deskbell's", OUTDATED) from error
        if not (isinstance(command, str) and isinstance(command_id, str) and isinstance(context, dict)):
            raise NotOurs("this modal remembers something else than a form", OUTDATED)
        return found


def modal(
    form: Form,
    where: Where | None,
    account_of: Accounts,
    phrasing: Phrasing,
    errors: Mapping[str, str] | None = None,
    response_url: str | None = None,
) -> Json:
    """The form as a modal view. Raises ValueError when Slack could not show all of it.

    `errors` are sentences by field id: with a form that comes again Slack takes none, so they stand above their fields,
    and on top which fields to look at.
    """
    ink, errors = Ink(account_of), errors or {}
    drawn = [_error(flatten(phrasing(phrase("look_at_fields", items=labels_of(form, errors)))))] if errors else []
    for field in form.fields:
        drawn += [_error(errors[field.id])] if field.id in errors else []
        drawn.append(_field(field, ink, phrasing))
    if form.back:
        back = {"type": "button", "action_id": BACK, "text": plain(form.back, 75)}
        drawn.append({"type": "actions", "block_id": BACK, "elements": [back]})
    names = [block["block_id"] for block in drawn if "block_id" in block]
    if len(set(names)) < len(names):
        raise ValueError(f"the form {form.command!r} asks for a field twice")
    if len(drawn) > VIEW_BLOCKS:
        raise ValueError(f"the form {form.command!r} has more than {VIEW_BLOCKS} fields")
    return {
        "type": "modal",
        "callback_id": form.command[:255],
        "title": plain(form.title, 24),
        "submit": plain(form.submit, 24),
        "close": plain(form.cancel, 24),
        "private_metadata": Open(form.command, form.command_id, form.context, where, response_url).pack(),
        "blocks": drawn or [{"type": "context", "elements": [plain(form.title, 2000)]}],
    }


def labels_of(form: Form, errors: Mapping[str, str]) -> tuple[str, ...]:
    """The fields to look at, as they are called in the form."""
    return tuple(field.called for field in form.fields if field.id in errors)


def _error(sentence: str) -> Json:
    return {"type": "context", "elements": [plain(f"⚠ {sentence}", 2000)]}


def with_sentence(view: Json, sentence: str) -> Json:
    """The modal as it was sent with a sentence on top, in place of one that stood there; inputs keep what they have."""
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata", "notify_on_close")
    blocks = [block for block in view["blocks"] if block.get("block_id") != _ON_TOP]
    on_top = {**_error(shorten(harmless(sentence), 1900)), "block_id": _ON_TOP}
    return {**{key: view[key] for key in kept if view.get(key)}, "blocks": [on_top, *blocks][:VIEW_BLOCKS]}


def asks_the_same(view: Json, other: Json) -> bool:
    """Whether an open modal has the inputs of another one, and needs the same of them."""
    return _inputs(view) == _inputs(other)


def _inputs(view: Json) -> list[tuple[str, bool]]:
    inputs = (block for block in view.get("blocks", ()) if block.get("type") == "input")
    return [(block["block_id"], bool(block.get("optional"))) for block in inputs]


def _block_id(field: Field) -> str:
    if not field.choices or field.kind in ("user", "users"):  # of people only those are named who are chosen
        return field.id
    offered = json.dumps([[choice.value, choice.label] for choice in field.choices])
    return f"{field.id}~{hashlib.sha256(offered.encode()).hexdigest()[:12]}"


def _field(field: Field, ink: Ink, phrasing: Phrasing) -> Json:
    if field.kind == "note":
        shown = ink.block(field.text) or {"type": "context", "elements": [plain(field.label, 2000)]}
        return {**shown, "block_id": field.id}
    if field.kind in ("select", "radio") and not field.choices and not field.search:
        empty = phrase("nothing_to_choose", label=field.label)
        nothing = f"{field.label}: {field.hint}" if field.hint else flatten(phrasing(empty))
        return {"type": "context", "block_id": field.id, "elements": [plain(nothing, 2000)]}
    # What was typed into it Slack keeps by the block_id: it need not travel through another view of ours.
    empty_handed = replace(field, value=None) if field.sensitive else field
    block: Json = {
        "type": "input",
        "block_id": _block_id(field),
        "label": plain(field.label, 2000),
        "element": _element(empty_handed, ink) | {"action_id": f"{FIELD}{field.id}"},
        "optional": not field.required,
    }
    hint = field.hint
    if field.kind == "files" and field.value:
        hint = flatten(phrasing(phrase("file_attached", text=str(field.value))))
    if hint.strip():
        block["hint"] = plain(hint, 2000)
    if field.reloads:
        block["dispatch_action"] = True
    return block


def _element(field: Field, ink: Ink) -> Json:
    match field.kind:
        case "text" | "long_text":
            return _text_input(field)
        case "select" | "radio":
            return _choice_input(field)
        case "date":
            initial = field.value if isinstance(field.value, str) and _is_date(field.value) else None
            return _with({"type": "datepicker"}, field, initial_date=initial)
        case "user":
            accounts = _accounts([field.value], ink)
            return _with({"type": "users_select"}, field, initial_user=accounts[0] if accounts else None)
        case "users":
            accounts = _accounts(field.value if isinstance(field.value, tuple) else (), ink)
            return _with({"type": "multi_users_select"}, field, initial_users=accounts or None)
        case "number":
            value = str(field.value) if isinstance(field.value, int) and not isinstance(field.value, bool) else None
            return _with({"type": "number_input", "is_decimal_allowed": False}, field, initial_value=value)
        case "check":
            option = {"text": plain(field.placeholder or field.label, 75), "value": _TICK}
            ticked = {"initial_options": [option]} if field.value else {}
            return {"type": "checkboxes", "options": [option], **ticked}
        case "files":
            return {"type": "file_input", "max_files": 10}
        case _:
            raise ValueError(f"Slack has no input for a {field.kind} field")


def _with(element: Json, field: Field, **more: object) -> Json:
    """The element with its placeholder and whatever of `more` is not None."""
    if field.placeholder.strip():
        element["placeholder"] = plain(field.placeholder, 150)
    return element | {name: value for name, value in more.items() if value is not None}


def _text_input(field: Field) -> Json:
    longest = min(field.max_length or LONGEST_INPUT, LONGEST_INPUT)
    shortest = min(field.min_length, longest) if field.min_length else None
    value = shorten(harmless(str(field.value)), longest) if field.value not in (None, "") else ""
    if field.kind == "text":
        value = " ".join(value.splitlines())
    # Slack refuses a form whose prefilled words are shorter than its own minimum; the desk asks for more on submit.
    if value and shortest and len(value) < shortest:
        shortest = None
    return _with(
        {"type": "plain_text_input", "multiline": field.kind == "long_text"},
        field,
        max_length=longest,
        min_length=shortest,
        initial_value=value or None,
    )


def _choice_input(field: Field) -> Json:
    options = options_of(field.choices)
    chosen = next((option for option in options if option["value"] == field.value), None)
    if field.search:
        if chosen is None and isinstance(field.value, str) and 0 < len(field.value) <= OPTION_VALUE:
            chosen = {"text": plain(field.value, 75), "value": field.value}
        return _with({"type": "external_select", "min_query_length": 0}, field, initial_option=chosen)
    if field.kind == "radio" and len(options) <= RADIOS:
        return {"type": "radio_buttons", "options": options} | ({"initial_option": chosen} if chosen else {})
    if any(choice.group for choice in field.choices):
        return _with({"type": "static_select", "option_groups": _headed(field.choices)}, field, initial_option=chosen)
    if len(options) <= OPTIONS:
        return _with({"type": "static_select", "options": options}, field, initial_option=chosen)
    groups = [options[start : start + OPTIONS] for start in range(0, len(options), OPTIONS)]
    if len(groups) > OPTIONS:
        raise ValueError(f"the field {field.id!r} has too many choices to list: it needs a search")
    return _with({"type": "static_select", "option_groups": [*map(_group, groups)]}, field, initial_option=chosen)


def _headed(choices: Sequence[Choice]) -> list[Json]:
    """Choices under the words that head them."""
    heads = dict.fromkeys(choice.group for choice in choices)
    return [
        {"label": plain(head, 75), "options": options_of([one for one in choices if one.group == head])}
        for head in heads
    ]


def _group(options: Sequence[Json]) -> Json:
    first, last = (shorten(option["text"]["text"], 35) for option in (options[0], options[-1]))
    return {"label": plain(f"{first} – {last}", 75), "options": list(options)}


def options_of(choices: Sequence[Choice]) -> list[Json]:
    """Choices as options, each value once and no two alike. Raises ValueError when a value is too long."""
    options: dict[str, Json] = {}
    labels = apart([choice.label for choice in choices], LONGEST_LABEL)
    for choice, label in zip(choices, labels, strict=True):
        value = harmless(choice.value)
        if not 0 < len(value) <= OPTION_VALUE:
            raise ValueError(f"a choice's value is 1 to {OPTION_VALUE} characters on Slack: {value[:40]!r}")
        options.setdefault(value, {"text": plain(label, LONGEST_LABEL), "value": value})
    return list(options.values())


def _accounts(people: Sequence[object], ink: Ink) -> list[str]:
    found = (ink.account(person) for person in people if isinstance(person, str) and person)
    return list(dict.fromkeys(account for account in found if account))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def values_of(view: Json, team: str) -> dict[str, Filled | None]:
    """What was filled in, by field id: people as speakers of workspace `team`, a file as its link and its name."""
    values: dict[str, Filled | None] = {}
    for inputs in view.get("state", {}).get("values", {}).values():
        for action_id, state in inputs.items():
            if action_id.startswith(FIELD):
                values[action_id.removeprefix(FIELD)] = _value(state, team)
    return values


def _value(state: Json, team: str) -> Filled | None:
    match state.get("type"):
        case "plain_text_input":
            return harmless(state.get("value") or "") or None
        case "number_input":
            number = state.get("value")
            return int(number) if number not in (None, "") else None
        case "static_select" | "external_select" | "radio_buttons":
            return (state.get("selected_option") or {}).get("value")
        case "datepicker":
            return state.get("selected_date")
        case "users_select":
            user = state.get("selected_user")
            return ids.speaker(team, user) if user else None
        case "multi_users_select":
            return tuple(ids.speaker(team, user) for user in state.get("selected_users") or ())
        case "checkboxes":
            return bool(state.get("selected_options"))
        case "file_input":
            return tuple(_file(found) for found in state.get("files") or ())
        case _:
            return None


def _file(found: Json) -> str:
    """Link, source (`-` for none) and name, as `core.intake.opening` reads them."""
    name = harmless(found.get("name") or found.get("title") or "file")
    return f"{found.get('permalink', '')} {source_of(found) or '-'} {name}"


def errors_by_block(view: Json, errors: Mapping[str, str]) -> dict[str, str]:
    """Sentences by block_id, as a submit is answered; one for a field that is not there stands at the first input."""
    inputs = {
        block["element"]["action_id"].removeprefix(FIELD): block["block_id"]
        for block in view.get("blocks", ())
        if block.get("type") == "input"
    }
    found: dict[str, str] = {}
    for field, sentence in errors.items():
        block_id = inputs.get(field) or next(iter(inputs.values()), "")
        found[block_id] = f"{found[block_id]} {sentence}" if block_id in found else sentence
    return {block_id: shorten(harmless(sentence), 2000) for block_id, sentence in found.items() if block_id}
