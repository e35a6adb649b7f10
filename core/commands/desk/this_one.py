"""This one: which of their tickets a person's words in a flat chat are about (experience.md section 5.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from core.commands.desk.buttons_in_words import find_answer, press_in_words
from core.commands.desk.not_this_one import way_back
from core.commands.desk.pending_words import source_of
from core.commands.desk.requester_words import SAID, answer_on_the_spot, is_at_home, tell, told_as
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.desk.source_words import need_words
from core.commands.desk.standing_prompts import end_questions
from core.commands.desk.what_it_was import what_it_was
from core.commands.desk.which_ticket import (
    answered_as,
    answered_by,
    ask_next,
    find_theirs,
    meant_with,
    question_of,
    refused_as,
    still_waits,
)
from core.commands.registry import ASKED, Asking, DeskCommand
from core.commands.reply import Spoken
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.chats import Chat
from core.ports.tickets import Transaction
from core.tickets.permissions import need_requester
from core.tickets.ticket import Ticket
from core.ui.cards import Button, Section, say, small
from core.ui.inbound import Quiet, Reply, Shown, Where


def answer(asked: Asking) -> Reply:
    """Take the words that wait to it, once: then where they went is shown.

    What cannot be is said, and the question offers it no more: it is not theirs, it ended while nothing waits for it,
    or the words were deleted meanwhile.
    """
    if (told := done_by(asked)) is not None and not still_waits(asked):
        if told != asked.ref and (has := _has_them(asked, told)) is not None:
            return answered_as(asked, has, phrase("it_is_about", ref=told))
        return answered_as(asked, show_ticket(asked, told), phrase("it_is_about", ref=told))
    where = asked.where or Where("")
    try:
        ticket = _need_choice(asked, where)
    except Refusal as refusal:
        return refused_as(asked, refusal)
    question = question_of(asked)
    chosen = choose_ticket(asked.engine, asked.tx, asked.person.id, where, ticket, asked.at, question)
    ways = chosen.ways_back(asked.engine, str(asked.arguments.get(ASKED, "")))
    if chosen.reply is not None:
        return answered_as(asked, chosen.reply, phrase("it_is_about", ref=ticket.ref), *ways)
    return answered_by(asked, chosen.said, *ways)


def _has_them(asked: Asking, told: str) -> Reply | None:
    """That another ticket has the words already, with the way to take them back; None where that is not theirs."""
    place, _, message = str(asked.arguments.get("prompt", "")).partition("#")
    bound, ticket = asked.tx.bound(place, message), asked.tx.ticket(told)
    if what_it_was(asked.tx, Where(place, message=message)) is not None:
        return None  # an answer that did something is not taken back
    if bound is None or ticket is None or ticket.over or ticket.requester != asked.person.id:
        return None
    words = asked.engine.words_on(ticket, phrase("has_it_already", ref=told))
    return Shown(say(words, way_back(asked.engine, ticket, (bound.role.removeprefix(SAID),)), ticket=told))


def _need_choice(asked: Asking, where: Where) -> Ticket:
    """The ticket that was chosen. Raises Refusal where it cannot be."""
    ticket = asked.seen()
    need_requester(asked.engine.policy, ticket, asked.person.id)
    if not asked.tx.chat(asked.person.id, where.place).under(question_of(asked)):
        need_words(asked.tx, str(asked.arguments.get("prompt", "")))
        _need_going_on(ticket)
    return ticket


def _need_going_on(ticket: Ticket) -> None:
    """Refuse a ticket that is over: what is said next cannot stick to it."""
    if ticket.over:
        raise Refusal("closed_in_chat", ref=ticket.ref)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What came of a choice: what is answered to the words themselves, if anything is, and what is said of where they
    went; `ticket` has these `comments` now, which can be taken back.
    """

    reply: Reply | None
    said: Phrase
    ticket: Ticket
    comments: tuple[str, ...] = ()

    def ways_back(self, engine: Engine, below: str = "") -> tuple[Button, ...]:
        """The way to take the words back, where some went there; `below` the question that the line stands with it."""
        return (way_back(engine, self.ticket, self.comments, below),) if self.comments else ()


