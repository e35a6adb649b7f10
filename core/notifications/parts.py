"""Words that are too long for one message: the rest follows in messages of its own, in order, to the last character.

Each part is a notice like the first, so each is said once, in its turn, found again after a crash, edited and taken
back by itself. The first one speaks in the words of its kind; the others hold nothing but what was said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from core.ports.outbox import FactValue, Notice
from core.ui.text import Run, styled, styles_of

PART: Final = "part"
"""The fact of a notice that keeps which part of the words it holds; the first and only ones have none."""
LAST: Final = "last_part"
"""The fact of a notice that keeps how many parts there are."""
WHOLE: Final = "whole"
"""The fact of a notice that keeps the key of its first part."""
OF_PARTS: Final = frozenset({PART, LAST, WHOLE})
"""The facts that say which part of its words a notice holds."""
LONGEST = 3_500
"""Characters of one part: below the 4,000 that Slack advises for a message."""
MOST_LINES = 100
"""Lines of one part: on a card of Teams each is an element of its own."""
_JOINER = "\u200d"


def split(words: str) -> tuple[str, ...]:
    """The words in parts that fit a message each; joined, they are the words again, but for space that stood alone.

    They are cut behind a line, else behind a word, else between two characters that do not belong together.
    """
    parts: list[str] = []
    while words:
        end = _end_of_part(words)
        parts.append(words[:end])
        words = words[end:]
    return tuple(part for part in parts if part.strip())


def _end_of_part(words: str) -> int:
    """How many characters of the words the next part takes."""
    most = _after_lines(words[:LONGEST], MOST_LINES)
    if most == len(words):
        return most
    for sign in ("\n", " "):
        # A part that ended early for the sake of a line would be a scrap: rather a word, or nothing, is parted.
        if (found := words.rfind(sign, most // 2, most)) >= 0:
            return found + 1
    end = most
    while end > most // 2 and _belongs_to_the_left(words[end], words[end - 1]):
        end -= 1
    return end if end > most // 2 else most


def _after_lines(words: str, lines: int) -> int:
    """Where the first so many lines end."""
    at = 0
    for _ in range(lines):
        found = words.find("\n", at)
        if found < 0:
            return len(words)
        at = found + 1
    return at


def _belongs_to_the_left(sign: str, before: str) -> bool:
    """Whether one character is drawn together with the one before it (an accent, a part of an emoji)."""
    return unicodedata.category(sign) in ("Mn", "Me", "Mc") or _JOINER in (sign, before) or "🏻" <= sign <= "🏿"


def in_parts(notice: Notice, words: str) -> Iterator[Notice]:
    """The notice, as often as it takes to say all of its fact `words`; what acts on a message has a target for each."""
    fact = notice.facts.get(words) if words else None
    said = fact if isinstance(fact, str) else ""
    parts = split(said)
    if len(parts) < 2:
        yield notice
        return
    at = 0
    for number, part in enumerate(parts, start=1):
        at = said.index(part, at)
        facts: Mapping[str, FactValue] = {
            **notice.facts,
            words: part,
            PART: number,
            LAST: len(parts),
            WHOLE: notice.key,
        }
        if isinstance(target := notice.facts.get("target"), str):
            facts = {**facts, "target": role_of_part(target, number)}
        if isinstance(styles := notice.facts.get("styles"), tuple):
            facts = {**facts, "styles": styles_of(part, tuple(between(styled(said, styles), at, at + len(part))))}
        at += len(part)
        yield replace(notice, key=role_of_part(notice.key, number), facts=facts)


def first_of(words: str, styles: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """What the first message says of these words, which may be too long for one; with its styles."""
    first = next(iter(split(words)), words)
    return (
        (words, styles)
        if first == words
        else (first, styles_of(first, tuple(between(styled(words, styles), 0, len(first)))))
    )


def between(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    """What of these runs stands between two characters."""
    at = 0
    for run in runs:
        if piece := run.text[max(start - at, 0) : max(end - at, 0)]:
            yield replace(run, text=piece)
        at += len(run.text)


def role_of_part(whole: str, number: int) -> str:
    """The name of one part of what has the name `whole`: that of the first is the same."""
    return whole if number == 1 else f"{whole}:{number}"


def whole_key(notice: Notice) -> str:
    """The key under which all parts of a notice are one; its own where it is whole."""
    return str(notice.facts.get(WHOLE, notice.key))


def part_of(notice: Notice) -> int:
    """Which part of its words a notice holds, counted from 1."""
    number = notice.facts.get(PART)
    return number if isinstance(number, int) else 1


def parts_behind(notice: Notice) -> tuple[str, ...]:
    """The keys of the parts that follow it, for whomever it is; none where nothing does."""
    whole, number, last = whole_key(notice), part_of(notice), notice.facts.get(LAST, 1)
    anew = notice.key.removeprefix(role_of_part(whole, number))  # what is said elsewhere has its key with more behind
    return tuple(f"{role_of_part(whole, each)}{anew}" for each in range(number + 1, int(str(last)) + 1))


def is_last(notice: Notice) -> bool:
    """Whether nothing of its words follows."""
    return part_of(notice) == notice.facts.get(LAST, 1)
