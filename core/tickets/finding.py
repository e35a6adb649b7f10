"""By which words a ticket is found: parts of words, and where nothing fits exactly, words that are one slip away.

A slip is what fingers do: a letter left out, one too many, a wrong one, two in the wrong order. Two words that are one
slip apart become the same by leaving out one letter of each at most; so a slip is looked up and not searched for.
(As SymSpell does: https://github.com/wolfgarbe/SymSpell.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.tickets.ticket import Ticket

MOST_WORDS = 10
LONGEST_WORD = 100
LONGEST_TERM = 24
"""Letters of the longest word that is known well enough to be found with a slip in it."""
MOST_TERMS = 200
_TERM = re.compile(rf"(?<![^\W\d_])[^\W\d_]{{4,{LONGEST_TERM}}}(?![^\W\d_])")


def words_of(ticket: Ticket) -> str:
    """What a ticket is found by: its number, title, description and requester."""
    return f"{ticket.ref} {ticket.title} {ticket.requester} {ticket.description}"


def fold(text: str) -> str:
    """Text as it is compared: without regard to case, one space between words and at either end."""
    return f" {' '.join(text.casefold().split())} "


def wanted_words(text: str) -> tuple[str, ...]:
    """The words that somebody typed, folded; the first ten, each to its hundredth letter."""
    return tuple(word[:LONGEST_WORD] for word in text.casefold().split()[:MOST_WORDS])


def part(word: str) -> str:
    """What of folded text must be there for a word to be found: the word wherever it stands.

    One of two letters begins a word, one letter is one: else half of all tickets had it.
    """
    if len(word) > 2:
        return word
    return f" {word}" if len(word) == 2 else f" {word} "


def terms(folded: str) -> tuple[str, ...]:
    """The words of folded text that may be meant by one with a slip in it: letters only, four of them at least."""
    return tuple(sorted(set(_TERM.findall(folded)))[:MOST_TERMS])


def slips(word: str) -> frozenset[str]:
    """A word, and what is left of it without one of its letters."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def is_term(word: str) -> bool:
    """Whether a slip in this word can be found."""
    return _TERM.fullmatch(word) is not None


def fits(folded: str, wanted: Iterable[Iterable[str]]) -> bool:
    """Whether folded text has one of each of these groups of words."""
    return all(any(part(word) in folded for word in words) for words in wanted)
