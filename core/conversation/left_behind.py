"""A thread that its ticket has left: whoever still may reads it on takes part, and nobody talks to nobody unawares.

Words of the former team go along as notes, as far as they may see the ticket still. Where it is private by now, whoever
writes on is told that nothing was sent, and whom to ask; other people in the room are left alone.
"""

from __future__ import annotations

from datetime import datetime

from core.commands import note
from core.commands.reply import Spoken
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import phrase
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.comments import Comment
from core.tickets.draft import Draft
from core.tickets.permissions import is_responder, is_staff, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.inbound import Shown


def is_cut_off(engine: Engine, ticket: Ticket, person: PersonId) -> bool:
    """Whether a ticket became private and left whoever goes on talking where it stood."""
    return ticket.private and not may_see(engine.policy, ticket, person)


def need_reader(engine: Engine, ticket: Ticket, person: PersonId) -> None:
    """Refuse what a responder says in the team's thread of a ticket that is private to others by now."""
    if is_cut_off(engine, ticket, person) and is_staff(engine.policy, person):
        team = engine.policy.team(ticket.team)
        raise Refusal("left_private", ref=ticket.ref, team=team.name, lead=team.lead)


def need_part(engine: Engine, ticket: Ticket, person: PersonId) -> None:
    """Refuse what a responder who had part in a ticket writes on where it was asked for; of others nobody is told."""
    if person in dict(ticket.spoke):
        need_reader(engine, ticket, person)


def had_it(engine: Engine, ticket: Ticket, person: PersonId) -> bool:
    """Whether somebody in a thread that the ticket has left works here, reads it still and has no part in it now."""
    here = is_staff(engine.policy, person) and may_see(engine.policy, ticket, person)
    return here and not is_responder(engine.policy, ticket, person)


def keep_as_note(
    engine: Engine,
    tx: Transaction,
    ticket: Ticket,
    person: PersonId,
    at: datetime,
    words: Spoken,
    said: Comment | None = None,
) -> tuple[Ticket, Shown]:
    """What somebody who had the ticket writes to whoever asked: it is not sent, and whoever has it now reads it.

    `said` is the comment that an edit makes such words of. Returns the ticket, and what the writer is told. Raises
    Refusal where the ticket is over, so that nobody answers.
    """
    if ticket.over:
        raise Refusal("over_unsent", ref=ticket.ref)

    def decide(draft: Draft) -> None:
        if said is None or said.text is None:
            note.decide(draft, words)
        elif said.text != words.text:
            draft.happen(e.CommentEdited(said.id, words.text, late=False, styles=words.styles))

    after = engine.run(tx, ticket, person, at, decide)
    team = engine.policy.team(ticket.team).name
    told = phrase("kept_as_note", ref=ticket.ref, team=team, person=ticket.requester)
    return after, Shown(say(engine.words_on(ticket, told)), refusal=True)
