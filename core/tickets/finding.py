"""By which words a ticket is found: by what words begin with. Where none fits so, by what is like it: parts inside of
words, and words that are one slip away.

They are its own and those of the conversation on it, as they read now. Whose words those are that somebody may read is
for whoever asks to say: here are only such as they may.

A slip is what fingers do: a letter left out, one too many, a wrong one, two in the wrong order. Two words that are one
slip apart become the same by leaving out one letter of each at most; so a slip is looked up and not searched for.
(As SymSpell does: https://github.com/wolfgarbe/SymSpell.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from core.people import PersonId
from core.processes import PROCESSES
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
QUOTED = 80
"""Letters of the words that are shown around what was found."""
_BEFORE = 25
"""Letters of them that may stand before it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Groups of folded words: a ticket must have one of each.

    A word of its own begins with it ("pri" is in "printer"), and with a word of which parts stand behind signs any of
    these ("1042" is in "INC-1042"); `inside`, it may stand anywhere in one ("ink" is in "link").
    """

    groups: tuple[tuple[str, ...], ...] = ()
    inside: bool = False

    def is_in(self, folded: str, word: str) -> bool:
        """Whether a word stands so in folded text."""
        return _find(folded, part(word), inside=self.inside) >= 0

    def missing_in(self, folded: str) -> Wanted:
        """The groups of which folded text has none."""
        return replace(self, groups=tuple(words for words in self.groups if not self._has(folded, words)))

    def count_in(self, folded: str) -> int:
        """Of how many groups folded text has one."""
        return sum(self._has(folded, words) for words in self.groups)

    def found_in(self, folded: str) -> str:
        """The first of the words that stands in folded text, which has one."""
        return next(word for words in self.groups for word in words if self.is_in(folded, word))

    def _has(self, folded: str, words: Iterable[str]) -> bool:
        return any(self.is_in(folded, word) for word in words)


def begins_in(folded: str, sought: str) -> bool:
    """Whether a word of folded text, or a part of one behind a sign, begins with what is sought."""
    return _find(folded, sought) >= 0


def _find(folded: str, sought: str, *, inside: bool = False) -> int:
    """Where it stands in folded text; -1 where it does not. What begins with a sign or a space may stand anywhere."""
    at = folded.find(sought)
    if inside or not sought[:1].isalnum():
        return at
    while at > 0 and folded[at - 1].isalnum():
        at = folded.find(sought, at + 1)
    return at


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote on a ticket: all of it, or on one line the words around what was looked for.

    An internal note is not `public`.
    """

    author: PersonId
    text: str
    public: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found; `quote` says where, when its own words do not.

    One that is only `like` has no words that begin with what was typed, but some like it.
    """

    ticket: Ticket
    quote: Said | None = None
    like: bool = False


def words_of(ticket: Ticket) -> str:
    """What a ticket is found by from its opening on: its number, title, description, who asked and for whom it is."""
    other = f"{ticket.beneficiary} " if ticket.beneficiary != ticket.requester else ""
    return f"{_names(ticket)} {ticket.title} {ticket.requester} {other}{ticket.description}"


def _names(ticket: Ticket) -> str:
    """What it was opened as, and what it is called as the kind of record that it became."""
    prefix, _, number = ticket.ref.rpartition("-")
    now = ticket.process.prefix
    became = prefix != now and any(prefix == each.prefix for each in PROCESSES.values())
    return f"{ticket.ref} {now}-{number}" if became else ticket.ref


def missing_in(ticket: Ticket, wanted: Wanted) -> Wanted:
    """The groups that a ticket has none of without what was said on it; whoever has it is one of its words, too."""
    return wanted.missing_in(fold(words_of(ticket)) + fold(ticket.assignee or ""))


def look_into(ticket: Ticket, said: Iterable[Said], missing: Wanted) -> Hit | None:
    """The ticket, where what was `said` on it has one of each group that is `missing` in itself.

    `said` is what whoever asks may read, the newest first; no more of it is read than need be. The quote is of the
    comment among those that has most of it.
    """
    left, read = missing, list[tuple[int, str, Said]]()
    for one in said if missing.groups else ():
        text = fold(one.text)
        if has := missing.count_in(text):
            read.append((has, text, one))
            left = left.missing_in(text)
        if not left.groups:
            break
    if left.groups or not read:
        return None if left.groups else Hit(ticket, like=missing.inside)
    _, text, told = max(read, key=lambda each: each[0])
    quote = replace(told, text=extract(told.text, missing.found_in(text)))
    return Hit(ticket, quote, like=missing.inside)


def extract(text: str, word: str) -> str:
    """Some words of a text on one line, around the first place where a folded word begins one, or stands in one."""
    line = " ".join(text.split())
    at = _place(line, part(word) if word.isascii() else word.replace(" ", ""))
    start = max(line.rfind(" ", 0, max(at - _BEFORE, 0)) + 1, at - 2 * _BEFORE, 0)
    end = start + QUOTED
    if end < len(line):
        end = max(line.rfind(" ", at + 1, end), start + QUOTED // 2)
    return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"


def _place(line: str, sought: str) -> int:
    """Where folded text begins in a line; at its beginning where it stands nowhere."""
    folded = f" {line} ".casefold()
    begins = _find(folded, sought)
    found = max(begins if begins >= 0 else folded.find(sought), 0)
    if len(folded) != len(line) + 2:  # folded, a letter may be two
        found = [at for at, sign in enumerate(f" {line} ") for _ in sign.casefold()][found]
    return max(found - 1, 0)


def fold(text: str) -> str:
    """Text as it is compared: without regard to case, one space between words and at either end.

    In scripts without spaces each letter is a word, so that two of them are found wherever they stand. What no
    database keeps (null bytes, halves of characters) is left out, as it is where text is stored.
    """
    return f" {' '.join(_apart(_kept(text).casefold()).split())} "


def known_words(folded: str) -> Iterable[str]:
    """The words of folded text, each once and with a space at either end, which tell where it begins and ends.

    Of a very long one, which no index takes, there are parts that overlap by a hundred letters: no more is asked for.
    """
    for word in dict.fromkeys(folded.split()):
        for place in range(0, max(len(word) - LONGEST_WORD + 2, 1), LONGEST_WORD):
            yield f" {word} "[place : place + 2 * LONGEST_WORD]


def wanted_words(text: str) -> tuple[str, ...]:
    """The words that somebody typed, folded; the first ten, each to its hundredth letter.

    Spaces in one stand where its letters are words, at its ends as well.
    """
    return tuple(_apart(word[:LONGEST_WORD]).replace("  ", " ") for word in _kept(text).casefold().split()[:MOST_WORDS])


def _kept(text: str) -> str:
    return (
        text if text.isascii() and "\x00" not in text else text.replace("\x00", "").encode("utf-8", "replace").decode()
    )


def _apart(text: str) -> str:
    return text if text.isascii() else _ALONE.sub(r" \g<0> ", text)


def part(word: str) -> str:
    """What of folded text must be there for a word to be found: the word.

    One of two letters begins a word always, one letter is one: else half of all tickets had it.
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
