"""Which of a person's tickets words name by what it is called: its title, its service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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


def find_named(text: str, tickets: Sequence[Ticket], policy: Policy) -> Ticket | None:
    """The one ticket whose name shares a word with `text`; None where none does, or several."""
    said = {one.casefold() for one in _WORD.findall(text)}
    named = [ticket for ticket in tickets if any(_alike(one, word) for one in said for word in _names(ticket, policy))]
    return named[0] if len(named) == 1 else None


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
