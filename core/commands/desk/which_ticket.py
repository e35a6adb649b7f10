"""Which ticket: a person's own tickets, and the question which of them their words are about.

A question names what it is about, unless that is the one message right above it; its answer takes nothing else along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.commands.desk import standing_prompts
from core.commands.registry import ASKED, Asking
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.ports.chats import Chat, Waiting
from core.ports.tickets import Search, Transaction
from core.processes import DONE, OPEN, OVER
from core.tickets.called import call_by_name
from core.tickets.subjects import find_named
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, Section, say, small
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.text import Run, Text, flatten, plain, shorten

OFFERED = 5
"""How many tickets are offered; any other is named by its number."""
_THEIRS = tuple(sorted(OPEN | DONE))
_OVER = tuple(sorted(OVER))
LATELY = timedelta(days=7)
"""For how long a ticket that has ended is asked about."""
_MANY = 50
_NAME, _NAMES = 60, 400
"""Letters by which a question names one message, and all of them."""
_ASKED = 600
"""Letters of the question that a button carries, so that it stays as it was read."""


def find_theirs(tx: Transaction, person: PersonId) -> tuple[Ticket, ...]:
    """A person's own tickets that are not over, those they spoke of last first."""
    found = tx.search(Search(requester=person, statuses=_THEIRS, limit=_MANY))
    return tuple(sorted(found, key=lambda one: _spoken_of(one, person), reverse=True))


def find_ended(tx: Transaction, person: PersonId, since: datetime) -> tuple[Ticket, ...]:
    """A person's own tickets that ended at `since` or later and go on in no other one, the newest first."""
    found = tx.search(Search(requester=person, statuses=_OVER, limit=OFFERED))
    return tuple(one for one in found if one.closed_at and one.closed_at >= since and not one.followed_up_by)


def ask_about(
    engine: Engine, tx: Transaction, person: PersonId, place: str, chat: Chat, about: Sequence[Waiting],
    theirs: tuple[Ticket, ...], asked: Phrase, at: datetime,
) -> Card:  # fmt: skip
    """Ask which ticket the words `about` are about that wait in the chat, and keep it; its answer takes no others.

    What was asked about the same words before loses its buttons; questions about others keep theirs.
    """
    before = {one for each in about for one in each.questions}
    keeps = {one for each in chat.waiting for one in each.questions} - before
    standing_prompts.end_questions(engine, tx, person, place, "asked_again", keeps=keeps)
    question = engine.new_id()
    tx.keep_chat(person, place, chat.asked(question, about, at))
    return which_card(engine, theirs, asked, about, question)


def ask_next(
    engine: Engine, tx: Transaction, person: PersonId, place: str, chat: Chat, first: tuple[Ticket, ...], at: datetime
) -> Card:
    """Ask about what waits longest in the chat, and what belongs with it; `first` are offered first."""
    about = chat.beside(None)
    offered = _may_be(tx, person, about, first)
    return ask_about(engine, tx, person, place, chat, about, offered, which_waits(about, offered), at)


def ask_which(
    engine: Engine, tx: Transaction, person: PersonId, place: str, chat: Chat, said: Waiting,
    first: tuple[Ticket, ...], at: datetime, *, below: bool = False,
) -> Card:  # fmt: skip
    """Ask about words that wait in the chat, and what belongs with them; `first` are offered first.

    Where the question stands right `below` them they need no name, if it is about nothing else.
    """
    about = chat.beside(said)
    offered = _may_be(tx, person, about, first)
    asked = which_one(about, offered, named=not below or len(about) > 1)
    return ask_about(engine, tx, person, place, chat, about, offered, asked, at)


def _may_be(
    tx: Transaction, person: PersonId, about: Sequence[Waiting], first: tuple[Ticket, ...]
) -> tuple[Ticket, ...]:
    """What is offered: a ticket, as long as some of the words may be about it."""
    seen = {one.ref for one in first}
    every = len(about) > 1 or not first
    offered = (*first, *(one for one in (find_theirs(tx, person) if every else ()) if one.ref not in seen))
    return tuple(one for one in offered if any(one.ref not in each.not_about for each in about))


def which_card(
    engine: Engine, theirs: tuple[Ticket, ...], asked: Phrase, waiting: Sequence[Waiting], question: str
) -> Card:
    """The question `asked`, with a button for each of the first tickets and one for something new.

    It is known by its key, and by the first of the messages that wait for its answer.
    """
    text = engine.presenter.words(asked)
    if len(theirs) > OFFERED:
        text = (*text, Run(" "), *engine.presenter.words(phrase("or_its_number")))
    return _question(engine, theirs, text, waiting[0].said_in if waiting else None, question)


def _question(engine: Engine, theirs: tuple[Ticket, ...], text: Text, said_in: str | None, question: str) -> Card:
    beside: dict[str, str | int | bool] = {"prompt": said_in} if said_in else {}
    beside |= {"question": question} if question else {}
    beside[ASKED] = shorten(flatten(text), _ASKED)
    choices = {f"{one.ref} {one.title}": Action("this_one", {"ticket": one.ref, **beside}) for one in theirs[:OFFERED]}
    buttons = [Button(shorten(label, 70), action) for label, action in choices.items()]
    return say(text, *buttons, Button(engine.presenter.label("something_new"), Action("something_new", beside)))


