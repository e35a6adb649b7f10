"""This one: which of their tickets a person's words in a flat chat are about (experience.md section 5.4)."""

from __future__ import annotations

from datetime import datetime

from core.commands.desk.requester_words import tell
from core.commands.registry import Asking, DeskCommand
from core.commands.reply import Spoken
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import phrase
from core.ports.chats import Chat
from core.ports.tickets import Transaction
from core.tickets.permissions import need_requester
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Take the words that wait to it. Raises Refusal when it is not theirs, or over while nothing waits for it."""
    ticket = asked.seen()
    need_requester(asked.engine.policy, ticket, asked.person.id)
    place = asked.where.place if asked.where else ""
    return choose_ticket(asked.engine, asked.tx, asked.person.id, place, ticket, asked.at, asked.channel)


def choose_ticket(
    engine: Engine, tx: Transaction, person: PersonId, place: str, ticket: Ticket, at: datetime, channel: str
) -> Reply:
    """What waits in the chat is about this ticket, and what is said in the next half hour too. Raises Refusal."""
    chat = tx.hold_chat(person, place)
    if ticket.over and not chat.waiting:
        raise Refusal("closed_in_chat", ref=ticket.ref)
    for each in chat.waiting:
        said = Spoken(each.text, said_in=each.said_in, files=each.files, at_home=True)
        # Words that were waiting while the ticket was closed come after its end.
        when = max(each.at, ticket.closed_at) if ticket.closed_at else each.at
        ticket = tell(engine, tx, ticket, person, said, when, channel, flat=True)
    since = max(at, ticket.created_at) if ticket.created_at else at
    tx.keep_chat(person, place, Chat(ticket.ref, since, at))
    said_so = phrase("went_there", ref=ticket.ref) if chat.waiting else phrase("goes_there", ref=ticket.ref)
    return Shown(say(engine.presenter.words(said_so), ticket=ticket.ref))


COMMAND = DeskCommand(
    name="this_one",
    usage="(press the ticket)",
    help="Say which of my tickets I mean.",
    answer=answer,
    typed_as=lambda arguments: f"ticket {arguments.get('ticket', '')}",
)
