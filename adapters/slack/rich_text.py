"""Slack's rich text and blocks, as they are read: what a person's client sends beside the text, and what apps draw.

Rich text says exactly what is code, a list or a quote, where the text beside it only has signs. A quote's lines begin
with `> `, a list's with a sign or their number, as they do in the text; a block of code keeps its indentation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from adapters.inbound_kit.links import link
from adapters.inbound_kit.parts import PLAIN, Writing, quote, words_of
from adapters.slack.blocks import Row, address, texts
from adapters.slack.emoji import emoji_of, of_code_points
from adapters.slack.words import Mrkdwn
from core.ui.inbound import Parts
from core.ui.text import STYLES, Run, harmless, in_style

Json: TypeAlias = dict[str, Any]

_INDENT = "    "
_BULLETS = "•◦▪"
_LAST_NUMBER = 1_000_000


def objects(found: object) -> Sequence[Json]:
    """The objects of a list, whatever it is."""
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def word(found: object) -> str:
    """A text, whatever it is."""
    return found if isinstance(found, str) else ""


class BlockReader:
    """Reads blocks aloud. `called` is what people are called in the text beside them, by their ids."""

    def __init__(self, mrkdwn: Mrkdwn, called: Mapping[str, str] | None = None) -> None:
        self._mrkdwn = mrkdwn
        self._called = called or {}

    def read(self, blocks: object) -> Parts:
        """All that can be read in blocks, one below the other."""
        writing = Writing()
        for block in objects(blocks):
            writing.begin_line()
            self._block(block, writing)
        return writing.read()

    def _block(self, block: Json, into: Writing) -> None:
        match block.get("type"):
            case "rich_text":
                self._rich_text(block, into)
            case "header":
                self._text(block.get("text"), into, Run("", bold=True))
            case _:
                for found in (*texts(block), address(block)):
                    into.begin_line()
                    self._text(found, into)

    def _text(self, found: object, into: Writing, style: Run = PLAIN) -> None:
        if isinstance(found, str):
            into.say(harmless(found), style)
        elif isinstance(found, Row):
            for at, cell in enumerate(found.cells):
                into.say(" | " if at else "")
                for each in cell:
                    self._text(each, into)
        elif isinstance(found, dict) and found.get("type") == "mrkdwn":
            self._mrkdwn.read(word(found.get("text")), into, style)
        elif isinstance(found, dict) and found.get("type") == "rich_text":
            self._rich_text(found, into)
        elif isinstance(found, dict):
            into.say(harmless(word(found.get("text"))), style)

    def _rich_text(self, block: Json, into: Writing) -> None:
        numbers: dict[int, int] = {}
        for each in objects(block.get("elements")):
            kind = each.get("type")
            if kind != "rich_text_section":
                into.begin_line()
            if kind != "rich_text_list":
                numbers.clear()
            match kind:
                case "rich_text_list":
                    self._list(each, into, numbers)
                case "rich_text_preformatted":
                    code = "".join(map(words_of, self._inside(each).parts))
                    into.say(code if code.endswith("\n") else f"{code}\n", Run("", pre=True))
                case "rich_text_quote":
                    quote(self._inside(each).read(), into)
                case "rich_text_section":
                    self._section(each, into)
                case _:  # a kind that Slack added since
                    for found in texts(each):
                        into.begin_line()
                        self._text(found, into)

    def _inside(self, section: Json) -> Writing:
        inside = Writing()
        self._section(section, inside)
        return inside

    def _list(self, found: Json, into: Writing, numbers: dict[int, int]) -> None:
        """A list's lines. Slack breaks one with deeper lines into several: the numbers of the upper ones go on."""
        depth = _within(found.get("indent"), 8)
        ordered = found.get("style") == "ordered"
        number = numbers.get(depth, _within(found.get("offset"), _LAST_NUMBER))
        for item in objects(found.get("elements")):
            number += 1
            sign = f"{number}." if ordered else _BULLETS[min(depth, len(_BULLETS) - 1)]
            into.begin_line()
            into.say(f"{_INDENT * depth}{sign} ")
            self._section(item, into)
            into.begin_line()
        numbers[depth] = number
        for deeper in [each for each in numbers if each > depth]:
            del numbers[deeper]

    def _section(self, section: Json, into: Writing) -> None:
        for element in objects(section.get("elements")):
            self._element(element, into)

    def _element(self, element: Json, into: Writing) -> None:
        mrkdwn, style = self._mrkdwn, _style(element)
        match element.get("type"):
            case "text":
                into.say(harmless(word(element.get("text"))), style)
            case "link":
                into.say(harmless(link(word(element.get("url")), word(element.get("text")))), style)
            case "emoji":
                name = word(element.get("name"))
                base, _, tone = name.partition("::")
                into.say(of_code_points(element.get("unicode")) or emoji_of(base, tone) or f":{name}:", style)
            case "user":
                if user := word(element.get("user_id")):
                    mrkdwn.person(user, self._called.get(user, ""), into, style)
            case "channel":
                into.say(mrkdwn.names.get(word(element.get("channel_id")), "#…"), style)
            case "usergroup":
                into.say(mrkdwn.names.get(word(element.get("usergroup_id")), "@…"), style)
            case "broadcast":
                into.say(f"@{word(element.get('range'))}", style)
            case "date":
                into.say(harmless(word(element.get("fallback"))), style)
            case "color":
                into.say(harmless(word(element.get("value"))), style)
            case _:  # a kind that Slack added since: by whatever words it carries, never left out
                said = (word(element.get(name)) for name in ("text", "name", "title", "fallback", "url"))
                into.say(harmless(next(filter(None, said), "…")), style)


def _within(number: object, most: int) -> int:
    """A number from 0 to `most`, whatever it is."""
    return min(max(number, 0), most) if isinstance(number, int) else 0


def _style(element: Json) -> Run:
    given = element.get("style")
    style = given if isinstance(given, dict) else {}
    return in_style(Run(""), *(name for name in STYLES if style.get(name) is True))
