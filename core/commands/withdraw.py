"""Withdraw: the requester no longer needs it. While nobody has taken it that ends it, later the team is asked to."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import SYSTEM, PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people
from core.tickets.ticket import Ticket
from core.ui.reading import Reading


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Those who asked."""
    if person != SYSTEM and person not in asking_people(policy, ticket):
        raise Refusal("not_withdrawer", ref=ticket.ref)


def decide(draft: Draft, _: Nothing) -> None:
    """Cancel while untouched; of an order that was begun ask the team to, once (domain.md sections 4 and 5)."""
    ticket = draft.ticket
    if ticket.untouched:
        transitions.cancel(draft, "withdrawn")
        return
    if not ticket.open:
        transitions.move(ticket, ticket.process.cancelled)
    if not isinstance(ticket.details, RequestDetails):
        raise Refusal("somebody_works", ref=ticket.ref)
    if ticket.cancel_asked is not None:
        raise Refusal("cancel_asked_already", ref=ticket.ref)
    draft.happen(e.CancelAsked())


def answer(ticket: Ticket, _: Reading) -> Phrase | None:
    """What whoever asked reads where the team is to decide."""
    return phrase("asked_to_cancel", ref=ticket.ref) if ticket.cancel_asked is not None else None


def asks_first(ticket: Ticket) -> str:
    """The button of the requester's that ends it, or asks the team to."""
    return "withdraw" if ticket.untouched else "ask_to_cancel"


COMMAND = Command(
    name="withdraw",
    words=("withdraw",),
    usage="withdraw",
    help="Take your ticket back; where somebody works on your order already, ask the team to cancel it.",
    example="withdraw",
    allow=allow,
    decide=decide,
    answer=answer,
    read_press=nothing_pressed,
    read_words=nothing_said,
    by_askers=True,
    any_time=True,
    asks_first=asks_first,
)
