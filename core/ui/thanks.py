"""Whether words are nothing but thanks: they neither reopen nor ask for anything (domain.md section 10).

Read clause by clause against the table of `thanks_words`: every clause has to stand there (thanks, praise, "it works",
a farewell or the like), and one of them has to be more than a filler. Whatever else is said is no thanks: "thanks, but
it is still slow".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from core.people import PersonId
from core.policy import Policy
from core.ui.slips import unstretched, without_slipped_marks
from core.ui.thanks_words import AGREES, CLAUSES, NOT_THANKS, SIGNS, SMILES, WORDS, Clause

_LONGEST = 200
"""Characters: who writes more has something else to say."""
_APART = re.compile(r"[!.,;:\n]|\s(?i:and|und|&|\+)\s")
"""What stands between clauses."""
_NAMELIKE = re.compile(r"@?[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]+")


def _any_of(listed: str) -> str:
    """The words of a list, the longest first, however they are written."""
    words = sorted((re.escape(each.strip()) for each in listed.split(",")), key=len, reverse=True)
    return f"(?i:{'|'.join(words)})"


_KNOWN = "@name"
"""What stands for a name that is known."""
_NAME = rf"(?:(?:{_KNOWN}|@[^\s@]+) ){{1,2}}"
"""A name that is known, or a mention: any other word may be a complaint, however it is written."""


def _pattern(clauses: tuple[Clause, ...]) -> re.Pattern[str]:
    """The clauses as one pattern over words that each end with a space."""
    ways = ("".join(_token(token) for token in clause.order.split()) for clause in clauses)
    return re.compile(rf"(?!{_any_of(NOT_THANKS)}\b)(?:{'|'.join(ways)})")


def _token(token: str) -> str:
    name, times = token.rstrip("*?"), token[-1] if token[-1] in "*?" else ""
    return f"(?:{_NAME}){times}" if name == "name" else f"(?:{_any_of(WORDS[name])} ){times}"


_THANKS = _pattern(tuple(one for one in CLAUSES if one.alone))
_BESIDE = re.compile(
    "|".join("".join(map(_token, one.order.split())) for one in CLAUSES if not one.alone) + r"|@[\w. -]+ "
)
"""What may stand beside thanks and is none by itself: "ok" alone may as well be an answer."""
_WORKS = _pattern(tuple(one for one in CLAUSES if one.says == "works"))
_PRAISE = frozenset(one.strip() for one in WORDS["set"].split(","))
"""Phrases of which one, "well done", would be read as "well, (it is) done"."""
_POLITE = _pattern(tuple(one for one in CLAUSES if one.says == "polite"))
_AGREES = re.compile(rf"\b{_any_of(AGREES)}\b")
_CALLED = re.compile(_NAME)
_TABLE = frozenset(word for listed in WORDS.values() for word in re.split(r"[\s,]+", listed))
"""Words that say something here, whoever is called so, too."""
_SMILE = re.compile(
    r"(?<!\w)(?:[:;]-?[)DP]|<3|\^\^)(?!\w)"
    rf"|:(?:{'|'.join(re.escape(each.strip()) for each in SMILES.split(','))}|(?:\w+_)?heart):(?::skin-tone-[2-6]:)?"
    rf"|[{SIGNS}][\U0001f3fb-\U0001f3ff\ufe0f]?"
)
"""What goes with thanks and says nothing else: typed, as Slack spells emoji, and as they are."""


def names_of(policy: Policy, author: PersonId) -> Mapping[str, bool]:
    """How the staff and an author are called, in small letters, and whether that is a first name."""
    return _names(policy.responders | policy.managers | {author})


def only_thanks(policy: Policy, text: str, author: PersonId) -> bool:
    """Whether an author's words are nothing but thanks: the desk's own (`lifecycle.reopen.ack_only`) or those that
    people use, in any case, with any marks and smiles. Names are those of the staff, and the author's below them.
    """
    if len(text) > _LONGEST:
        return False
    own = {one.casefold() for one in policy.lifecycle.ack_only}
    if text.strip().replace("\u2019", "'").casefold() in own or _only_smiles(text):
        return True
    thanked = greeted = False
    for part in _parts(policy, text, author):
        if part.casefold() in own or _THANKS.fullmatch(f"{part} "):
            thanked = greeted = True
        elif _BESIDE.fullmatch(f"{part} "):
            greeted = True
        elif not (greeted and _CALLED.fullmatch(f"{part} ")):  # "Thanks a lot, Dana"
            return False
    return thanked


def says_it_works(policy: Policy, text: str, author: PersonId) -> bool:
    """Whether thanks say that something works again, which is news of a ticket."""
    if not only_thanks(policy, text, author):
        return False
    parts = _parts(policy, text, author)
    return any(_WORKS.fullmatch(f"{part} ") and part.casefold() not in _PRAISE for part in parts)


def only_polite(policy: Policy, text: str, author: PersonId) -> bool:
    """Whether thanks say nothing else, so that they answer no question: neither that it works, nor yes, nor praise."""
    if not only_thanks(policy, text, author) or _AGREES.search(text):
        return False
    parts = _parts(policy, text, author)
    return all(_POLITE.fullmatch(f"{part} ") or _CALLED.fullmatch(f"{part} ") for part in parts)


def _only_smiles(text: str) -> bool:
    return _SMILE.search(text) is not None and not _SMILE.sub("", text.strip()).strip(" !.,\u200d\ufe0f")


def _parts(policy: Policy, text: str, author: PersonId) -> list[str]:
    """The clauses of the words, without smiles, names as they are known."""
    known = _names(policy.responders | policy.managers | {author})
    bare = without_slipped_marks(text.strip().replace("\u2019", "'"))
    bare = _LETTERS.sub(lambda word: word[0] if word[0].lower() in known else unstretched(word[0], _TABLE), bare)
    bare = _NAMELIKE.sub(lambda word: _KNOWN if _is_name(word[0].lstrip("@"), known) else word[0], bare)
    parts = (" ".join(part.strip(" -~–()*_\ufe0f\u200d").split()) for part in _APART.split(_SMILE.sub(",", bare)))
    return [part for part in parts if part]


def _is_name(word: str, known: Mapping[str, bool]) -> bool:
    """Whether a word names somebody: a first name in any case, a family name with its capital."""
    first = known.get(word.lower())
    return first is not None and (first or word[:1].isupper())


@cache
def _names(people: frozenset[PersonId]) -> Mapping[str, bool]:
    """How people are called, in small letters, and whether that is a first name."""
    called: dict[str, bool] = {}
    for one in people:
        first, *others = one.partition("@")[0].casefold().split(".")
        called |= {other: called.get(other, False) for other in others} | {first: True}
    return {name: first for name, first in called.items() if name and name not in _TABLE}