def answered_as(asked: Asking, reply: Reply, said: Phrase, *ways: Button) -> Reply:
    """The reply to an answer; the question keeps its words, and its buttons turn into one small line, `said`.

    `ways` lead back from there.
    """
    if not isinstance(reply, Shown | Quiet):
        return reply
    return replace(reply, pressed=_answered(asked, _words(asked, said), ways))


def _words(asked: Asking, said: Phrase) -> Text:
    """The words of a sentence that may name a ticket."""
    ticket = asked.tx.ticket(str(said.data.get("ref") or ""))
    return asked.engine.words_on(ticket, said) if ticket else asked.engine.presenter.words(said)


def answered_by(asked: Asking, said: Phrase, *ways: Button) -> Reply:
    """The question with what was `said` to its answer below it, where it can be edited; else that as a message.

    `ways` lead back from there.
    """
    words = _words(asked, said)
    stands = asked.where is not None and asked.where.kind == "direct" and asked.engine.looks(asked.channel)
    if stands:
        return Quiet(pressed=_answered(asked, words, ways))
    return Shown(small(words, *ways, ticket=asked.ref or None))


def refused_as(asked: Asking, refusal: Refusal) -> Reply:
    """What cannot be answered so: while words wait, the question offers what is left; else its buttons go."""
    text, question = plain(str(asked.arguments.get(ASKED, ""))), question_of(asked)
    place = asked.where.place if asked.where else ""
    waiting = asked.tx.chat(asked.person.id, place).under(question)
    left = tuple(one for one in find_theirs(asked.tx, asked.person.id) if one.ref != asked.ref)
    card = _question(asked.engine, left, text, waiting[0].said_in, question) if waiting else say(text)
    if (ticket := asked.tx.ticket(asked.ref) if asked.ref else None) is not None:
        call_by_name(refusal, ticket, asked.engine.policy)
    said = say(asked.engine.presenter.refusal(refusal), slashes=asked.engine.slashes(asked.channel))
    return Shown(said, refusal=True, pressed=card if text else None)


def which_one(about: Sequence[Waiting], offered: Sequence[Ticket], *, named: bool) -> Phrase:
    """The question about words, `named` in it or not; where one ticket alone is offered, whether it is that."""
    words = name_all(about) if named else ()
    return phrase("which_one", count=len(about), words=words, only=_only(offered))


def which_waits(about: Sequence[Waiting], offered: Sequence[Ticket]) -> Phrase:
    """The same question about words that were said before."""
    return phrase("which_one_waits", words=name_all(about), only=_only(offered))


def name_all(about: Sequence[Waiting]) -> tuple[str, ...]:
    """What stands for each of these words in a question about them: the more they are, the shorter."""
    room = min(_NAME, _NAMES // max(1, len(about)))
    return tuple(shorten(each.text, room) for each in about)


def _only(offered: Sequence[Ticket]) -> str | None:
    return offered[0].ref if len(offered) == 1 else None


def still_waits(asked: Asking) -> bool:
    """Whether words wait still for the question whose button was pressed, whatever became of its first ones."""
    question, place = question_of(asked), asked.where.place if asked.where else ""
    return bool(question and asked.tx.chat(asked.person.id, place).under(question))


def meant_with(
    policy: Policy, waiting: Sequence[Waiting], theirs: Sequence[Ticket], chosen: Ticket | None
) -> tuple[tuple[Waiting, ...], tuple[Waiting, ...]]:
    """The words that go where an answer says, and those that wait on: they name another of `theirs` themselves, or
    were taken back from that ticket. Where that is true of all, the answer is meant for just these.
    """
    going = tuple(each for each in waiting if may_mean(policy, each, theirs, chosen))
    return (going, tuple(each for each in waiting if each not in going)) if going else (tuple(waiting), ())


def may_mean(policy: Policy, words: Waiting, theirs: Sequence[Ticket], chosen: Ticket | None) -> bool:
    """Whether words may be about the ticket that was chosen (None: about something new), as far as they say so."""
    ref = chosen.ref if chosen is not None else ""
    named = find_named(words.text, theirs, policy)
    return ref not in words.not_about and (named is None or named.ref == ref)


def question_of(asked: Asking) -> str:
    """The key of the question whose button was pressed."""
    return str(asked.arguments.get("question", ""))


def _answered(asked: Asking, words: Text, ways: Sequence[Button] = ()) -> Card:
    """The question as it was asked, as far as its button knows it, and a small line with the `ways` back."""
    line = small(words, *ways, ticket=asked.ref or None)
    question = str(asked.arguments.get(ASKED, ""))
    return replace(line, sections=(Section(plain(question)), *line.sections)) if question else line


def _spoken_of(ticket: Ticket, person: PersonId) -> tuple[datetime, int]:
    """When they last spoke of it; of two at once the newer ticket counts."""
    said = (dict(ticket.spoke).get(person), ticket.created_at)
    return max(at for at in said if at is not None), int(ticket.ref.rpartition("-")[2])
