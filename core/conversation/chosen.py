"""Which ticket a chat is about: the one that they chose there or named by its number last, as long as that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.people import PersonId
from core.ports.chats import Chat
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket


def find_chosen(theirs: Sequence[Ticket], chat: Chat, at: datetime) -> Ticket | None:
    """What they speak of at `at`; None where they did not say so, or were asked about another one of `theirs` since.

    What is said then may be the answer to that, so the earlier choice takes none of it.
    """
    about = chat.about(theirs, at)
    if about is None or any(one.ref != about.ref and was_asked_since(one, chat.since) for one in theirs):
        return None
    return about


def asked_at(ticket: Ticket) -> datetime | None:
    """When the desk asked them about a ticket what still waits for an answer: something, or whether it works."""
    return ticket.resolved_at if ticket.done else ticket.asked_at


def was_asked_since(ticket: Ticket, since: datetime | None) -> bool:
    """Whether a question about a ticket is open that came after `since`."""
    asked = asked_at(ticket)
    return asked is not None and since is not None and asked > since


def choose_by_number(tx: Transaction, person: PersonId, place: str, ticket: Ticket, at: datetime) -> None:
    """Words named a ticket by its number: what they say next is about it, where it is theirs and goes on.

    Words that wait go on waiting; after a ticket that is none of these an earlier choice holds on.
    """
    chat = tx.hold_chat(person, place)
    if ticket.over or ticket.requester != person:
        tx.keep_chat(person, place, chat.heard(at))
        return
    since = max(at, ticket.created_at) if ticket.created_at else at
    tx.keep_chat(person, place, replace(chat, ticket=ticket.ref, since=since, last=since))
