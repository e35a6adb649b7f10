"""Which of a person's tickets words name by what it is called: its title, its service."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.policy import Policy
from core.tickets.ticket import Ticket

_LEAST = 4
"""Letters of a word that names something; what a title writes in capitals, "VPN", may be shorter."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAYS_NOTHING = re.compile(
    r"about|after|again|also|always|been|before|broken|cannot|does|doesn|every|five|from|have|hours?|into|issue|just|later"
    r"|minutes|more|never|only|other|over|problem|since|some|still|than|that|their|them|then|there|they|this|today|very"
    r"|week|what|when|where|which|with|work|working|works|worse|would|yesterday|your|auch|beim|dass|einen?|geht|heute"
    r"|immer|jetzt|keine?|mehr|meine?|nicht|noch|oder|schon|seit|sich|sind|wieder|wird"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A ticket with the words, of those that were said, by which it is named."""

    ticket: Ticket
    by: frozenset[str]


def named_in(text: str, tickets: Iterable[Ticket], policy: Policy) -> tuple[Named, ...]:
    """Those of the tickets whose names share a word with `text`."""
    said = {one.casefold() for one in _WORD.findall(text)}
    found = (Named(each, _shared(said, _names(each, policy))) for each in tickets)
    return tuple(one for one in found if one.by)


def find_named(text: str, tickets: Iterable[Ticket], policy: Policy) -> Ticket | None:
    """The one ticket whose name shares a word with `text`; None where none does, or several."""
    named = named_in(text, tickets, policy)
    return named[0].ticket if len(named) == 1 else None


def name_another(named: Iterable[Named], ticket: Ticket) -> bool:
    """Whether words that name these tickets name another one than `ticket`, by a word that does not name it as well."""
    by = {one.ticket.ref: one.by for one in named}
    own = by.pop(ticket.ref, frozenset())
    return any(not words <= own for words in by.values())


def _shared(said: Iterable[str], names: Iterable[str]) -> frozenset[str]:
    return frozenset(one for one in said if any(_alike(one, word) for word in names))


def is_among(word: str, names: Iterable[str]) -> bool:
    """Whether a word, in small letters, is one of those in `names`, perhaps with an ending."""
    return any(_alike(word, one.casefold()) for name in names for one in _WORD.findall(name))


def _names(ticket: Ticket, policy: Policy) -> frozenset[str]:
    service = policy.services.get(ticket.service or "")
    written = _WORD.findall(f"{ticket.title} {service.name if service else ''}")
    words = (one.casefold() for one in written if len(one) >= _LEAST or one.isupper())
    return frozenset(one for one in words if not _SAYS_NOTHING.fullmatch(one))


def _alike(said: str, name: str) -> bool:
    """The same word, or one that goes on a little: "printer" and "printers"."""
    short, long = sorted((said, name), key=len)
    return said == name or (len(short) >= _LEAST and long.startswith(short) and len(long) - len(short) <= 2)
