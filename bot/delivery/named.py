"""Whom a message names: people are loaded before it is drawn, and looked up where it is said before it pings them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.people import PersonId
from core.ports.outbox import Notice
from core.tickets.ticket import Ticket
from core.ui.cards import Card
from core.ui.text import Mention

_PERSON = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}|[a-z]{1,20}:[\w-]{1,60}/[\w-]{1,60}")
"""What a person id looks like: facts hold other words, too, and what people typed."""


def may_be_named(notice: Notice, ticket: Ticket | None) -> Sequence[PersonId]:
    """Everybody a card about this may name."""
    people = [notice.to.partition(":")[2]] if notice.to.startswith("direct:") else []
    for fact in notice.facts.values():
        people += [each for each in (fact if isinstance(fact, tuple) else (fact,)) if isinstance(each, str)]
    if ticket is not None:
        people += [ticket.requester, ticket.beneficiary, ticket.logged_by, ticket.assignee or ""]
        people += [person for person, _ in ticket.spoke]
    return [each for each in dict.fromkeys(people) if _PERSON.fullmatch(each)]


def pinged(card: Card) -> Sequence[PersonId]:
    """Everybody whom it pings."""
    texts = [card.title]
    for section in card.sections:
        texts += [section.body, *(fact.value for fact in section.facts)]
    return list(dict.fromkeys(span.person for text in texts for span in text if isinstance(span, Mention)))
