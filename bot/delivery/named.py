"""Whom a message names: people are loaded before it is drawn, and looked up where it is said before it pings them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.people import PersonId
from core.ports.outbox import Notice
from core.processes import RequestDetails
from core.tickets.ticket import Ticket
from core.ui.cards import Card
from core.ui.text import Mention

_PERSON = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}|[a-z]{1,20}:[\w-]{1,60}/[\w-]{1,60}")
"""What a person id looks like: facts hold other words, too, and what people typed."""


def may_be_named(notice: Notice, ticket: Ticket | None) -> Sequence[PersonId]:
    """Everybody a card about this may name: also chosen people, which an answer has one after the other."""
    words = [notice.person] if notice.person else []
    for fact in notice.facts.values():
        words += [each for each in (fact if isinstance(fact, tuple) else (fact,)) if isinstance(each, str)]
    if ticket is not None:
        words += _of_ticket(ticket)
    people = (person for each in words for person in each.split(", "))
    return [each for each in dict.fromkeys(people) if _PERSON.fullmatch(each)]


def _of_ticket(ticket: Ticket) -> list[str]:
    """Who has to do with it, and what was answered, among which people may be."""
    found = [ticket.requester, ticket.beneficiary, ticket.logged_by, ticket.assignee or "", ticket.answered_by]
    found += [person for person, _ in ticket.spoke]
    found += [task.assignee or "" for task in ticket.plan]
    for run in ticket.approval.stages if ticket.approval else ():
        found += [vote.person for vote in run.votes]
        found += [person or "" for seat in run.seats for person in (seat.whose, *seat.asked)]
    for details in (ticket.details, ticket.change_asked):
        if isinstance(details, RequestDetails):
            found += details.answers.values()
    return found


def pinged(card: Card) -> Sequence[PersonId]:
    """Everybody whom it pings."""
    texts = [card.title]
    for section in card.sections:
        texts += [section.body, *(fact.value for fact in section.facts)]
    return list(dict.fromkeys(span.person for text in texts for span in text if isinstance(span, Mention)))
