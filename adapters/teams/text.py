"""Spans as elements of Adaptive Cards in which what a person typed stays what they typed.

Words are drawn as runs of rich text, which Teams never parses. Only a line that pings somebody must be Markdown, since
only there a mention works: in it every sign of the words is escaped, and words in a style go on in a line of their own.
Times are Teams' own, shown in the reader's zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit

from adapters.teams import ids
from adapters.teams.words import NBSP, clean, escape, inert, name_for_mention
from core.people import PersonId
from core.ui.text import STYLES, Instant, Mention, Run, Span, Text, ToType, flatten, shorten, without_styles

Json: TypeAlias = dict[str, Any]
Accounts: TypeAlias = Callable[[PersonId], str | None]
"""The speaker id of a person on Teams, or None."""

MOST_WORDS = 12_000
"""Characters of a whole card: an activity stays below 80 kB."""
MOST_LINES = 120
LONGEST_LINK = 2000
_TAB = " " * 4
_INDENT = re.compile(r"^ +| {2,}")
"""Spaces of a line of code that a reader of HTML would make one."""
_BETWEEN = " ,;:\u2013\u2014-"
"""What stands between a ping and the words that go on below it."""
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_URL_SIGNS = ":/?#@!$&'*+,;=%~-._"


@dataclass(frozen=True, slots=True)
class Look:
    """How a flow of text is drawn."""

    bold: bool = False
    muted: bool = False
    large: bool = False


@dataclass(slots=True)
class Ink:
    """Draws spans until a card's words are used up, and keeps whom the card pings; what does not fit ends in "…"."""

    account_of: Accounts
    left: int = MOST_WORDS
    lines_left: int = MOST_LINES
    styled: bool = True
    """Whether it has room for the styles of words."""
    cut: bool = False
    """Whether it says already that there is more."""
    pinged: dict[str, str] = field(default_factory=dict)
    """The directory ids of those who are pinged, by the text that stands for them."""

    @property
    def entities(self) -> list[Json]:
        """What the card's `msteams` property says of its mentions."""
        return [
            {"type": "mention", "text": text, "mentioned": {"id": account, "name": text[4:-5]}}
            for text, account in self.pinged.items()
        ]

    def block(self, text: Text, look: Look = Look()) -> list[Json]:
        """The elements of one flow of text, one a line; empty when nothing in it can be read."""
        drawn: list[Json] = []
        gap = False
        for line in lines_of(text if self.styled else without_styles(text)):
            if not flatten(line).strip():
                gap = bool(drawn)
                continue
            if self.lines_left <= 0 or self.cut:
                drawn += self._cut(look)
                break
            for part in self._apart(line, look):
                self.lines_left -= 1
                element = self._line(part, look)
                if drawn:
                    element["spacing"] = "Medium" if gap else "None"
                drawn.append(element)
                gap = False
        return drawn

    def _apart(self, line: Text, look: Look) -> tuple[Text, ...]:
        """A line with pings, and below it the words behind them where those have a style: Markdown shows none of it."""
        pings = [at for at, span in enumerate(line) if isinstance(span, Mention) and self.account(span.person)]
        behind = line[pings[-1] + 1 :] if pings else ()
        if not any(_has_style(span) for span in behind) or _is_bold(line, look):
            return (line,)
        first, *others = behind
        if isinstance(first, Run):
            first = replace(first, text=first.text.lstrip(_BETWEEN))
        rest = (first, *others)
        return (line[: pings[-1] + 1], rest) if readable(rest) else (line,)

    def _cut(self, look: Look) -> list[Json]:
        """The sign, once a card, that there is more than it shows."""
        if self.cut:
            return []
        self.cut = True
        return [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "…", "isSubtle": look.muted}]}]

    def _line(self, line: Text, look: Look) -> Json:
        common: Json = {"size": "Medium"} if look.large else {"size": "Small"} if look.muted else {}
        if look.muted:
            common["isSubtle"] = True
        if any(isinstance(span, Mention) and self.account(span.person) for span in line):
            weight = {"weight": "Bolder"} if _is_bold(line, look) else {}
            return {"type": "TextBlock", "text": self.markdown(line), "wrap": True, **weight, **common}
        inlines = [run for span in line for run in self._runs(span, look, common)]
        return {"type": "RichTextBlock", "inlines": inlines}

    def _runs(self, span: Span, look: Look, common: Json) -> Iterator[Json]:
        words = self._words(span)
        if not words:
            return
        run: Json = {"type": "TextRun", "text": words, **common}
        if look.bold or (isinstance(span, Run) and span.bold):
            run["weight"] = "Bolder"
        if isinstance(span, ToType) and span.quoted:
            run["fontType"] = "Monospace"
        if isinstance(span, Run):
            if span.italic:
                run["italic"] = True
            if span.strike:
                run["strikethrough"] = True
            if span.code or span.pre:
                run["text"] = _INDENT.sub(lambda space: NBSP * len(space.group()), words.replace("\t", _TAB))
            if span.code or span.pre:
                run["fontType"] = "Monospace"
            if span.href and (url := link(span.href)):
                run["selectAction"] = {"type": "Action.OpenUrl", "url": url}
                run["underline"] = True
        yield run

    def _words(self, span: Span) -> str:
        """A span where Teams parses nothing but its own times."""
        match span:
            case Run(text=text):
                return self.take(inert(text))
            case Mention(name=name):
                return self.take(_at(inert(name)))
            case Instant():
                return instant(span)
            case ToType():
                return self.take(inert(span.spell(slashes=False)))

    def markdown(self, line: Text) -> str:
        """One line where Teams parses Markdown: pings, links and times of ours, all else escaped."""
        return "".join(self._marked(span) for span in line).strip(" ") or "…"

    def _marked(self, span: Span) -> str:
        match span:
            case Instant():
                return instant(span) if instant(span) != span.words else escape(span.words)
            case Mention(person=person, name=name):
                account = self.account(person)
                return self._ping(account, name) if account else escape(_at(name))
            case ToType():
                return escape(self.take(clean(flatten((span,), slashes=False))))
            case Run():
                words = escape(self.take(clean(span.text)))
                url = link(span.href) if span.href else None
                return f"[{words}]({url})" if url and words.strip() else words

    def _ping(self, account: str, name: str) -> str:
        base = name_for_mention(name)
        text, number = f"<at>{base}</at>", 1
        # Two people of one name: the text decides who is meant, so the second one's is another.
        while self.pinged.get(text, account) != account:
            number += 1
            text = f"<at>{base} {number}</at>"
        self.pinged[text] = account
        return text

    def take(self, words: str) -> str:
        """As much of the words as still fits."""
        if not words or self.cut:
            return ""
        self.cut = len(words) > self.left
        taken = words[: self.left] + "…" if self.cut else words
        self.left -= len(words)
        return taken

    def account(self, person: PersonId) -> str | None:
        """Teams' id of a person; someone known by their speaker id alone is their own account."""
        try:
            return ids.local_id(self.account_of(person) or person)
        except ValueError:
            return None


