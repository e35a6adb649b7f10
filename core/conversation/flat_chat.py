"""The router of a chat with the desk: which of a person's tickets their words are about, where no thread says so.

A quoted message wins, then a number in the words; with one open ticket there is nothing to ask, nor where the last that
the person read there was a question about one of them. With several the desk asks once, keeps the words meanwhile, and
the answer holds for half an hour of silence (experience.md section 5.4), but not for words that name another of their
tickets, be it one that has ended lately. Each message is told where it went, with the way to take it back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.commands.desk.requester_words import answer_on_the_spot, continuing, is_at_home, tell
from core.commands.desk.this_one import choose_in_words
from core.commands.desk.which_ticket import find_ended, find_theirs, which_card
from core.conversation.scores import may_be_score, take_score
from core.conversation.subjects import find_named
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import phrase
from core.ports.chats import STICKS, Chat, Waiting
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, say, small
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.text import shorten
from core.ui.thanks import only_thanks, says_it_works

WAITING = 20
"""How many messages wait for the answer; more are refused."""
NAMED = 5
"""How many of the waiting messages are named in the question."""
LATELY = timedelta(days=7)
"""For how long a ticket that has ended is asked about where words name it."""
AGAIN = timedelta(minutes=10)
"""So soon after the question it is still before the person's eyes: what is said then only hears that it waits."""


