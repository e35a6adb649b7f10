"""The router of a chat with the desk: which of a person's tickets their words are about, where no thread says so.

A quoted message wins, then a number in the words; with one open ticket there is nothing to ask, nor where the last that
the person read there was a question about one of them. With several the desk asks once, keeps the words meanwhile, and
the answer holds for half an hour of silence (experience.md section 5.4), but not for words that name another of their
tickets, be it one that has ended lately, nor once the desk asked about another one. A number is an answer as well: what
follows is about that ticket. Each message is told where it went, with the way to take it back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.commands.desk import standing_prompts
from core.commands.desk.requester_words import answer_on_the_spot, continuing, is_at_home, tell, told_as
from core.commands.desk.something_new import offer_new
from core.commands.desk.this_one import choose_in_words
from core.commands.desk.which_ticket import LATELY, ask_about_all, find_ended, find_theirs, may_mean
from core.commands.numbers import issued
from core.conversation.chosen import choose_by_number, find_chosen, was_asked_since
from core.conversation.mistyped import answer_slip, find_slip
from core.conversation.new_wishes import is_new_wish
from core.conversation.numbers_in_words import read_numbers, without_noun
from core.conversation.scores import take_score, take_why
from core.conversation.small_talk import asks_how_it_stands, is_greeting
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.people import PersonId
from core.phrases import phrase
from core.ports.chats import STICKS, Chat, Waiting
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.permissions import asking_people
from core.tickets.subjects import find_named
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, say, small
from core.ui.grammar import Typed, parse_ticket
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.text import shorten
from core.ui.thanks import names_of, only_polite, only_thanks, says_it_works

AGAIN = timedelta(minutes=10)
"""So soon after the question it is still before the person's eyes: what is said then only hears that it waits."""


