"""By which words a ticket is found: parts of words, and where nothing fits exactly, words that are one slip away.

A slip is what fingers do: a letter left out, one too many, a wrong one, two in the wrong order. Two words that are one
slip apart become the same by leaving out one letter of each at most; so a slip is looked up and not searched for.
(As SymSpell does: https://github.com/wolfgarbe/SymSpell.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from core.tickets.ticket import Ticket

MOST_WORDS = 10
LONGEST_WORD = 100
LONGEST_TERM = 24
"""Letters of the longest word that is known well enough to be found with a slip in it."""
MOST_TERMS = 60
"""Words of one ticket that are known so: each new one is a dozen rows or two that stay."""
_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
LETTER_ALONE = f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _WITHOUT_SPACES)}]"
"""A letter of a script with few spaces between words or none: Thai and its neighbours, Chinese, Japanese, Korean."""
_ALONE = re.compile(LETTER_ALONE)
_TERM = re.compile(rf"(?<![^\W\d_])[^\W\d_]{{4,{LONGEST_TERM}}}(?![^\W\d_])")


def words_of(ticket: Ticket) -> str:
    """What a ticket is found by: its number, title, description and requester."""
    return f"{ticket.ref} {ticket.title} {ticket.requester} {ticket.description}"


def fold(text: str) -> str:
    """Text as it is compared: without regard to case, one space between words and at either end.

    In scripts without spaces each letter is a word, so that two of them are found wherever they stand.
    """
    return f" {' '.join(_apart(text.casefold()).split())} "


def wanted_words(text: str) -> tuple[str, ...]:
    """The words that somebody typed, folded; the first ten, each to its hundredth letter.

    Spaces in one stand where its letters are words, at its ends as well.
    """
    return tuple(_apart(word[:LONGEST_WORD]).replace("  ", " ") for word in text.casefold().split()[:MOST_WORDS])


def _apart(text: str) -> str:
    return text if text.isascii() else _ALONE.sub(r" \g<0> ", text)


def part(word: str) -> str:
    """What of folded text must be there for a word to be found: the word wherever it stands.

    One of two letters begins a word, one letter is one: else half of all tickets had it.
    """
    if len(word) > 2:
        return word
    return f" {word}" if len(word) == 2 else f" {word} "


def terms(folded: str) -> tuple[str, ...]:
    """The first words of folded text that may be meant by one with a slip: letters only, four of them at least."""
    return tuple(islice(dict.fromkeys(_TERM.findall(folded)), MOST_TERMS))


def slips(word: str) -> frozenset[str]:
    """A word, and what is left of it without one of its letters."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def likeness(typed: str, word: str) -> tuple[int, bool, str]:
    """Sorts words that one with a slip may have been: two letters in the wrong order, one left out or too many first.

    Then comes a wrong letter. The first of a word is seldom it (Kukich 1992, Techniques for Automatically Correcting
    Words in Text: in a few of a hundred misspellings).
    """
    if len(typed) != len(word):
        slip = 0
    else:
        wrong = [at for at in range(len(typed)) if typed[at] != word[at]]
        slip = 0 if sorted(typed) == sorted(word) and len(wrong) == 2 else 1 if len(wrong) == 1 else 2
    return slip, typed[0] != word[0], word


def is_term(word: str) -> bool:
    """Whether a slip in this word can be found."""
    return _TERM.fullmatch(word) is not None


def fits(folded: str, wanted: Iterable[Iterable[str]]) -> bool:
    """Whether folded text has one of each of these groups of words."""
    return all(any(part(word) in folded for word in words) for words in wanted)
