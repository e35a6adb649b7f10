"""Which ticket: a person's own tickets, and the question which of them their words are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.engine import Engine
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.chats import Waiting
from core.ports.tickets import Search, Transaction
from core.processes import DONE, OPEN, OVER
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, say, small
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.text import Run, shorten

OFFERED = 5
"""How many tickets are offered; any other is named by its number."""
_THEIRS = tuple(sorted(OPEN | DONE))
_OVER = tuple(sorted(OVER))
_MANY = 50


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
    said_in = waiting[0].said_in if waiting else None
    prompt: dict[str, str | int | bool] = {"prompt": said_in} if said_in else {}
    offered = theirs[:OFFERED]
    text = engine.presenter.words(asked)
    if len(theirs) > OFFERED:
        text = (*text, Run(" "), *engine.presenter.words(phrase("or_its_number")))
    choices = {f"{one.ref} {one.title}": Action("this_one", {"ticket": one.ref, **prompt}) for one in offered}
    buttons = [Button(shorten(label, 70), action) for label, action in choices.items()]
    return say(text, *buttons, Button(engine.presenter.label("something_new"), Action("something_new", prompt)))


def answered_as(engine: Engine, reply: Reply, ref: str | None) -> Reply:
    """The reply to an answer; the question becomes a line that names the ticket that was meant, or something new."""
    if not isinstance(reply, Shown | Quiet):
        return reply
    said = phrase("it_is_about", ref=ref) if ref else phrase("it_is_new")
    return replace(reply, pressed=small(engine.presenter.words(said), ticket=ref))


def _spoken_of(ticket: Ticket, person: PersonId) -> tuple[datetime, int]:
    """When they last spoke of it; of two at once the newer ticket counts."""
    said = (dict(ticket.spoke).get(person), ticket.created_at)
    return max(at for at in said if at is not None), int(ticket.ref.rpartition("-")[2])
