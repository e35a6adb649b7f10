"""What somebody outside repeats of private answers is taken out of its words, however it spells them.

Both are compared as letters and digits alone, without case, accents, space and signs, also as accounts spell them
("joerg mueller"), and as they read once what is escaped (for addresses, HTML, JSON, mail) is undone. Hidden is
- an answer as it stands, or a part of it that is listed or has a line of its own; how one without spaces begins;
- a word of such a part where that has few, and else one of four letters or more, or a number; and a word that has one
  of four letters in it, or is in one: answers are cut, and run together;
- whatever eight letters in a row an answer has as well;
- a day, however people write it.

Rather more is hidden than had to be: that is what private answers are for.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile

HIDDEN = "•••"
"""What stands where somebody repeats a private answer."""
_LONG = 4
"""Letters of a word that is told apart from others by itself."""
_SIGNS = 2
"""Signs, where there is no letter beside them."""
_FEW = 3
"""Words of a part, all of which are told apart: a name, a street."""
_ROW = 8
"""Letters in a row that nobody writes by accident."""
_DEPTH = 4
"""How often something may be escaped."""
_LISTED = re.compile(r"[,;|/\n\r\t]")
_ESCAPED = re.compile(
    r"(?P<bytes>(?:[%=][0-9a-fA-F]{2})+|(?:\\[xX][0-9a-fA-F]{2})+)"
    r"|(?P<point>\\U[0-9a-fA-F]{8}|\\[uU]\{[0-9a-fA-F]{1,6}\})"
    r"|(?P<units>(?:[%\\][uU][0-9a-fA-F]{4})+)"
    r"|(?P<html>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?)"
    r"|(?P<sign>\\[\\/\"'abfnrtv0])"
)
_SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
"""How accounts spell letters that they do not have."""
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTHS = (
    ("january", "januar", "jan"), ("february", "februar", "feb"), ("march", "marz", "maerz", "mar"), ("april", "apr"),
    ("may", "mai"), ("june", "juni", "jun"), ("july", "juli", "jul"), ("august", "aug"), ("september", "sep", "sept"),
    ("october", "oktober", "oct", "okt"), ("november", "nov"), ("december", "dezember", "dec", "dez"),
)  # fmt: skip
_DIGITS = re.compile(r"[0-9a-fA-F]{2}")
_Span = tuple[int, int]


@dataclass(frozen=True)
class _Reading:
    """A text, or what it reads once escapes are undone; `spans` are where each character stands in the text."""

    text: str
    spans: Sequence[_Span]

    @cached_property
    def letters(self) -> _Letters:
        return _Letters.of(self)


@dataclass(frozen=True)
class _Letters:
    """The letters and digits of a reading. `edges`: before which of them, and the end, a word begins or is over."""

    text: str
    spans: Sequence[_Span]
    edges: Sequence[bool]

    @classmethod
    def of(cls, reading: _Reading) -> _Letters:
        text: list[str] = []
        spans: list[_Span] = []
        edges: list[bool] = []
        apart, was_digit = True, False
        for character, span in zip(reading.text, reading.spans, strict=True):
            for one in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
                kind = unicodedata.category(one)
                if kind[0] in "LN":
                    is_digit = kind[0] == "N"
                    edges.append(apart or is_digit != was_digit)
                    text.append(one)
                    spans.append(span)
                    apart, was_digit = False, is_digit
                elif kind[0] not in "MC" or one.isspace():
                    apart = True
        return cls("".join(text), spans, (*edges, True))

    def words(self) -> Iterator[_Span]:
        """Where its words are: letters in a row, or digits."""
        begins = [at for at, edge in enumerate(self.edges) if edge]
        return pairwise(begins)


class Private:
    """Private answers, as they are looked for."""

    def __init__(self, answers: Iterable[str]) -> None:
        read = [each for answer in answers for each in _readings(answer)]
        self._exact = {each.text for each in read if len(each.text) >= (_LONG if each.letters.text else _SIGNS)}
        self._anywhere: set[str] = set()
        self._between_edges: set[str] = set()
        self._words: set[str] = set()
        self._rows: set[str] = set()
        self._anywhere.update(day for each in read for day in _days(each.text))
        for each in read:
            whole = each.letters.text
            self._rows.update(whole[at : at + _ROW] for at in range(len(whole) - _ROW + 1))
            for part in (each.text, *_LISTED.split(each.text)):
                self._look_for(_plain(part).letters)
        self._long = sorted(word for word in self._words if len(word) >= _LONG)

    def _look_for(self, part: _Letters) -> None:
        if part.text:
            (self._anywhere if len(part.text) >= _LONG else self._between_edges).add(part.text)
        words = [part.text[begin:end] for begin, end in part.words()]
        few = len(words) <= _FEW
        self._words.update(word for word in words if few or len(word) >= _LONG or word.isdigit())

    def taken_out_of(self, text: str) -> str:
        """The text, with HIDDEN wherever it repeats one of them."""
        hidden = [span for reading in _readings(text) for span in self._found(reading)]
        return _without(text, hidden)

    def _found(self, reading: _Reading) -> Iterator[_Span]:
        for exact in self._exact:
            places = _places(reading.text, exact) if " " in exact else _beginnings(reading.text, exact)
            yield from _whole(reading.spans, places)
        letters = reading.letters
        yield from _whole(letters.spans, self._in_letters(letters))

    def _in_letters(self, letters: _Letters) -> Iterator[_Span]:
        text, edges = letters.text, letters.edges
        for each in self._anywhere:
            yield from _places(text, each)
        for each in self._between_edges:
            yield from ((begin, end) for begin, end in _places(text, each) if edges[begin] and edges[end])
        known: dict[str, bool] = {}
        for begin, end in letters.words():
            word = text[begin:end]
            if word not in known:
                known[word] = word in self._words or self._is_in(word)
            if known[word]:
                yield begin, end
        for at in range(len(text) - _ROW + 1):
            if text[at : at + _ROW] in self._rows:
                yield at, at + _ROW

    def _is_in(self, word: str) -> bool:
        return len(word) >= _LONG and any(word in each or each in word for each in self._long)


def _readings(text: str) -> Sequence[_Reading]:
    """A text as it stands, and as it reads each time that escapes are undone."""
    found = {text: _plain(text)}
    for decode in (_utf_8, _latin_1):
        reading = found[text]
        for _ in range(_DEPTH):
            reading = found.setdefault((undone := _undone(reading, decode)).text, undone)
    for reading in tuple(found.values()):
        spelled = _spelled(reading)
        found.setdefault(spelled.text, spelled)
    return tuple(found.values())


def _spelled(reading: _Reading) -> _Reading:
    text: list[str] = []
    spans: list[_Span] = []
    for character, span in zip(reading.text, reading.spans, strict=True):
        letters = _SPELLED.get(character.lower(), character)
        text.append(letters)
        spans.extend([span] * len(letters))
    return _Reading("".join(text), spans)


def _days(text: str) -> Iterator[str]:
    """The days in a text (ISO 8601) as people write them, as letters and digits alone."""
    for year, month, day in _DAY.findall(text):
        if not 1 <= int(month) <= len(_MONTHS):
            continue
        for one in {day, day.lstrip("0")}:
            for name in _MONTHS[int(month) - 1]:
                yield from (f"{one}{name}", f"{name}{one}")
            for number in {month, month.lstrip("0")}:
                yield from (f"{one}{number}{year}", f"{number}{one}{year}", f"{one}{number}{year[2:]}")


def _plain(text: str) -> _Reading:
    return _Reading(text, [(at, at + 1) for at in range(len(text))])


def _undone(reading: _Reading, decode: Callable[[bytes], str]) -> _Reading:
    text: list[str] = []
    spans: list[_Span] = []
    at = 0
    for escaped in _ESCAPED.finditer(reading.text):
        begin, end = escaped.span()
        text.append(reading.text[at:begin])
        spans.extend(reading.spans[at:begin])
        means = _meaning(escaped, decode)
        text.append(means)
        spans.extend([(reading.spans[begin][0], reading.spans[end - 1][1])] * len(means))
        at = end
    return _Reading("".join((*text, reading.text[at:])), [*spans, *reading.spans[at:]])


def _meaning(escaped: re.Match[str], decode: Callable[[bytes], str]) -> str:
    said = escaped.group()
    match escaped.lastgroup:
        case "bytes":
            return decode(bytes.fromhex("".join(_DIGITS.findall(said))))
        case "units":
            return bytes.fromhex(re.sub(r"[%\\][uU]", "", said)).decode("utf-16-be", "ignore")
        case "point":
            number = int(said[2:].strip("{}"), 16)
            return chr(number) if number <= 0x10FFFF else said
        case "html":
            return html.unescape(said)
    return said[1] if said[1] in "\\/\"'" else " "


def _utf_8(said: bytes) -> str:
    return said.decode("utf-8", "ignore")


def _latin_1(said: bytes) -> str:
    return said.decode("latin-1")


def _places(text: str, part: str) -> Iterator[_Span]:
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + 1)


def _beginnings(text: str, word: str) -> Iterator[_Span]:
    """Where a word stands that was cut: a password, a number of something."""
    for begin, end in _places(text, word[:_LONG]):
        goes_on = zip(text[end:], word[_LONG:], strict=False)
        yield begin, end + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], goes_on))


def _whole(spans: Sequence[_Span], found: Iterable[_Span]) -> Iterator[_Span]:
    """Where in the text it stands what was found in a reading of it."""
    return ((spans[begin][0], spans[end - 1][1]) for begin, end in found)


def _without(text: str, hidden: Iterable[_Span]) -> str:
    left: list[str] = []
    at = 0
    for begin, end in sorted(hidden):
        between = text[at:begin]
        if begin > at and (not left or _says(between)):
            left += (between, HIDDEN)
        elif not left:
            left += ("", HIDDEN)
        at = max(at, end)
    return "".join((*left, text[at:]))


def _says(text: str) -> bool:
    """Whether there is a word between two that are hidden."""
    return any(map(str.isalnum, text))
