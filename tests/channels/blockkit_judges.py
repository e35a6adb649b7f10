"""All that judges a payload for Slack: two public validators, the playground's rules, and what those overlook."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import blockkit.core as kit
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from playground.slack.blocks import MOST_CHARACTERS_OF_BLOCKS, message_complaints, view_complaints, words_in

Json = dict[str, Any]

_CLASSES: dict[str, type] = {
    "plain_text": kit.Text,
    "button": kit.Button,
    "overflow": kit.Overflow,
    "actions": kit.Actions,
    "context": kit.Context,
    "divider": kit.Divider,
    "input": kit.Input,
    "rich_text": kit.RichText,
    "rich_text_section": kit.RichTextSection,
    "text": kit.RichTextEl,
    "link": kit.RichLinkEl,
    "user": kit.RichUserEl,
    "date": kit.RichDateEl,
    "broadcast": kit.RichBroadcastEl,
    "plain_text_input": kit.PlainTextInput,
    "number_input": kit.NumberInput,
    "static_select": kit.StaticSelect,
    "external_select": kit.ExternalSelect,
    "users_select": kit.UsersSelect,
    "multi_users_select": kit.MultiUsersSelect,
    "radio_buttons": kit.RadioButtons,
    "checkboxes": kit.Checkboxes,
    "datepicker": kit.DatePicker,
    "file_input": kit.FileInput,
    "modal": kit.Modal,
    "home": kit.Home,
}


def _class_of(thing: Json) -> type:
    if "type" in thing:
        return _CLASSES[thing["type"]]
    if "deny" in thing:
        return kit.Confirm
    if "label" in thing:
        return kit.OptionGroup
    return kit.Option if "value" in thing else kit.RichStyle


def rebuilt(thing: object) -> Any:
    """The payload as components of the public package `blockkit`."""
    if isinstance(thing, list):
        return [rebuilt(item) for item in thing]
    if not isinstance(thing, dict):
        return thing
    chosen = _class_of(thing)
    known = inspect.signature(chosen).parameters
    if chosen is kit.Text:
        return kit.Text(thing["text"], emoji=thing.get("emoji"), type=thing["type"])
    given = {name: rebuilt(value) for name, value in thing.items() if name not in {"type", *_misjudged(thing)}}
    if chosen is kit.NumberInput and "initial_value" in given:
        given["initial_value"] = int(given["initial_value"])  # it writes the words of a number itself
    assert given.keys() <= known.keys(), f"{chosen.__name__} has no {given.keys() - known.keys()}"
    return chosen(**given)


def _misjudged(thing: Json) -> Iterator[str]:
    """What the package refuses although Slack takes it: options before anything is typed, a choice in a group."""
    if thing.get("min_query_length") == 0:
        yield "min_query_length"
    if "option_groups" in thing:
        yield "initial_option"


def complaints_about_message(blocks: list[Json]) -> list[str]:
    """What anyone has against these blocks of a message."""
    found = message_complaints(blocks) + list(_ours(blocks))
    of_buttons = words_in([block for block in blocks if block["type"] == "actions"])
    if words_in(blocks) > MOST_CHARACTERS_OF_BLOCKS and of_buttons < 6_000:  # no card has that many buttons
        found.append("too many words in one message")
    for block in rebuilt(blocks):
        block.build()
    for block in Block.parse_all(blocks):
        block.validate_json()
    return found


def complaints_about_view(view: Json) -> list[str]:
    """What anyone has against this view."""
    blocks = view["blocks"]
    found = view_complaints(view) + list(_ours(blocks))
    if view["type"] == "modal" and "submit" not in view and any(block["type"] == "input" for block in blocks):
        found.append("inputs without a submit button")
    # Files of a message or view cannot be read back by slack_sdk's models under the names that Slack uses.
    rebuilt(view).build()
    View(**view).validate_json()
    return found


def _ours(blocks: list[Json]) -> Iterator[str]:
    """What none of the validators notices."""
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(names) != len(set(names)):
        yield "a block_id twice"
    actions = [element["action_id"] for block in blocks for element in interactive(block)]
    if len(actions) != len(set(actions)):
        yield "an action_id twice"
    if any("mrkdwn" in str(found) for found in kinds_in(blocks)):
        yield "mrkdwn"


def interactive(block: Json) -> list[Json]:
    """The elements of a block that can be used."""
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["element"]] if block["type"] == "input" else []


def kinds_in(thing: object) -> Iterator[str]:
    """Every `type` in a payload."""
    if isinstance(thing, dict):
        if isinstance(thing.get("type"), str):
            yield thing["type"]
        for value in thing.values():
            yield from kinds_in(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from kinds_in(value)


def things_of(thing: object, kind: str) -> Iterator[Json]:
    """Every element of a kind in a payload."""
    if isinstance(thing, dict):
        if thing.get("type") == kind:
            yield thing
        for value in thing.values():
            yield from things_of(value, kind)
    elif isinstance(thing, list):
        for value in thing:
            yield from things_of(value, kind)
