"""Text as spans, never as markup.

What people typed travels through Deskbell inside these values; only a channel's renderer spells them for its
platform. There is deliberately no way to put a platform's markup into a span.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TimeStyle = Literal["time", "day", "full"]
"""How much of an instant is shown: `10:34`, `Tue 27 Oct`, or `Tue 27 Oct 10:34` (always in the reader's zone)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style. A newline in `text` is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A person who is to be pinged; `person` is a person id, `name` what is shown where a ping is impossible."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment shown in the reader's own zone; `words` are what is read where a platform cannot do that."""

    at: datetime
    style: TimeStyle = "full"
    words: str = ""


@dataclass(frozen=True, slots=True)
class ToType:
    """What a person can type to the desk: `ticket mine`, spelled as it is typed on a platform.

    `quoted` sets it off from the sentence around it; without it the words stand as they are.
    """

    words: str
    quoted: bool = True

    def spell(self, *, slashes: bool) -> str:
        """`/ticket mine` where there are slash commands, else `mine`: the first word alone only leads to the others."""
        if slashes:
            return f"/{self.words}"
        first, _, rest = self.words.partition(" ")
        return rest if rest and first in _LEADING else self.words


_LEADING = ("ticket", "desk")
"""Slash commands that do nothing but bring words to the desk."""

Span = Run | Mention | Instant | ToType
Text = tuple[Span, ...]
"""One flow of text. Paragraphs are newlines inside runs."""


def plain(text: str) -> Text:
    """Words as they are, in no style."""
    return (Run(text),) if text else ()


def flatten(text: Iterable[Span], *, slashes: bool = True) -> str:
    """What a person would read aloud: the plain words, names and fallback times.

    `slashes` says whether what can be typed is a slash command there.
    """
    parts: list[str] = []
    for span in text:
        match span:
            case Run(text=words):
                parts.append(words)
            case Mention(name=name):
                parts.append(f"@{name}")
            case Instant(words=words):
                parts.append(words)
            case ToType():
                words = span.spell(slashes=slashes)
                parts.append(f"`{words}`" if span.quoted else words)
    return "".join(parts)


def shorten(words: str, limit: int) -> str:
    """`words` cut to `limit` characters, ending in an ellipsis when something was cut."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


MAX_TEXT = 4000
"""Characters of anything people type in one go; Slack advises no more in a message."""


def clean(text: str) -> str:
    """Typed text as it is kept: harmless, no outer white space, at most MAX_TEXT characters."""
    return shorten(harmless(text).strip(), MAX_TEXT)


def harmless(text: str) -> str:
    """Text without what no database or platform takes: null bytes and halves of characters (lone surrogates)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
