"""Confirm: "Yes, it works" closes a resolved ticket."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.commands.withdraw import allow
from core.errors import Refusal
from core.lifecycle import transitions
from core.tickets.draft import Draft


def decide(draft: Draft, _: Nothing) -> None:
    """Close it as confirmed."""
    ticket = draft.ticket
    if ticket.status == ticket.process.closed:
        raise Refusal("closed_already", ref=ticket.ref)
    if not ticket.done:
        raise Refusal("not_resolved", ref=ticket.ref)
    transitions.close(draft, confirmed=True)


COMMAND = Command(
    name="confirm",
    words=("confirm",),
    usage="confirm",
    help="Say that it works; the ticket is closed.",
    example="confirm",
    allow=allow,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
    by_askers=True,
)
