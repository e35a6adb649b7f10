"""What can be read in the blocks that apps draw: every text of every block and element, whatever Slack calls it.

A block is read all through, so one that Slack adds later has its words, too; only what no reader sees is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.inbound_kit.links import link

Json: TypeAlias = dict[str, Any]

_WORDS = (
    "title", "subtitle", "label", "name", "display_name", "real_name", "alt_text", "text", "body", "description",
    "author_name", "provider_name", "caption", "display_id", "email", "phone", "placeholder", "initial_value",
    "initial_date", "initial_time", "categories", "x_label", "y_label", "value",
)  # fmt: skip
"""What is words where it is a plain string; its order is that in which a block is read."""
_PLACES = ("contact", "fields", "accessory", "element", "elements", "options", "option_groups", "rows", "hint")
"""Where more stands, in order; all other places come behind."""
_ORDER = {name: at for at, name in enumerate((*_WORDS, *_PLACES))}
_UNSEEN = frozenset({"confirm", "style", "filter", "trigger", "workflow", "column_settings", "dispatch_action_config"})
"""What nobody reads until they press."""
_CHOSEN = {"initial_option": "options", "initial_options": "options"}
"""What is a choice among what is read already."""
_TEXTS = ("plain_text", "mrkdwn", "raw_text")
_BUTTONS = ("button", "workflow_button", "icon_button")
_SILENT = ("divider", "file", "rich_text")
"""Blocks that may say nothing: a line, a file (which the message names itself), words that were taken out."""
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what can be read in each of its cells."""

    cells: tuple[tuple[object, ...], ...]


def texts(found: object) -> Iterator[object]:
    """What can be read, in order: strings, rows, and text objects or rich text as Slack has them."""
    if isinstance(found, list):
        for each in found:
            yield from texts(each)
    elif isinstance(found, dict):
        yield from _within(found)


def address(block: Json) -> str:
    """Where the picture or film of a block can be seen."""
    file = block.get("slack_file")
    found = (block.get(name) for name in ("title_url", "image_url", "video_url"))
    shown = (*found, file.get("url") if isinstance(file, dict) else None)
    return next((url for url in shown if isinstance(url, str) and url), "")


def leaves_out(blocks: object) -> bool:
    """Whether one of the blocks shows something and has no words."""
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") not in _SILENT and not any(texts(block)) and not address(block)
        for block in blocks
    )


def _within(found: Json) -> Iterator[object]:
    kind, url = found.get("type"), found.get("url") or found.get("join_url")
    url = url if isinstance(url, str) else ""
    if kind == "rich_text" or (kind in _TEXTS and isinstance(found.get("text"), str)):
        yield found
    elif kind in _BUTTONS:
        yield link(url, f"[{label}]" if (label := _plain(found.get("text"))) else "")
    elif url and (label := _plain(found.get("text")) or _plain(found.get("name"))):
        yield link(url, label)
    else:
        yield from _parts(found)
        if url:
            yield url


def _parts(found: Json) -> Iterator[object]:
    point = found.get("label")
    if isinstance(point, str) and (number := _number(found.get("value"))):
        yield f"{point}: {number}"
        return
    for name in sorted(found, key=lambda name: _ORDER.get(name, len(_ORDER))):
        held = found[name]
        if name in _UNSEEN or _CHOSEN.get(name) in found:
            continue
        if name == "rows" and isinstance(held, list):
            rows = [row for row in held if isinstance(row, list)]
            yield from (Row(tuple(tuple(texts(cell)) for cell in row)) for row in rows)
        elif name == "value":
            yield from filter(None, (_number(held),))  # a string is what a press or a choice sends
        elif name in _WORDS and isinstance(held, str):
            yield from filter(None, (held,))
        elif name in _WORDS and isinstance(held, list):
            yield from (each for each in held if isinstance(each, str) and each)
            yield from texts(held)
        else:
            yield from texts(held)


def _plain(found: object) -> str:
    words = found.get("text") if isinstance(found, dict) else found
    return words if isinstance(words, str) else ""


def _number(found: object) -> str:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return ""
    return f"{found}" if -_LARGEST < found < _LARGEST else ""
