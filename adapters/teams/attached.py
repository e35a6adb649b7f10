"""What stands below the words of a card: a picture, or a short text line by line as it was written.

A bot can upload nothing in channels, and in chats only after the person consented, so whatever else there is stays a
name with its link. Lines are paragraphs of one element, in which every sign stands for itself.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from adapters.teams import pictures
from adapters.teams.render import LARGEST, size
from adapters.teams.words import NBSP, clean, escape
from core.ports.channel import Attached, Rejected
from core.ui.text import harmless

Json: TypeAlias = dict[str, Any]

_TAB = NBSP * 4


async def element(attached: Attached) -> Json:
    """The element of a card that shows a file. Raises Rejected: `no_picture`, `no_text`, `too_large`."""
    if attached.kind == "image":
        return await pictures.element(attached)
    if attached.kind == "text":
        return _text(attached.content.decode("utf-8"))
    raise Rejected("no_text")


def _text(words: str) -> Json:
    lines = clean(harmless(words.removeprefix("\ufeff"))).strip("\n").split("\n")
    shown: Json = {
        "type": "TextBlock",
        "text": "\n\n".join(_line(line) for line in lines),
        "wrap": True,
        "fontType": "Monospace",
        "separator": True,
    }
    if size(shown) > LARGEST // 2:  # the words above it take some room, too
        raise Rejected("no_text")
    return shown


def _line(line: str) -> str:
    """A line with its indentation; an empty one keeps its height."""
    spaced = line.replace("\t", _TAB).rstrip()
    begin = len(spaced) - len(spaced.lstrip(" "))
    return NBSP * begin + escape(spaced[begin:]) or NBSP
