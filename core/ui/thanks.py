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
from core.ui.thanks_words import CLAUSES, NOT_THANKS, SIGNS, SMILES, WORDS, Clause

_LONGEST = 200
"""Characters: who writes more has something else to say."""
_APART = re.compile(r"[!.,;:\n]|\s(?i:and|und|&|\+)\s")
"""What stands between clauses."""
_NAMELIKE = re.compile(r"@?[^\W\d_]+")


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
_CALLED = re.compile(_NAME)
_TABLE = frozenset(word for listed in WORDS.values() for word in re.split(r"[\s,]+", listed))
"""Words that say something here, whoever is called so, too."""
_SMILE = re.compile(
    r"(?<!\w)(?:[:;]-?[)DP]|<3|\^\^)(?!\w)"
    rf"|:(?:{'|'.join(re.escape(each.strip()) for each in SMILES.split(','))}|(?:\w+_)?heart):(?::skin-tone-[2-6]:)?"
    rf"|[{SIGNS}][\U0001f3fb-\U0001f3ff\ufe0f]?"
)
"""What goes with thanks and says nothing else: typed, as Slack spells emoji, and as they are."""


def only_thanks(policy: Policy, text: str, author: PersonId) -> bool:
    """Whether an author's words are nothing but thanks: the desk's own (`lifecycle.reopen.ack_only`) or those that
    people use, in any case, with any marks and smiles. Names are those of the staff, and the author's below them.
    """
    if len(text) > _LONGEST:
        return False
    own = {one.casefold() for one in policy.lifecycle.ack_only}
    bare = text.strip().replace("\u2019", "'")
    if bare.casefold() in own or (_SMILE.search(bare) and not _SMILE.sub("", bare).strip(" !.,\u200d\ufe0f")):
        return True
    known = _names(policy.responders | policy.managers | {author})
    bare = _NAMELIKE.sub(lambda word: _KNOWN if _is_name(word[0].lstrip("@"), known) else word[0], bare)
    parts = [" ".join(part.strip(" -~–()*_\ufe0f\u200d").split()) for part in _APART.split(_SMILE.sub(",", bare))]
    thanked = greeted = False
    for part in filter(None, parts):
        if part.casefold() in own or _THANKS.fullmatch(f"{part} "):
            thanked = greeted = True
        elif _BESIDE.fullmatch(f"{part} "):
            greeted = True
        elif not (greeted and _CALLED.fullmatch(f"{part} ")):  # "Thanks a lot, Dana"
            return False
    return thanked


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
