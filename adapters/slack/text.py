"""Spans as Slack's rich text elements, which are never parsed: what a person typed stays what they typed.

No function here writes mrkdwn. The only elements that do something are made from a `Mention` and from a run's `href`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from adapters.slack import ids
from core.people import PersonId
from core.ui.text import (
    Instant,
    Mention,
    Run,
    Span,
    Text,
    TimeStyle,
    ToType,
    flatten,
    harmless,
    plain,
    shorten,
    without_styles,
)

Json: TypeAlias = dict[str, Any]
Accounts: TypeAlias = Callable[[PersonId], str | None]
"""The speaker id of a person on Slack, or None."""

LONGEST = 3000
"""Characters of one element."""
MOST_ELEMENTS = 400
"""Elements of one flow of text: where there would be more, words go before their styles."""
_ENDS = (".", "!", "?", "")
"""What ends a sentence."""
MOST_WORDS = 12_000
"""Characters of a whole card; Slack refuses messages somewhat above."""

_FORMATS: Mapping[TimeStyle, str] = {
    "time": "{time}",
    "full": "{date_short_pretty} {time}",
}


class Ink:
    """Draws spans until a card's words are used up; what does not fit ends in an ellipsis."""

    def __init__(self, account_of: Accounts, words: int = MOST_WORDS) -> None:
        self.account_of = account_of
        self.left = words
        self._cut = False
        """Whether it says already that there is more."""

    def block(self, *lines: Text) -> Json | None:
        """A rich_text block with one section a line, code in lines set off, or None when there is nothing to read."""
        sections = [section for line in lines for section in self._sections(line)]
        return {"type": "rich_text", "elements": sections} if sections else None

    def _sections(self, line: Text) -> Iterator[Json]:
        """A section for words, a block of its own for code in lines."""
        for is_code, spans in groupby(line, lambda span: isinstance(span, Run) and span.pre):
            if is_code:
                words = "".join(span.text for span in spans if isinstance(span, Run)).strip("\n")
                if drawn := self.elements(plain(words)):
                    yield {"type": "rich_text_preformatted", "elements": drawn}
            elif drawn := self.elements(tuple(spans)):
                yield {"type": "rich_text_section", "elements": drawn}

    def elements(self, text: Text) -> list[Json]:
        """The elements of one flow of text; empty when nothing in it can be read."""
        found: list[Json] = []
        text = text if len(text) <= MOST_ELEMENTS else without_styles(text)
        # What still is more (hundreds of mentions) is said in plain words.
        for span in (*text[:MOST_ELEMENTS], *plain(flatten(text[MOST_ELEMENTS:]))):
            for element in self._draw(span):
                found.append(_in_mid_sentence(found, element))
        readable = any(element.get("text", "…").strip() for element in found)
        return found if readable else []

    def _draw(self, span: Span) -> Iterator[Json]:
        match span:
            case Run():
                yield from self._run(span)
            case Mention(person=person, name=name):
                account = self.account(person)
                if account:
                    yield {"type": "user", "user_id": account}
                else:
                    yield from self._run(Run(f"@{shorten(name, 80)}"))
            case Instant():
                yield self._instant(span)
            case ToType(quoted=quoted):
                yield from self._run(Run(span.spell(slashes=True), code=quoted))

    def _run(self, run: Run) -> Iterator[Json]:
        words = self.take(harmless(run.text))
        style = {name: True for name in ("bold", "italic", "strike", "code") if getattr(run, name)}
        url = harmless(run.href).strip() if run.href else ""
        for start in range(0, len(words), LONGEST):
            piece = words[start : start + LONGEST]
            element = {"type": "link", "url": url, "text": piece} if _is_link(url) else {"type": "text", "text": piece}
            yield {**element, "style": style} if style else element

    def take(self, words: str) -> str:
        """As much of the words as still fits."""
        if not words or self._cut:
            return ""
        self._cut = len(words) > self.left
        taken = words[: self.left] + "…" if self._cut else words
        self.left -= len(words)
        return taken

    def account(self, person: PersonId) -> str | None:
        """Slack's user id of a person; someone known by their speaker id alone is their own account."""
        account = self.account_of(person) or person
        try:
            return ids.local_id(account)
        except ValueError:
            return None

    def _instant(self, instant: Instant) -> Json:
        words = harmless(instant.words) or "…"
        seconds = int(instant.at.timestamp())
        if seconds <= 0 or instant.style == "day":  # a day is the same for every reader, and written alike everywhere
            return {"type": "text", "text": words}
        return {"type": "date", "timestamp": seconds, "format": _FORMATS[instant.style], "fallback": words}


def bold(text: Text) -> Text:
    """The same text with every run in bold."""
    return tuple(replace(span, bold=True) if isinstance(span, Run) else span for span in text)


def _in_mid_sentence(before: list[Json], element: Json) -> Json:
    """A date that begins no sentence takes over the sign in front of it, and the words before it lose that.

    Slack writes "Yesterday" large where a format begins with the day, whatever stands before it.
    """
    words = before[-1].get("text", "") if before and before[-1]["type"] == "text" else ""
    if element["type"] != "date" or words[-1:] not in (" ", "(") or len(words) < 2 or words.rstrip()[-1:] in _ENDS:
        return element
    before[-1] = {**before[-1], "text": words[:-1]}
    return {**element, "format": words[-1] + element["format"], "fallback": words[-1] + element["fallback"]}


def _is_link(url: str) -> bool:
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return scheme in {"http", "https", "mailto"} and len(url) <= LONGEST
