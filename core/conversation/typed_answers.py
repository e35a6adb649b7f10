"""Typed answers to questions that have buttons, wherever they are typed: below the question, or in a chat.

In a chat an answer is of the one ticket about which something was asked, as long as nothing was said of another since;
where several wait for an answer, it is asked which one is meant.
"""

from __future__ import annotations

from datetime import datetime

from core.commands.desk.buttons_in_words import find_answer, press_in_words
from core.commands.desk.which_ticket import LATELY, find_ended, find_theirs
from core.conversation import flat_chat
from core.conversation.chosen import was_asked_since
from core.conversation.typed_command import keep_files
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.people import PersonId
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket
from core.ui.inbound import Quiet, Reply
from core.ui.yes_no import read_answer


def take_answer(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply | None:
    """Take words that are said of a ticket for the answer to what is asked about it; None where they are none.

    In a thread the card above shows what came of it. Raises Refusal.
    """
    person, at = spoke.person.id, engine.moment(spoke.words.at)
    button = find_answer(engine, ticket, person, spoke.text)
    if button is None:
        return None
    channel = spoke.words.speaker.channel
    shown = keep_files(engine, tx, spoke, ticket, spoke.text) if spoke.words.files else ticket
    reply = press_in_words(engine, tx, shown, person, at, button, channel, spoke.message)
    seen = not spoke.stands_alone and not button.opens_form and engine.ticket(tx, ticket.ref).version != ticket.version
    return Quiet() if seen else reply


def answer_in_chat(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Take words of a chat for the answer to what is asked there, or ask which one is meant; None where they are none.

    While words wait for that, they are no answer to what was asked before. Raises Refusal.
    """
    person, at = spoke.person.id, engine.moment(spoke.words.at)
    chat = tx.chat(person, spoke.words.where.place)
    theirs = (*find_theirs(tx, person), *find_ended(tx, person, at - LATELY))
    meant = tuple(one for one in theirs if find_answer(engine, one, person, spoke.text) is not None)
    if chat.waiting:
        meant = tuple(one for one in meant if was_asked_since(one, chat.asked_at))
    if not meant:
        return None
    says_of_what = read_answer(engine.policy, spoke.text, person) - {"yes", "no"}
    rivals = () if says_of_what else tuple(one for one in theirs if one.asked_at is not None and one not in meant)
    if len(meant) + len(rivals) > 1:
        return flat_chat.ask_between(engine, tx, spoke, (*meant, *rivals))
    since = _heard_of(meant[0], person)
    # What went to another one by a choice that was made before the question says nothing of what this answers.
    before = chat.ticket if was_asked_since(meant[0], chat.since) else None
    if any(_heard_of(one, person, spoke_of=one.ref != before) > since for one in theirs):
        return None
    return take_answer(engine, tx, spoke, meant[0])


def _heard_of(ticket: Ticket, person: PersonId, *, spoke_of: bool = True) -> datetime:
    """When they heard of a ticket last, or (`spoke_of`) spoke of it."""
    spoken = dict(ticket.spoke).get(person) if spoke_of else None
    instants = (ticket.created_at, ticket.closed_at, ticket.resolved_at, ticket.last_public_at, spoken)
    return max(one for one in instants if one is not None)
