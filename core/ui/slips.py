"""Slips of the hand: which words a mistyped one may have been meant for."""

from __future__ import annotations

from collections.abc import Iterable


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
