"""This one: which of their tickets a person's words in a flat chat are about (experience.md section 5.4)."""

from __future__ import annotations

from datetime import datetime

from core.commands.desk.requester_words import answer_on_the_spot, is_at_home, tell
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.desk.source_words import need_words
from core.commands.desk.which_ticket import answered_as, answered_by, refused_as
from core.commands.registry import Asking, DeskCommand
from core.commands.reply import Spoken
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.chats import Chat
from core.ports.tickets import Transaction
from core.tickets.permissions import need_requester
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.inbound import Quiet, Reply, Shown, Where


def answer(asked: Asking) -> Reply:
    """Take the words that wait to it, once: then where they went is shown.

    What cannot be is said, and the question offers it no more: it is not theirs, it ended while nothing waits for it,
    or the words were deleted meanwhile.
    """
    if (told := done_by(asked)) is not None:
        return answered_as(asked, show_ticket(asked, told), phrase("it_is_about", ref=told))
    where = asked.where or Where("")
    try:
        ticket = _need_choice(asked, where)
    except Refusal as refusal:
        return refused_as(asked, refusal)
    reply, said = choose_ticket(asked.engine, asked.tx, asked.person.id, where, ticket, asked.at)
    if reply is not None:
        return answered_as(asked, reply, phrase("it_is_about", ref=ticket.ref))
    return answered_by(asked, said)


def _need_choice(asked: Asking, where: Where) -> Ticket:
    """The ticket that was chosen. Raises Refusal where it cannot be."""
    ticket = asked.seen()
    need_requester(asked.engine.policy, ticket, asked.person.id)
    if not asked.tx.chat(asked.person.id, where.place).waiting:
        need_words(asked.tx, str(asked.arguments.get("prompt", "")))
        _need_going_on(ticket)
    return ticket


def _need_going_on(ticket: Ticket) -> None:
    """Refuse a ticket that is over: what is said next cannot stick to it."""
    if ticket.over:
        raise Refusal("closed_in_chat", ref=ticket.ref)


def choose_in_words(
    engine: Engine, tx: Transaction, person: PersonId, where: Where, ticket: Ticket, at: datetime
) -> Reply:
    """The same as `choose_ticket`, in words that stand by themselves. Raises Refusal."""
    reply, said = choose_ticket(engine, tx, person, where, ticket, at)
    return reply or Shown(say(engine.presenter.words(said), ticket=ticket.ref))


def choose_ticket(
    engine: Engine, tx: Transaction, person: PersonId, where: Where, ticket: Ticket, at: datetime
) -> tuple[Reply | None, Phrase]:
    """What waits in the chat is about this ticket, and what is said in the next half hour too. Raises Refusal.

    Returns what is answered to the words themselves, if anything is, and what is said of where they went.
    """
    place, at_home = where.place, is_at_home(tx, ticket, where)
    answered: Reply = Quiet()
    chat = tx.hold_chat(person, place)
    if not chat.waiting:
        _need_going_on(ticket)
    for each in chat.waiting:
        said = Spoken(
            each.text,
            said_in=each.said_in,
            files=each.files,
            at_home=at_home,
            elsewhere=not at_home,
            styles=each.styles,
        )
        # Words that were waiting while the ticket was closed come after its end.
        when = max(each.at, ticket.closed_at) if ticket.closed_at else each.at
        ticket = tell(engine, tx, ticket, person, said, when, flat=True)
        answered = answer_on_the_spot(engine, ticket, person, said)
    since = max(at, ticket.created_at) if ticket.created_at else at
    tx.keep_chat(person, place, Chat() if ticket.over else Chat(ticket.ref, since, at))
    said_so = phrase("went_there", ref=ticket.ref) if chat.waiting else phrase("goes_there", ref=ticket.ref)
    if ticket.over or answered != Quiet():  # they are asked what they mean, and nothing sticks to it
        return answered, said_so
    return None, said_so


COMMAND = DeskCommand(
    name="this_one",
    usage="(press the ticket)",
    help="Say which of my tickets I mean.",
    answer=answer,
    typed_as=lambda arguments: f"ticket {arguments.get('ticket', '')}",
)