def route(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Take words of a chat to the ticket that they are about and say so, or ask. None when they can be about none."""
    person, place = spoke.person.id, spoke.words.where.place
    theirs = find_theirs(tx, person)
    at = engine.moment(spoke.words.at)
    unsure = len([one for one in theirs if one.asked_at is not None]) > 1
    if (
        not spoke.words.files
        and only_thanks(engine.policy, spoke.text, person)
        and not (unsure and not only_polite(engine.policy, spoke.text, person))
    ):
        thanked = _find_thanked(engine, tx, spoke, theirs, at)
        if thanked is not None or not (theirs and says_it_works(engine.policy, spoke.text, person)):
            return _take_thanks(engine, tx, spoke, thanked, at)
    if not theirs:
        ended = _lately_ended(engine, tx, spoke, at)
        if len(ended) == 1 and ended[0].merged is not None:  # what is written on still reaches those who have it
            return _tell(engine, tx, spoke, ended[0], at)
        chat = tx.hold_chat(person, place)
        if ended:
            return _ask(engine, tx, spoke, chat, ended, at)
        return _take_as_new(engine, tx, spoke, chat, at) if chat.waiting else None
    other = find_named(spoke.text, (*theirs, *find_ended(tx, person, at - LATELY)), engine.policy)
    if len(theirs) == 1 and other in (None, *theirs) and not _is_new_wish(engine, spoke, theirs[0]):
        return _tell(engine, tx, spoke, theirs[0], at)
    chat = tx.hold_chat(person, place)
    about = find_chosen(theirs, chat, at)
    other = other or find_named(spoke.text, theirs, engine.policy)
    if other is None and _asked_of_several(theirs, chat):
        asked_first = sorted(theirs, key=lambda one: one.asked_at is None)
        return _ask(engine, tx, spoke, chat, tuple(asked_first), at)
    answers = _asked_last(theirs, chat, person)
    if answers is not None and other in (None, answers):
        return _tell(engine, tx, spoke, answers, at)
    new = about is not None and other is None and _is_new_wish(engine, spoke, about)
    if about is not None and not new and (other is None or other.ref == about.ref):
        tx.keep_chat(person, place, chat.heard(at))
        return _tell(engine, tx, spoke, about, at)
    first = sorted(theirs, key=lambda one: not was_asked_since(one, chat.since))
    if other is not None:
        first = [other, *(one for one in theirs if one.ref != other.ref)]
    return _ask(engine, tx, spoke, chat, tuple(first), at)


def take_plain_words(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply | None:
    """Plain words: about a ticket of theirs, unless they may be a slip of a command.

    None where they are about none: they greet, ask how their tickets stand, or there is nothing that they can be about.
    """
    said, files = spoke.text, spoke.words.files
    if (answered := _take_with_number(engine, tx, spoke)) is not None:
        return answered
    waits = bool(tx.chat(spoke.person.id, spoke.words.where.place).waiting)  # "are you there?" asks about that
    greets = not waits and is_greeting(said, names_of(engine.policy, spoke.person.id))
    if not files and (not said or greets or asks_how_it_stands(said)):
        return None
    if (scored := _take_score_there(engine, tx, spoke)) is not None:
        return scored
    near = () if files else find_slip(engine, spoke, typed)
    return answer_slip(engine, tx, spoke, typed, near) if near else route(engine, tx, spoke)


def _take_score_there(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Take words for the score of one of somebody's tickets, or for why; None where they are none, or others wait."""
    person = spoke.person.id
    if tx.chat(person, spoke.words.where.place).waiting:
        return None
    ended = find_ended(tx, person, engine.moment(spoke.words.at) - LATELY)
    theirs = (*find_theirs(tx, person), *ended)
    return take_score(engine, tx, spoke, theirs) or take_why(engine, tx, spoke, theirs)


def _is_new_wish(engine: Engine, spoke: Utterance, ticket: Ticket) -> bool:
    """Whether words are plainly of something else. A file shows what is known, and a question awaits any answer."""
    waits = ticket.asked_at is not None or bool(spoke.words.files)
    return not waits and is_new_wish(engine.policy, spoke.person.id, spoke.text, ticket)


def _asked_of_several(theirs: tuple[Ticket, ...], chat: Chat) -> bool:
    """Whether questions about several tickets are open, and they have not said since which one they speak of.

    An answer to the wrong one would end its wait for good.
    """
    asked = [one.asked_at for one in theirs if one.asked_at is not None]
    return len(asked) > 1 and (chat.since is None or chat.since < max(asked))


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
    return tuple(one for one in ended if one is named or one.merged or (one.closed_at and at - one.closed_at <= STICKS))


def _ask(
    engine: Engine, tx: Transaction, spoke: Utterance, chat: Chat, offered: tuple[Ticket, ...], at: datetime, *,
    here: bool = False,
) -> Reply:  # fmt: skip
    """Let the words wait, and ask which ticket they are about: `here`, although that is asked elsewhere in the chat.

    One question asks about all that waits. While it is before the person's eyes, words only hear that they wait, too.
    """
    person, place, said = spoke.person.id, spoke.words.where.place, _waiting(spoke, at)
    if not here and _is_asked(chat, at, offered):
        tx.keep_chat(person, place, chat.with_waiting(replace(said, questions=(chat.asked_last,))))
        return Shown(small(engine.presenter.words(phrase("waits_too"))))
    chat = chat.with_waiting(said)
    return Shown(ask_about_all(engine, tx, person, place, chat, offered, at))


def _is_asked(chat: Chat, at: datetime, offered: tuple[Ticket, ...]) -> bool:
    """Whether the question about what waits was asked a moment ago, and offers what there is to choose from still."""
    if chat.asked_at is None or not chat.asked_last or at - chat.asked_at > AGAIN:
        return False
    left_out = frozenset.intersection(*(frozenset(each.not_about) for each in chat.waiting)) if chat.waiting else ()
    stood = chat.asked_at
    return not left_out and any(
        (one.created_at is None or one.created_at <= stood) and (one.closed_at is None or one.closed_at < stood)
        for one in offered
    )


def _take_as_new(engine: Engine, tx: Transaction, spoke: Utterance, chat: Chat, at: datetime) -> Reply:
    """Words wait still that can be about no ticket any more, and there are others now: they are something new."""
    person, place = spoke.person.id, spoke.words.where.place
    standing_prompts.end_questions(engine, tx, person, place, "asked_again")
    tx.keep_chat(person, place, Chat())
    return Shown(offer_new(engine, tx, person, (*chat.waiting, _waiting(spoke, at))))


def ask_between(engine: Engine, tx: Transaction, spoke: Utterance, offered: tuple[Ticket, ...]) -> Reply:
    """Ask which of these tickets words are about that stand in one's thread and name another. Raises Refusal."""
    chat = tx.hold_chat(spoke.person.id, spoke.words.where.place)
    return _ask(engine, tx, spoke, chat, offered, engine.moment(spoke.words.at), here=True)


def find_several(engine: Engine, tx: Transaction, spoke: Utterance) -> tuple[Ticket, ...]:
    """The person's tickets whose numbers words have, where these are more than one that is not over."""
    found = [tx.ticket(ref) for ref in read_numbers(engine, tx, spoke, everywhere=False)[1]]
    person = spoke.person.id
    theirs = tuple(one for one in found if one and not one.over and person in asking_people(engine.policy, one))
    return theirs if len(theirs) > 1 else ()


def find_subject(engine: Engine, tx: Transaction, spoke: Utterance) -> Ticket | None:
    """The one ticket that a bare command in a flat chat can only be about; None when there are several or none."""
    theirs = find_theirs(tx, spoke.person.id)
    if len(theirs) == 1:
        return theirs[0]
    chat = tx.chat(spoke.person.id, spoke.words.where.place)
    return find_chosen(theirs, chat, engine.moment(spoke.words.at))


def go_on(engine: Engine, tx: Transaction, spoke: Utterance, reply: Reply) -> Reply:
    """The reply to words that stand below their ticket: an earlier answer is not changed by them, and holds on.

    What still waits for one is asked about again, since they may take this for their answer.
    """
    person, place, at = spoke.person.id, spoke.words.where.place, engine.moment(spoke.words.at)
    chat = tx.chat(person, place)
    if chat.last is not None:
        tx.keep_chat(person, place, tx.hold_chat(person, place).heard(at))
    theirs = find_theirs(tx, person) if chat.waiting and isinstance(reply, Quiet) else ()
    if not theirs:
        return reply
    chat = tx.hold_chat(person, place)
    return Shown(ask_about_all(engine, tx, person, place, chat, theirs, at, anew=True))


def answer_by_number(engine: Engine, tx: Transaction, spoke: Utterance, ref: str) -> Reply | None:
    """A bare number while words wait is the answer to the question that was asked last, or below which it is written.

    None when nothing waits, or it is not theirs. What waits since long, or names another ticket alone, is asked
    about first, below the ticket: whoever writes its number may want to look at it alone.
    """
    person, place, at = spoke.person.id, spoke.words.where.place, engine.moment(spoke.words.at)
    ticket, chat = tx.ticket(ref), tx.chat(person, place)
    if ticket is None or not chat.waiting or person != ticket.requester:
        return None
    theirs, question = find_theirs(tx, person), _question_meant(spoke, chat)
    every = {one.ref: one for one in (*theirs, ticket)}
    about = (may_mean(engine.policy, each, tuple(every.values()), ticket) for each in chat.under(question))
    if not any(about) or chat.asked_at is None or at - chat.asked_at > STICKS:
        return _look_and_ask(engine, tx, spoke, ticket, theirs, at)
    return choose_in_words(engine, tx, person, spoke.words.where, ticket, at, question)


def _question_meant(spoke: Utterance, chat: Chat) -> str:
    """The question about the message below which words stand; else the one that was asked last."""
    where = spoke.words.where
    below = f"{where.place}#{where.thread}" if where.thread else ""
    asked = next((one.questions for one in chat.waiting if below and one.said_in == below), ())
    return asked[-1] if asked else chat.asked_last


def take_named(engine: Engine, tx: Transaction, spoke: Utterance, ref: str, reply: Reply) -> Reply:
    """The reply to words that named their ticket by its number: where they went. What is said next goes there, too."""
    if reply != Quiet():  # it was looked at, or they are asked what they mean
        return go_on(engine, tx, spoke, reply)
    own, ticket = _goes_on_in(engine, tx, ref)
    choose_by_number(tx, spoke.person.id, spoke.words.where.place, ticket, engine.moment(spoke.words.at))
    thanks = ticket.done and only_thanks(engine.policy, spoke.text, spoke.person.id)
    if ticket.over or thanks:  # they are thanked for, or asked about
        return go_on(engine, tx, spoke, reply)
    return Shown(_went_there(engine, tx, spoke, ticket, own))


def _take_with_number(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Words with the number of an open ticket of theirs that is not written in full ("1001 again", "see #1001").

    They are for that one, and what is said next, too. None where they have none, or it is all that they are.
    """
    person, place, at = spoke.person.id, spoke.words.where.place, engine.moment(spoke.words.at)
    text, refs = read_numbers(engine, tx, spoke, everywhere=False)
    if parse_ticket(without_noun(text, anywhere=True), issued(engine.policy)) is not None:
        return None
    named = [one for ref in refs if (one := tx.ticket(ref)) and one.requester == person and not one.over]
    if len(named) != 1:  # several were asked about
        return None
    choose_by_number(tx, person, place, named[0], at)
    return _tell(engine, tx, spoke, named[0], at)


def _look_and_ask(
    engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, theirs: tuple[Ticket, ...], at: datetime
) -> Reply:
    """The ticket whose number was written, and below it the question about what waits, which takes nothing along."""
    person, place = spoke.person.id, spoke.words.where.place
    chat = tx.hold_chat(person, place)
    shown = lists.compact(engine, tx, ticket.ref, person)
    offered = (ticket, *(one for one in theirs if one.ref != ticket.ref))
    question = ask_about_all(engine, tx, person, place, chat, offered, at, anew=True)
    return Shown(replace(shown, sections=(*shown.sections, *question.sections), buttons=question.buttons, more=()))


def _waiting(spoke: Utterance, at: datetime) -> Waiting:
    return Waiting(spoke.text, spoke.message, at, spoke.words.files, spoke.styles_of(spoke.text))


def _tell(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, at: datetime) -> Reply:
    said, person = spoke.public(at_home=is_at_home(tx, ticket, spoke.words.where)), spoke.person.id
    after = tell(engine, tx, ticket, person, said, at, flat=True)
    thanked = not ticket.open and only_thanks(engine.policy, said.text, person)
    answered = answer_on_the_spot(engine, after, person, said)
    return answered if thanked or answered != Quiet() else Shown(_went_there(engine, tx, spoke, after, ticket))


def _goes_on_in(engine: Engine, tx: Transaction, ref: str) -> tuple[Ticket, Ticket]:
    """Their own ticket, or what continues it, and the one that has what is said of it: where it was merged, that."""
    own = ticket = continuing(engine, tx, engine.ticket(tx, ref))
    while ticket.merged is not None:
        ticket = continuing(engine, tx, engine.ticket(tx, ticket.merged.into))
    return own, ticket


def _went_there(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, own: Ticket) -> Card:
    """The small line that says where words went, with the way to take them back, and to those that wait still."""
    person, label = spoke.person.id, engine.presenter.label
    ways: list[Button] = []
    named = told_as(engine, ticket, own, person)
    if named is ticket:
        taken_back = Action("not_this_one", {"ticket": ticket.ref, "comment": ticket.last_comment or ""})
        ways.append(Button(label("not_this_one"), taken_back))
    if tx.chat(person, spoke.words.where.place).waiting:
        ways.append(Button(label("which_one"), Action("which_one")))
    text = engine.words_on(named, phrase("routed", ref=named.ref, title=shorten(named.title, 60)))
    return small(text, *ways, ticket=named.ref)


def _find_thanked(
    engine: Engine, tx: Transaction, spoke: Utterance, theirs: tuple[Ticket, ...], at: datetime
) -> Ticket | None:
    """What thanks are for: what is named, what the person was told of last (an end, an answer), or all there is.

    While a question stands which ticket words are about, only what they are asked of whether it works.
    """
    person = spoke.person.id
    every = (*theirs, *find_ended(tx, person, at - LATELY))
    chat = tx.chat(person, spoke.words.where.place)
    if chat.waiting and find_named(spoke.text, every, engine.policy) is None:
        every = theirs = tuple(one for one in theirs if one.done)
    about, earlier = find_chosen(theirs, chat, at), chat.about(theirs, at)
    told = {
        one.ref: last for one in every if (last := _last_told(one, person, spoke_of=one is not earlier)) is not None
    }
    latest = max((one for one in every if one.ref in told), key=lambda one: told[one.ref], default=None)
    if about is not None and latest is not None and chat.last is not None and told[latest.ref] > chat.last:
        about = None  # something else was told since they last wrote
    return find_named(spoke.text, every, engine.policy) or about or latest or (theirs[0] if len(theirs) == 1 else None)


def _take_thanks(engine: Engine, tx: Transaction, spoke: Utterance, thanked: Ticket | None, at: datetime) -> Reply:
    """Take thanks to the ticket that they are for; nobody is asked whichever that was."""
    person, place = spoke.person.id, spoke.words.where.place
    if thanked is None:
        return Shown(say(engine.presenter.words(phrase("welcome"))))
    chat = tx.chat(person, place)
    if chat.last is not None:
        tx.keep_chat(person, place, tx.hold_chat(person, place).heard(at))
    return _tell(engine, tx, spoke, thanked, at)


def _last_told(ticket: Ticket, person: PersonId, *, spoke_of: bool = True) -> datetime | None:
    """When somebody was told something of a ticket last, be it its end, or (`spoke_of`) spoke of it; None where neither
    was.
    """
    spoken = dict(ticket.spoke).get(person) if spoke_of else None
    instants = (ticket.closed_at, ticket.resolved_at, ticket.last_public_at, spoken)
    return max((one for one in instants if one is not None), default=None)