def choose_in_words(
    engine: Engine, tx: Transaction, person: PersonId, where: Where, ticket: Ticket, at: datetime, question: str
) -> Reply:
    """The same as `choose_ticket`, in words that stand by themselves. Raises Refusal."""
    chosen = choose_ticket(engine, tx, person, where, ticket, at, question)
    told = engine.ticket(tx, str(chosen.said.data["ref"]))
    return chosen.reply or Shown(small(engine.words_on(told, chosen.said), *chosen.ways_back(engine), ticket=told.ref))


def choose_ticket(
    engine: Engine, tx: Transaction, person: PersonId, where: Where, ticket: Ticket, at: datetime, question: str
) -> Chosen:
    """What waits under a question is about this ticket, and what is said in the next half hour too. Raises Refusal.

    Words that name another ticket wait on, and are asked about next.
    """
    place, at_home = where.place, is_at_home(tx, ticket, where)
    answered: Reply = Quiet()
    chat = tx.hold_chat(person, place)
    theirs = (ticket, *(one for one in find_theirs(tx, person) if one.ref != ticket.ref))
    waiting, named = meant_with(engine.policy, chat.under(question), theirs, ticket)
    left, own = (*chat.without(question), *named), ticket
    if not waiting:
        _need_going_on(ticket)
    tx.end_prompts((where.key,), "answered")  # the reply draws what was pressed
    end_questions(engine, tx, person, place, "answered", ref=ticket.ref, question=question)
    comments: list[str] = []
    for each in waiting:
        button = None if each.files else find_answer(engine, ticket, person, each.text)
        if button is not None:
            channel = place.partition(":")[0]
            when = max(each.at, ticket.resolved_at or at)
            answered = press_in_words(engine, tx, ticket, person, when, button, channel, each.said_in)
            ticket = engine.ticket(tx, ticket.ref)
            continue
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
        comments.append(ticket.last_comment or "")
        answered = answer_on_the_spot(engine, ticket, person, said)
    for source in {source_of(each) for each in waiting if each.said_in is None} - {None}:
        tx.keep_origin(str(source), own.ref, at)  # whoever brings them again is shown where they went
    since = max(at, ticket.created_at) if ticket.created_at else at
    sticks = ticket.requester == person and not ticket.over  # a chat is about a ticket of theirs
    about = replace(Chat(ticket.ref, since, at) if sticks else Chat(), waiting=left)
    tx.keep_chat(person, place, replace(about, asked_at=chat.asked_at if left else None))
    told = told_as(engine, ticket, own, person)
    count = len(waiting)
    went = phrase("went_there", ref=told.ref, count=count) if sticks else phrase("has_them", ref=told.ref, count=count)
    said_so = went if waiting else phrase("goes_there", ref=told.ref)
    if ticket.over or answered != Quiet():  # they are asked what they mean, and nothing sticks to it
        return Chosen(answered, said_so, ticket)
    chosen = Chosen(None, said_so, ticket, tuple(comments) if told is ticket else ())
    if not left:
        return chosen
    others = tuple(one for one in theirs if one.ref not in (own.ref, ticket.ref))
    offered = (*others, ticket) if sticks else others
    asked = ask_next(engine, tx, person, place, about, offered, at)
    line = Section(engine.words_on(told, said_so))
    next_one = Shown(replace(asked, sections=(line, *asked.sections)))
    return replace(chosen, reply=next_one, said=phrase("it_is_about", ref=told.ref))


COMMAND = DeskCommand(
    name="this_one",
    usage="(press the ticket)",
    help="Say which of my tickets I mean.",
    answer=answer,
    typed_as=lambda arguments: f"ticket {arguments.get('ticket', '')}",
)
