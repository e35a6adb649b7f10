"""Ack: the one who was paged says "I am on it". An unassigned ticket is claimed by it."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.commands.claim import taken
from core.errors import Refusal
from core.lifecycle import escalation, sla, transitions
from core.people import PersonId
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder
from core.tickets.ticket import Ticket


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """The team, and whoever was called: a ladder may call people of other teams, and managers."""
    if not _was_called(ticket, person) and person != ticket.escalated_to:
        need_responder(policy, ticket, person)


def _was_called(ticket: Ticket, person: PersonId) -> bool:
    return ticket.ladder is not None and person in ticket.ladder.tried


def decide(draft: Draft, _: Nothing) -> None:
    """Acknowledge: claims an unassigned ticket; otherwise it only ends the calling (and its clock).

    What somebody has is acknowledged by them, and by whom the ladder called for it. Anybody else, and whoever comes
    when nobody is being called any more, is told who has it: their card is of another hour, or of another's call.
    """
    ticket = draft.ticket
    transitions.need_open(ticket)
    called = ticket.ladder is not None and not ticket.ladder.acked
    asked = ticket.escalated_to == draft.actor
    if asked:
        draft.happen(e.EscalationSeen(draft.actor))
    if ticket.assignee is None:
        transitions.take(draft, draft.actor)
    elif ticket.assignee == draft.actor and (called or ticket.acked_at is None or ticket.still_with is not None):
        transitions.begin(draft)
    elif called and _was_called(ticket, draft.actor):
        sla.stop(draft, "ack")
        escalation.acknowledge(draft, draft.actor)
    elif not asked:
        raise Refusal("yours_already", ref=ticket.ref) if ticket.assignee == draft.actor else taken(draft)


COMMAND = Command(
    name="ack",
    words=("ack", "acknowledge"),
    usage="ack",
    help="Acknowledge a page: nobody else is called. Takes the ticket when nobody has it.",
    example="ack",
    allow=allow,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
)
