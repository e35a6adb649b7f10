"""The router of a flat chat: which of a person's tickets their words are about, where no thread says so.

A quoted message wins, then a number in the words; with one open ticket there is nothing to ask. With several the desk
asks once, keeps the words meanwhile, and the answer holds for half an hour of silence (experience.md section 5.4).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.commands.desk import something_new, this_one
from core.commands.desk.requester_words import tell
from core.commands.desk.this_one import choose_ticket
from core.commands.reply import Spoken
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.chats import Waiting
from core.ports.tickets import Search, Transaction
from core.processes import DONE, OPEN
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, say
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.text import Run, shorten
from core.ui.thanks import only_thanks

OFFERED = 5
"""How many tickets are offered; any other is named by its number."""
WAITING = 20
"""How many messages wait for the answer; more are refused."""
NAMED = 5
"""How many of the waiting messages are named in the question."""
AGAIN = timedelta(minutes=2)
"""So soon after the question it is still before the person's eyes, and is not put again."""

_THEIRS = tuple(sorted(OPEN | DONE))
_MANY = 50


def route(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Take words of a flat chat to the ticket that they are about, or ask. None when the person has no ticket."""
    person, place = spoke.person.id, spoke.words.where.place
    theirs = find_theirs(tx, person)
    at = engine.moment(spoke.words.at)
    if not theirs:
        return None
    if len(theirs) == 1:
        _tell(engine, tx, spoke, theirs[0], at)
        return Quiet()
    chat = tx.hold_chat(person, place)
    about = chat.about(theirs, at) or _thanked(engine, theirs, spoke.text)
    if about is not None:
        _tell(engine, tx, spoke, about, at)
        tx.keep_chat(person, place, chat.heard(at))
        return Quiet()
    if len(chat.waiting) >= WAITING:
        raise Refusal("choose_first")
    said = (*chat.waiting, Waiting(spoke.text, spoke.message, at, spoke.words.files))
    asked_again = chat.asked_at is None or at - chat.asked_at > AGAIN
    tx.keep_chat(person, place, replace(chat, waiting=said, asked_at=at if asked_again else chat.asked_at))
    return Shown(_which_card(engine, theirs, phrase("which_one", count=len(said)))) if asked_again else Quiet()


def find_theirs(tx: Transaction, person: PersonId) -> tuple[Ticket, ...]:
    """A person's own tickets that are not over, those they spoke of last first."""
    found = tx.search(Search(requester=person, statuses=_THEIRS, limit=_MANY))
    return tuple(sorted(found, key=lambda one: _spoken_of(one, person), reverse=True))


def find_subject(engine: Engine, tx: Transaction, spoke: Utterance) -> Ticket | None:
    """The one ticket that a bare command in a flat chat can only be about; None when there are several or none."""
    theirs = find_theirs(tx, spoke.person.id)
    if len(theirs) == 1:
        return theirs[0]
    chat = tx.chat(spoke.person.id, spoke.words.where.place)
    return chat.about(theirs, engine.moment(spoke.words.at))


def go_on(engine: Engine, tx: Transaction, spoke: Utterance, reply: Reply) -> Reply:
    """The reply to words that named their ticket themselves: an earlier answer is not changed by them, and holds on.

    What still waits for one is asked about again, since they may take this for their answer.
    """
    person, place, at = spoke.person.id, spoke.words.where.place, engine.moment(spoke.words.at)
    chat = tx.chat(person, place)
    if chat.last is not None:
        tx.keep_chat(person, place, tx.hold_chat(person, place).heard(at))
    theirs = find_theirs(tx, person) if chat.waiting and isinstance(reply, Quiet) else ()
    if not theirs:
        return reply
    waiting = tuple(shorten(each.text, 60) for each in chat.waiting)
    waits = phrase("which_one_waits", words=waiting[:NAMED], more=len(waiting) > NAMED)
    return Shown(_which_card(engine, theirs, waits))


def answer_by_number(engine: Engine, tx: Transaction, spoke: Utterance, ref: str) -> Reply | None:
    """A bare number while words wait is the answer to the question. None when nothing waits, or it is not theirs."""
    person, place = spoke.person.id, spoke.words.where.place
    ticket = tx.ticket(ref)
    if ticket is None or not tx.chat(person, place).waiting:
        return None
    if person != ticket.requester:
        return None
    return choose_ticket(engine, tx, person, place, ticket, engine.moment(spoke.words.at), spoke.words.speaker.channel)


def _tell(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, at: datetime) -> None:
    said = Spoken(spoke.text, said_in=spoke.message, files=spoke.words.files, at_home=True)
    tell(engine, tx, ticket, spoke.person.id, said, at, spoke.words.speaker.channel, flat=True)


def _thanked(engine: Engine, theirs: tuple[Ticket, ...], text: str) -> Ticket | None:
    """Thanks are for what was done: with one such ticket nobody has to be asked."""
    done = [one for one in theirs if one.done]
    return done[0] if len(done) == 1 and only_thanks(engine.policy, text) else None


def _which_card(engine: Engine, theirs: tuple[Ticket, ...], asked: Phrase) -> Card:
    offered = theirs[:OFFERED]
    text = engine.presenter.words(asked)
    if len(theirs) > OFFERED:
        text = (*text, Run(" "), *engine.presenter.words(phrase("or_its_number")))
    buttons = [
        Button(shorten(f"{one.ref} {one.title}", 70), Action(this_one.COMMAND.name, {"ticket": one.ref}))
        for one in offered
    ]
    return say(text, *buttons, Button(engine.presenter.label("something_new"), Action(something_new.COMMAND.name)))


def _spoken_of(ticket: Ticket, person: PersonId) -> tuple[datetime, int]:
    """When they last spoke of it; of two at once the newer ticket counts."""
    said = (dict(ticket.spoke).get(person), ticket.created_at)
    return max(at for at in said if at is not None), int(ticket.ref.rpartition("-")[2])