def route(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Take words of a chat to the ticket that they are about and say so, or ask. None when they can be about none."""
    person, place = spoke.person.id, spoke.words.where.place
    theirs = find_theirs(tx, person)
    at = engine.moment(spoke.words.at)
    if not spoke.words.files and only_thanks(engine.policy, spoke.text, person):
        thanked = _find_thanked(engine, tx, spoke, theirs, at)
        if thanked is not None or not (theirs and says_it_works(engine.policy, spoke.text, person)):
            return _take_thanks(engine, tx, spoke, thanked, at)
    if not theirs:
        ended = _lately_ended(engine, tx, spoke, at)
        return _ask(engine, tx, spoke, tx.hold_chat(person, place), ended, at) if ended else None
    other = find_named(spoke.text, (*theirs, *find_ended(tx, person, at - LATELY)), engine.policy)
    if len(theirs) == 1 and other in (None, *theirs):
        return _tell(engine, tx, spoke, theirs[0], at)
    chat = tx.hold_chat(person, place)
    about = chat.about(theirs, at)
    other = other or find_named(spoke.text, theirs, engine.policy)
    answers = _asked_last(theirs, chat, person)
    if answers is not None and other in (None, answers):
        return _tell(engine, tx, spoke, answers, at)
    if about is not None and (other is None or other.ref == about.ref):
        tx.keep_chat(person, place, chat.heard(at))
        return _tell(engine, tx, spoke, about, at)
    first = (other, *(one for one in theirs if one.ref != other.ref)) if other else theirs
    return _ask(engine, tx, spoke, chat, first, at, again=about is not None)


def take_score_there(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Take words for the score of one of somebody's tickets; None where they are none, or other words wait."""
    person = spoke.person.id
    if not may_be_score(spoke.text) or tx.chat(person, spoke.words.where.place).waiting:
        return None
    ended = find_ended(tx, person, engine.moment(spoke.words.at) - LATELY)
    return take_score(engine, tx, spoke, (*find_theirs(tx, person), *ended))


def _asked_last(theirs: tuple[Ticket, ...], chat: Chat, person: PersonId) -> Ticket | None:
    """The ticket about which they were asked something, if that is the last that they read or wrote in the chat."""
    asked = [(one.asked_at, one) for one in theirs if one.asked_at is not None]
    if not asked or chat.waiting:
        return None
    since, last = max(asked, key=lambda each: each[0])
    heard = (chat.since, *(at for one in theirs for at in (one.created_at, _last_told(one, person))))
    return None if any(at is not None and at > since for at in heard) else last


def _lately_ended(engine: Engine, tx: Transaction, spoke: Utterance, at: datetime) -> tuple[Ticket, ...]:
    """Of somebody without an open ticket, what words may be about all the same: what ended just now, or is named."""
    ended = find_ended(tx, spoke.person.id, at - LATELY)
    named = find_named(spoke.text, ended, engine.policy)
    return tuple(one for one in ended if one is named or (one.closed_at and at - one.closed_at <= STICKS))


def _ask(
    engine: Engine, tx: Transaction, spoke: Utterance, chat: Chat, offered: tuple[Ticket, ...], at: datetime, *,
    again: bool = False,
) -> Reply:  # fmt: skip
    """Let the words wait, and ask which ticket they are about; `again` although that was asked a moment ago."""
    if len(chat.waiting) >= WAITING:
        raise Refusal("choose_first")
    words = Waiting(spoke.text, spoke.message, at, spoke.words.files, spoke.styles_of(spoke.text))
    said = (*chat.waiting, words)
    asks = again or chat.asked_at is None or at - chat.asked_at > AGAIN
    kept = replace(chat, waiting=said, asked_at=at if asks else chat.asked_at)
    tx.keep_chat(spoke.person.id, spoke.words.where.place, kept)
    if not asks:
        return Shown(small(engine.presenter.words(phrase("waits_too"))))
    return Shown(which_card(engine, offered, phrase("which_one", count=len(said)), said))


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
    return Shown(which_card(engine, theirs, waits, chat.waiting))


def answer_by_number(engine: Engine, tx: Transaction, spoke: Utterance, ref: str) -> Reply | None:
    """A bare number while words wait is the answer to the question. None when nothing waits, or it is not theirs."""
    person, place = spoke.person.id, spoke.words.where.place
    ticket = tx.ticket(ref)
    if ticket is None or not tx.chat(person, place).waiting:
        return None
    if person != ticket.requester:
        return None
    return choose_in_words(engine, tx, person, spoke.words.where, ticket, engine.moment(spoke.words.at))


def _tell(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, at: datetime) -> Reply:
    said, person = spoke.public(at_home=is_at_home(tx, ticket, spoke.words.where)), spoke.person.id
    after = tell(engine, tx, ticket, person, said, at, flat=True)
    thanked = not ticket.open and only_thanks(engine.policy, said.text, person)
    answered = answer_on_the_spot(engine, after, person, said)
    return answered if thanked or answered != Quiet() else Shown(_went_there(engine, after))


def say_where(engine: Engine, tx: Transaction, spoke: Utterance, ref: str) -> Reply:
    """The line for words that named their ticket themselves and were taken to it; none after its end, where they are
    thanked for or asked about.
    """
    ticket = continuing(engine, tx, engine.ticket(tx, ref))
    thanks = ticket.done and only_thanks(engine.policy, spoke.text, spoke.person.id)
    return Quiet() if ticket.over or thanks else Shown(_went_there(engine, ticket))


def _went_there(engine: Engine, ticket: Ticket) -> Card:
    """The small line that says where words went, with the way to take them back."""
    text = engine.presenter.words(phrase("routed", ref=ticket.ref, title=shorten(ticket.title, 60)))
    taken_back = Action("not_this_one", {"ticket": ticket.ref, "comment": ticket.last_comment or ""})
    return small(text, Button(engine.presenter.label("not_this_one"), taken_back), ticket=ticket.ref)


def _find_thanked(
    engine: Engine, tx: Transaction, spoke: Utterance, theirs: tuple[Ticket, ...], at: datetime
) -> Ticket | None:
    """What thanks are for: what is named, what the person was told of last (an end, an answer), or all there is."""
    person = spoke.person.id
    every = (*theirs, *find_ended(tx, person, at - LATELY))
    told = {one.ref: last for one in every if (last := _last_told(one, person)) is not None}
    latest = max((one for one in every if one.ref in told), key=lambda one: told[one.ref], default=None)
    return find_named(spoke.text, every, engine.policy) or latest or (theirs[0] if len(theirs) == 1 else None)


def _take_thanks(engine: Engine, tx: Transaction, spoke: Utterance, thanked: Ticket | None, at: datetime) -> Reply:
    """Take thanks to the ticket that they are for; nobody is asked whichever that was."""
    person, place = spoke.person.id, spoke.words.where.place
    if thanked is None:
        return Shown(say(engine.presenter.words(phrase("welcome"))))
    chat = tx.chat(person, place)
    if chat.last is not None:
        tx.keep_chat(person, place, tx.hold_chat(person, place).heard(at))
    return _tell(engine, tx, spoke, thanked, at)


def _last_told(ticket: Ticket, person: PersonId) -> datetime | None:
    """When somebody was told something of a ticket last, be it its end, or spoke of it; None where neither was."""
    spoken = dict(ticket.spoke).get(person)
    instants = (ticket.closed_at, ticket.resolved_at, ticket.last_public_at, spoken)
    return max((one for one in instants if one is not None), default=None)
