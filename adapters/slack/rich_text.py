"""Slack's rich text and blocks, as they are read: what a person's client sends beside the text, and what apps draw.

Rich text says exactly what is code, a list or a quote, where the text beside it only has signs. A quote's lines begin
with `> `, a list's with a sign or their number, as they do in the text; a block of code keeps its indentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from adapters.inbound_kit.parts import PLAIN, Writing, quote, words_of
from adapters.slack import ids
from adapters.slack.emoji import emoji_of, of_code_points
from adapters.slack.words import Mrkdwn, link
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


def typed(message: Mapping[str, Any]) -> bool:
    """Whether a message has rich text and no other block that holds words: then that is what its author typed."""
    blocks = objects(message.get("blocks"))
    return bool(blocks) and all(block.get("type") == "rich_text" for block in blocks)


class BlockReader:
    """Reads blocks aloud."""

    def __init__(self, mrkdwn: Mrkdwn) -> None:
        self._mrkdwn = mrkdwn

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
            case "section" | "context" | "image" | "video" | "markdown" | "table" | "alert" | "card":
                for found in _texts(block):
                    into.begin_line()
                    self._text(found, into)

    def _text(self, found: object, into: Writing, style: Run = PLAIN) -> None:
        if isinstance(found, str):
            into.say(harmless(found), style)
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
                user = word(element.get("user_id"))
                if user in mrkdwn.names:
                    into.say(f"@{mrkdwn.names[user]}", style)
                elif user and user != mrkdwn.bot_user:
                    into.mention(ids.speaker(mrkdwn.team, user))
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


def _texts(block: Json) -> Iterator[object]:
    """What can be read in a block that an app drew, in the order in which it stands."""
    for name in ("title", "subtitle", "text", "body", "description"):
        if block.get(name):
            yield block[name]
    yield from objects(block.get("fields"))
    for each in objects(block.get("elements")):
        yield each if "text" in each else each.get("alt_text")
    rows = block.get("rows")
    for row in rows if isinstance(rows, list) else ():
        cells = [_cell(cell) for cell in objects(row)]
        yield {"type": "mrkdwn", "text": " | ".join(cells)}
    if block.get("type") in ("image", "video"):
        if not block.get("title"):
            yield block.get("alt_text")
        yield block.get("title_url") or block.get("image_url") or block.get("video_url")


def _cell(cell: Json) -> str:
    """A table's cell: plain text, or rich text of which the words count here."""
    own = word(cell.get("text"))
    return own or " ".join(_cell(each) for each in objects(cell.get("elements")))


def _style(element: Json) -> Run:
    given = element.get("style")
    style = given if isinstance(given, dict) else {}
    return in_style(Run(""), *(name for name in STYLES if style.get(name) is True))
