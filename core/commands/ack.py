"""Ack: the one who was paged says "I am on it". An unassigned ticket is claimed by it."""

from __future__ import annotations

from core import escalation, lifecycle
from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.commands.claim import taken
from core.deciding import Draft
from core.errors import Refusal
from core.permissions import need_responder


def decide(draft: Draft, _: Nothing) -> None:
    """Acknowledge: claims an unassigned ticket; otherwise only switches the unacknowledged steps off.

    Refused when nobody is being called any more: whoever comes second is told who was first.
    """
    ticket = draft.ticket
    lifecycle.need_open(ticket)
    called = ticket.ladder is not None and not ticket.ladder.acked
    if ticket.assignee is None:
        lifecycle.take(draft, draft.actor)
    elif not called and ticket.acked_at is not None:
        own = ticket.assignee == draft.actor
        raise Refusal("acked", f"{ticket.ref} is yours already." if own else taken(draft), ticket=ticket.ref)
    elif ticket.assignee == draft.actor:
        lifecycle.begin(draft)
    else:
        escalation.acknowledge(draft, draft.actor)


COMMAND = Command(
    name="ack",
    words=("ack", "acknowledge"),
    usage="ack",
    help="Acknowledge a page: nobody else is called. Takes the ticket when nobody has it.",
    example="ack",
    allow=need_responder,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
)
