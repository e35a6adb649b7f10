"""What somebody who asked for a ticket (or follows it) says about it: kept wherever it is said, also after its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.commands import add_detail
from core.commands.reply import Spoken
from core.engine import Engine
from core.intake.opening import follow_up
from core.people import PersonId
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.permissions import asking_people, may_see
from core.tickets.ticket import Ticket
from core.ui.thanks import only_thanks

SAID = "said:"
"""The role of a person's own message in a flat chat, followed by the comment that it is: so its edits find it."""


def tell(
    engine: Engine,
    tx: Transaction,
    ticket: Ticket,
    person: PersonId,
    said: Spoken,
    at: datetime,
    channel: str,
    *,
    flat: bool = False,
) -> Ticket:
    """Keep what the requester (or a watcher) says; after the closing their words open a follow-up.

    Returns the ticket that has the words now. `flat` says that the message stands in no thread. Raises Refusal.
    """
    add_detail.allow(engine.policy, ticket, person)
    if ticket.merged:
        survivor = copy_to_survivor(engine, tx, ticket, person, at, replace(said, at_home=False))
        if survivor is not None:
            return find_later(tx, survivor, said.said_in, flat=flat)
    if ticket.over:
        if person not in asking_people(engine.policy, ticket) or only_thanks(engine.policy, said.text):
            return ticket
        if ticket.followed_up_by:
            return tell(engine, tx, continuing(engine, tx, ticket), person, said, at, channel, flat=flat)
        return continue_closed(engine, tx, ticket, said.text, person, at, channel, said.files)
    after = engine.run(tx, ticket, person, at, lambda draft: add_detail.decide(draft, said))
    return find_later(tx, after, said.said_in, flat=flat)


def find_later(tx: Transaction, ticket: Ticket, said_in: str | None, *, flat: bool) -> Ticket:
    """Let the message of the ticket's last comment lead to it, where no thread does."""
    if flat and said_in is not None and ticket.last_comment is not None:
        place, _, message = said_in.partition("#")
        tx.bind(Binding(ticket.ref, f"{SAID}{ticket.last_comment}", place, message))
    return ticket


def continuing(engine: Engine, tx: Transaction, ticket: Ticket) -> Ticket:
    """The ticket, or what continues it once it is over: its thread is the same, and so are its people."""
    while ticket.followed_up_by:
        ticket = engine.ticket(tx, ticket.followed_up_by[-1])
    return ticket


def continue_closed(
    engine: Engine,
    tx: Transaction,
    old: Ticket,
    text: str,
    person: str,
    at: datetime,
    channel: str,
    files: tuple[e.File, ...] = (),
) -> Ticket:
    """Open a linked follow-up of a closed ticket; the old one stays closed, and names it in reaction."""
    return engine.open(tx, replace(follow_up(old, text, person, engine.source(channel, "message")), files=files), at)


def copy_to_survivor(
    engine: Engine, tx: Transaction, merged: Ticket, person: PersonId, at: datetime, words: Spoken
) -> Ticket | None:
    """Keep the words as the person's own on the surviving ticket. None when that one takes no more words."""
    survivor = merged
    while survivor.merged is not None:
        survivor = engine.ticket(tx, survivor.merged.into)
    hidden = survivor.private and not may_see(engine.policy, survivor, person)
    if hidden or survivor.over:
        return None
    return engine.run(tx, survivor, person, at, lambda draft: add_detail.decide(draft, words))