def _has_style(span: Span) -> bool:
    return (isinstance(span, ToType) and span.quoted) or (
        isinstance(span, Run) and any(getattr(span, style) for style in STYLES)
    )


def _is_bold(line: Text, look: Look) -> bool:
    """Whether all of a line is bold, and nothing else: the one style that a line of Markdown can have as a whole."""
    runs = [span for span in line if isinstance(span, Run)]
    others = any(getattr(run, style) for run in runs for style in STYLES if style != "bold")
    return not others and (look.bold or all(run.bold for run in runs))


def _at(name: str) -> str:
    """A name where no ping is possible."""
    return f"@{shorten(' '.join(name.split()), 80)}"


def lines_of(text: Text) -> list[Text]:
    """A flow of text line by line; a block of code has lines of its own."""
    lines: list[list[Span]] = [[]]
    for span in text:
        begun = bool(lines[-1]) and _is_block(lines[-1][-1]) != _is_block(span)
        if begun and not (isinstance(span, Run) and span.text.startswith("\n")):
            lines.append([])
        if not isinstance(span, Run) or (span.text and span.text.isprintable()):
            lines[-1].append(span)
            continue
        for number, piece in enumerate(clean(span.text).split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(replace(span, text=piece))
    return [tuple(line) for line in lines]


def _is_block(span: Span) -> bool:
    return isinstance(span, Run) and span.pre


def instant(when: Instant) -> str:
    """A moment that Teams shows in the reader's zone and language; far from today, in plain words."""
    if not _is_near(when) or when.style == "day":  # a day is the same for every reader, and written alike everywhere
        return when.words
    written = f"{when.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    date, time = f"{{{{DATE({written},SHORT)}}}}", f"{{{{TIME({written})}}}}"
    return time if when.style == "time" else f"{date} {time}"


def _is_near(when: Instant) -> bool:
    return _FIRST_YEAR <= when.at.astimezone(UTC).year <= _LAST_YEAR


def link(href: str) -> str | None:
    """An address that may be opened, safe inside Markdown; None for any other."""
    given = clean(href).strip()
    url = quote(given, safe=_URL_SIGNS)
    try:
        urlsplit(given)
        parts = urlsplit(url)
    except ValueError:
        return None
    hosted = parts.scheme in {"http", "https"} and parts.netloc and "%" not in parts.netloc
    known = hosted or (parts.scheme == "mailto" and parts.path)
    return url if known and len(url) <= LONGEST_LINK else None


def readable(text: Sequence[Span]) -> bool:
    """Whether anything in it can be read."""
    return bool(clean(flatten(text)).strip())
