"""Judges blocks, messages and views as Slack does; the answer is a list of complaints, empty when all is well."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from playground.slack.elements import IN_ACTIONS, IN_INPUT, IN_SECTION, judge_element, judge_image
from playground.slack.protocol import Json
from playground.slack.rich_text import judge_rich_text
from playground.slack.validation import Judge

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_BYTES_OF_A_VIEW = 250_000
MOST_CHARACTERS_OF_BLOCKS = 13_000  # not documented; people meet it between 13,170 and 13,300


def words_in(thing: object) -> int:
    """How many characters of text stand in these blocks."""
    if isinstance(thing, dict):
        own = len(thing["text"]) if isinstance(thing.get("text"), str) else 0
        return own + sum(words_in(value) for value in thing.values())
    return sum(words_in(value) for value in thing) if isinstance(thing, list) else 0


def message_complaints(blocks: object) -> list[str]:
    """What Slack would say against these blocks of a message."""
    judge = Judge("message")
    _judge_blocks(judge, "/blocks", blocks)
    return judge.complaints


def view_complaints(view: Json) -> list[str]:
    """What Slack would say against this view: a modal or a home tab."""
    surface = str(view.get("type"))
    judge = Judge(surface)
    if surface not in ("modal", "home"):
        judge.no("/view/type", "must be one of modal, home")
        return judge.complaints
    modal = surface == "modal"
    judge.thing("/view", view, _VIEW_FIELDS | (_MODAL_FIELDS if modal else set()))
    for name, most in (("callback_id", 255), ("external_id", 255), ("private_metadata", 3000)):
        judge.maybe_words("/view", view, name, most, 0)
    judge.flag("/view", view, "clear_on_close", "notify_on_close", "submit_disabled")
    if modal:
        judge.text("/view/title", view.get("title"), 24, plain=True)
        for name in ("submit", "close"):
            if view.get(name) is not None:
                judge.text(f"/view/{name}", view[name], 24, plain=True)
    _judge_blocks(judge, "/view/blocks", view.get("blocks"))
    if judge.focused > 1:
        judge.no("/view/blocks", "only one element can have focus_on_load")
    if modal and view.get("submit") is None and any(b.get("type") == "input" for b in _objects(view.get("blocks"))):
        judge.no("/view/submit", "missing required field: submit is needed when there are input blocks")
    return judge.complaints


def view_too_large(view: Json) -> bool:
    """True above 250 kB."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > MOST_BYTES_OF_A_VIEW


_VIEW_FIELDS = {"blocks", "private_metadata", "callback_id", "external_id", "clear_on_close", "notify_on_close"}
_MODAL_FIELDS = {"title", "submit", "close", "submit_disabled"}


def _objects(blocks: object) -> Iterator[Json]:
    return (block for block in blocks if isinstance(block, dict)) if isinstance(blocks, list) else iter(())


def _judge_blocks(judge: Judge, where: str, blocks: object) -> None:
    seen: set[str] = set()
    for number, block in enumerate(judge.items(where, blocks, 0, MOST_BLOCKS[judge.surface])):
        place = f"{where}/{number}"
        if not isinstance(block, dict):
            judge.no(place, "must be an object")
            continue
        kind = block.get("type")
        if not isinstance(kind, str) or kind not in _BLOCKS or (kind == "markdown" and judge.surface != "message"):
            judge.no(f"{place}/type", f"unsupported type: {kind}")
            continue
        fields, check = _BLOCKS[kind]
        judge.thing(place, block, ("block_id", *fields))
        judge.maybe_words(place, block, "block_id", 255)
        name = block.get("block_id")
        if isinstance(name, str):
            if name in seen:
                judge.no(f"{place}/block_id", f"`block_id` must be unique; {name} already exists")
            seen.add(name)
        check(judge, place, block)


def _section(judge: Judge, where: str, block: Json) -> None:
    if "text" not in block and "fields" not in block:
        judge.no(where, "missing required field: text or fields")
    if "text" in block:
        judge.text(f"{where}/text", block["text"], 3000)
    if "fields" in block:
        for number, field in enumerate(judge.items(f"{where}/fields", block["fields"], 1, 10)):
            judge.text(f"{where}/fields/{number}", field, 2000)
    if "accessory" in block:
        judge_element(judge, f"{where}/accessory", block["accessory"], IN_SECTION, "section")
    judge.flag(where, block, "expand")


def _actions(judge: Judge, where: str, block: Json) -> None:
    seen: set[str] = set()
    for number, value in enumerate(judge.items(f"{where}/elements", block.get("elements"), 1, 25)):
        place = f"{where}/elements/{number}"
        element = judge_element(judge, place, value, IN_ACTIONS, "actions")
        name = (element or {}).get("action_id")
        if isinstance(name, str):
            if name in seen:
                judge.no(f"{place}/action_id", f"`action_id` must be unique in its block; {name} already exists")
            seen.add(name)


def _input(judge: Judge, where: str, block: Json) -> None:
    judge.text(f"{where}/label", block.get("label"), 2000, plain=True)
    if block.get("hint") is not None:
        judge.text(f"{where}/hint", block["hint"], 2000, plain=True)
    judge.flag(where, block, "optional", "dispatch_action")
    judge_element(judge, f"{where}/element", block.get("element"), IN_INPUT, "input")


def _header(judge: Judge, where: str, block: Json) -> None:
    judge.text(f"{where}/text", block.get("text"), 150, plain=True)


def _context(judge: Judge, where: str, block: Json) -> None:
    for number, value in enumerate(judge.items(f"{where}/elements", block.get("elements"), 1, 10)):
        place = f"{where}/elements/{number}"
        if isinstance(value, dict) and value.get("type") == "image":
            judge_image(judge, place, value)
        else:
            judge.text(place, value, 3000)


def _image(judge: Judge, where: str, block: Json) -> None:
    judge_image(judge, where, {k: v for k, v in block.items() if k not in ("title", "block_id")})
    if "title" in block:
        judge.text(f"{where}/title", block["title"], 2000, plain=True)


def _markdown(judge: Judge, where: str, block: Json) -> None:
    judge.words(f"{where}/text", block.get("text"), 12_000)


def _file(judge: Judge, where: str, block: Json) -> None:
    judge.words(f"{where}/external_id", block.get("external_id"), 255)
    judge.one_of(f"{where}/source", block.get("source"), ("remote",))


def _nothing(judge: Judge, where: str, block: Json) -> None:
    return None


_BLOCKS: dict[str, tuple[tuple[str, ...], Callable[[Judge, str, Json], None]]] = {
    "section": (("text", "fields", "accessory", "expand"), _section),
    "actions": (("elements",), _actions),
    "input": (("label", "element", "hint", "optional", "dispatch_action"), _input),
    "header": (("text",), _header),
    "context": (("elements",), _context),
    "divider": ((), _nothing),
    "image": (("image_url", "alt_text", "slack_file", "title"), _image),
    "rich_text": (("elements",), judge_rich_text),
    "markdown": (("text",), _markdown),
    "file": (("external_id", "source"), _file),
}
