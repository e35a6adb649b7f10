"""Slips of the hand: which words a mistyped one may have been meant for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from core.errors import Refusal
from core.ui.cards import Button

_MARKS = re.compile(r"(?<=[!?])(?:1|eins|elf)+(?![^\s!?1])")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_LEAST = 3
"""Letters of a word that can be stretched: "aaa" is none."""


class Mistyped(Refusal):
    """A refusal of words that may have been meant for others, with a button for each of these that can be pressed."""

    def __init__(self, refusal: Refusal, meant: Iterable[Button | None]) -> None:
        super().__init__(refusal.code, field=refusal.field, **refusal.phrase.data)
        self.also = refusal.also
        self.meant = tuple(each for each in meant if each is not None)


def without_slipped_marks(text: str) -> str:
    """The words without the digits that stand between their marks where the shift key was let go: "Thanks!!!11"."""
    return _MARKS.sub("", text)


def unstretched(word: str, words: Collection[str]) -> str:
    """The one of the small `words` that a word is with a letter held down: "dankeee", "thankss"; else the word."""
    small = word.lower()
    once = _STRETCHED.sub(r"\1", small)
    tries = (once, re.sub(r"(\w)\1+$", r"\1", small), re.sub(r"(\w)\1+$", r"\1", once))
    found = next((one for one in tries if len(one) >= _LEAST and one in words), None)
    return word if small in words or found is None else found


def near_words(typed: str, words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that `typed` is a slip of, in their order; case does not matter."""
    return tuple(word for word in words if is_slip(typed.casefold(), word.casefold()))


def is_slip(typed: str, word: str) -> bool:
    """Whether `typed` is `word` with a letter too many, too few, wrong or in its neighbour's place.

    A short word is another word as soon as one letter differs ("fine" is not "find"); a long one may have two slips.
    """
    if typed == word or abs(len(typed) - len(word)) > 2 or len(typed) < 3 or set(typed[:2]).isdisjoint(word[:2]):
        return False
    slips = _slips(typed, word)
    if len(word) <= 4 and len(typed) == len(word) and sorted(typed) != sorted(word):
        return False
    return slips <= (2 if len(word) >= 7 else 1)


def _slips(typed: str, word: str) -> int:
    """How many letters were slipped: Damerau and Levenshtein's distance, two neighbours swapped counting once."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, start=1):
        older, before, row = before, row, [i]
        for j, meant in enumerate(word, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != meant)))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == meant:
                row[j] = min(row[j], older[j - 2] + 1)
    return row[-1]
