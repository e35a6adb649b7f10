"""Withdraw: the requester no longer needs it, while nobody has taken it."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import PersonId
from core.policy import Policy
from core.tickets.draft import Draft
from core.tickets.permissions import need_requester
from core.tickets.ticket import Ticket


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Those who asked."""
    need_requester(policy, ticket, person)


def decide(draft: Draft, _: Nothing) -> None:
    """Cancel while unclaimed (domain.md sections 4 and 5)."""
    ticket = draft.ticket
    if not ticket.untouched:
        if not ticket.open:
            transitions.move(ticket, ticket.process.cancelled)
        raise Refusal("somebody_works", ref=ticket.ref)
    transitions.cancel(draft, "withdrawn")


COMMAND = Command(
    name="withdraw",
    words=("withdraw",),
    usage="withdraw",
    help="Take your ticket back while nobody has taken it.",
    example="withdraw",
    allow=allow,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
    by_askers=True,
)
