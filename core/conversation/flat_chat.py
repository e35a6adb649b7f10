"""The router of a chat with the desk: which of a person's tickets their words are about, where no thread says so.

A quoted message wins, then a number in the words; else `subject` decides. Where it cannot tell, the desk asks once and
keeps the words meanwhile; the answer holds for half an hour of silence (experience.md section 5.4). A number is an
answer as well: what follows is about that ticket. Each message is told where it went, with the way to take it back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.commands.desk import standing_prompts
from core.commands.desk.not_this_one import way_back
from core.commands.desk.requester_words import answer_on_the_spot, continuing, is_at_home, tell, told_as
from core.commands.desk.something_new import offer_new
from core.commands.desk.this_one import choose_in_words
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import LATELY, ask_next, ask_which, find_ended, find_theirs, may_mean
from core.commands.numbers import issued
from core.conversation.asked_status import find_asked
from core.conversation.chosen import choose_by_number, find_chosen
from core.conversation.mistyped import answer_slip, find_slip
from core.conversation.numbers_in_words import read_numbers, without_noun
from core.conversation.said_new import read_new
from core.conversation.scores import take_score, take_why
from core.conversation.small_talk import is_greeting
from core.conversation.subject import Asks, Goes, IsNew, Said, decide, is_before_their_eyes, last_told
from core.conversation.utterance import Utterance
from core.engine import Engine
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
    chat = tx.hold_chat(person, place)
    said = Said(person, spoke.text, at, shows=bool(spoke.words.files))
    match decide(engine.policy, said, theirs, find_ended(tx, person, at - LATELY), chat):
        case Goes(ticket):
            if ticket.ref == chat.ticket:
                tx.keep_chat(person, place, chat.heard(at))
            return _tell(engine, tx, spoke, ticket, at)
        case Asks(offered):
            return _ask(engine, tx, spoke, chat, offered, at)
        case IsNew():
            return _take_as_new(engine, tx, spoke, chat, at)
        case None:
            return None


def take_plain_words(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply | None:
    """Plain words: about a ticket of theirs, unless they may be a slip of a command.

    None where they are about none: they greet, ask how their tickets stand, or there is nothing that they can be about.
    """
    said, files = spoke.text, spoke.words.files
    near = () if files else find_slip(engine, spoke, typed)
    if (answered := take_with_number(engine, tx, spoke, everywhere=not near)) is not None:
        return answered
    waits = bool(tx.chat(spoke.person.id, spoke.words.where.place).waiting)  # "are you there?" asks about that
    if not files and (new := _take_new(engine, tx, spoke)) is not None:
        return new
    greets = not waits and is_greeting(said, names_of(engine.policy, spoke.person.id))
    if not files and (not said or greets or find_asked(engine.policy, tx, spoke.person.id, said) is not None):
        return None
    if (scored := _take_score_there(engine, tx, spoke)) is not None:
        return scored
    return answer_slip(engine, tx, spoke, typed, near) if near else route(engine, tx, spoke)


def _take_new(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """The choices for something new, where words say that it is: of what stands behind that, or of what waits.

    None where they do not say so.
    """
    person, place, behind = spoke.person.id, spoke.words.where.place, read_new(spoke.text)
    if behind is None:
        return None
    chat = tx.chat(person, place)
    if behind or not chat.waiting:
        return Shown(choose_card(engine, tx, person, behind, prompt=spoke.message or "" if behind else ""))
    chat = tx.hold_chat(person, place)
    standing_prompts.end_questions(engine, tx, person, place, "asked_again")
    tx.keep_chat(person, place, Chat())
    return Shown(offer_new(engine, tx, person, chat.waiting))


def _take_score_there(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Take words for the score of one of somebody's tickets, or for why; None where they are none, or others wait."""
    person = spoke.person.id
    if tx.chat(person, spoke.words.where.place).waiting:
        return None
    ended = find_ended(tx, person, engine.moment(spoke.words.at) - LATELY)
    theirs = (*find_theirs(tx, person), *ended)
    return take_score(engine, tx, spoke, theirs) or take_why(engine, tx, spoke, theirs)


def _ask(
    engine: Engine, tx: Transaction, spoke: Utterance, chat: Chat, offered: tuple[Ticket, ...], at: datetime, *,
    here: bool = False,
) -> Reply:  # fmt: skip
    """Let the words wait, and ask which ticket they are about: `here`, although that is asked elsewhere in the chat.

    While a question is before the person's eyes that takes them, they only hear that they wait, too.
    """
    person, place, said = spoke.person.id, spoke.words.where.place, _waiting(spoke, at)
    asked_else = standing_prompts.asked_else(tx, person, place, chat.asked_last)
    if not here and is_before_their_eyes(chat, offered, at, asked_else):
        tx.keep_chat(person, place, chat.with_waiting(replace(said, questions=(chat.asked_last,))))
        return Shown(small(engine.presenter.words(phrase("waits_too"))))
    chat = chat.with_waiting(said)
    return Shown(ask_which(engine, tx, person, place, chat, said, offered, at, below=True))


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
    return Shown(ask_next(engine, tx, person, place, chat, theirs, at))


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


def take_with_number(engine: Engine, tx: Transaction, spoke: Utterance, *, everywhere: bool) -> Reply | None:
    """Words with the number of an open ticket of theirs that is not written in full ("1001 again", "close 1001").

    They are for that one, and what is said next, too. None where they have none, or it is all that they are. Where mere
    digits stand in the words they count only `everywhere`.
    """
    person, place, at = spoke.person.id, spoke.words.where.place, engine.moment(spoke.words.at)
    text, refs = read_numbers(engine, tx, spoke, everywhere=False)
    if not refs and everywhere:
        text, refs = read_numbers(engine, tx, spoke, everywhere=True)
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
    question = ask_next(engine, tx, person, place, chat, offered, at)
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
        ways.append(way_back(engine, ticket, (ticket.last_comment or "",)))
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
    told = {one.ref: last for one in every if (last := last_told(one, person, spoke_of=one is not earlier)) is not None}
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
