"""Which ticket: a person's own tickets, and the question which of them their words are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.commands.registry import Asking
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.chats import Waiting
from core.ports.tickets import Search, Transaction
from core.processes import DONE, OPEN, OVER
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, Section, say, small
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.text import Run, Text, flatten, plain, shorten

OFFERED = 5
"""How many tickets are offered; any other is named by its number."""
_THEIRS = tuple(sorted(OPEN | DONE))
_OVER = tuple(sorted(OVER))
_MANY = 50
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


def which_card(engine: Engine, theirs: tuple[Ticket, ...], asked: Phrase, waiting: Sequence[Waiting]) -> Card:
    """The question `asked`, with a button for each of the first tickets and one for something new.

    It is known by the first of the messages that wait for its answer.
    """
    text = engine.presenter.words(asked)
    if len(theirs) > OFFERED:
        text = (*text, Run(" "), *engine.presenter.words(phrase("or_its_number")))
    return _question(engine, theirs, text, waiting[0].said_in if waiting else None)


def _question(engine: Engine, theirs: tuple[Ticket, ...], text: Text, said_in: str | None) -> Card:
    beside: dict[str, str | int | bool] = {"prompt": said_in} if said_in else {}
    beside["asked"] = shorten(flatten(text), _ASKED)
    choices = {f"{one.ref} {one.title}": Action("this_one", {"ticket": one.ref, **beside}) for one in theirs[:OFFERED]}
    buttons = [Button(shorten(label, 70), action) for label, action in choices.items()]
    return say(text, *buttons, Button(engine.presenter.label("something_new"), Action("something_new", beside)))


def answered_as(asked: Asking, reply: Reply, said: Phrase) -> Reply:
    """The reply to an answer; the question keeps its words, and its buttons turn into one small line, `said`."""
    if not isinstance(reply, Shown | Quiet):
        return reply
    return replace(reply, pressed=_answered(asked, asked.engine.presenter.words(said)))


def answered_by(asked: Asking, said: Phrase) -> Reply:
    """The question with what was `said` to its answer below it, where it can be edited; else that as a message."""
    words = asked.engine.presenter.words(said)
    stands = asked.where is not None and asked.where.kind == "direct" and asked.engine.looks(asked.channel)
    return Quiet(pressed=_answered(asked, words)) if stands else Shown(say(words, ticket=asked.ref or None))


def refused_as(asked: Asking, refusal: Refusal) -> Reply:
    """What cannot be answered so: while words wait, the question offers what is left; else its buttons go."""
    question = plain(str(asked.arguments.get("asked", "")))
    place = asked.where.place if asked.where else ""
    waiting = asked.tx.chat(asked.person.id, place).waiting
    left = tuple(one for one in find_theirs(asked.tx, asked.person.id) if one.ref != asked.ref)
    card = _question(asked.engine, left, question, waiting[0].said_in) if waiting else say(question)
    said = say(asked.engine.presenter.refusal(refusal), slashes=asked.engine.slashes(asked.channel))
    return Shown(said, refusal=True, pressed=card if question else None)


def _answered(asked: Asking, words: Text) -> Card:
    """The question as it was asked, as far as its button knows it, and a small line."""
    line = small(words, ticket=asked.ref or None)
    question = str(asked.arguments.get("asked", ""))
    return replace(line, sections=(Section(plain(question)), *line.sections)) if question else line


def _spoken_of(ticket: Ticket, person: PersonId) -> tuple[datetime, int]:
    """When they last spoke of it; of two at once the newer ticket counts."""
    said = (dict(ticket.spoke).get(person), ticket.created_at)
    return max(at for at in said if at is not None), int(ticket.ref.rpartition("-")[2])
