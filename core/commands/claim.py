"""Claim: a responder takes the ticket. The first one wins; the second is told who did."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import transitions
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder


def decide(draft: Draft, _: Nothing) -> None:
    """Take the ticket; an assignee who presses acknowledges. Refused when somebody else has it."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    if ticket.assignee not in (None, draft.actor):
        raise Refusal("claimed", taken(draft), ticket=ticket.ref)
    if not ticket.begun or ticket.assignee is None:
        transitions.take(draft, draft.actor)
    elif ticket.ladder is not None and not ticket.ladder.acked:
        transitions.begin(draft)
    elif ticket.open:
        raise Refusal("yours_already", f"{ticket.ref} is yours already.", ticket=ticket.ref)


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def taken(draft: Draft) -> str:
    """Who was first, for whoever came second: "Nils claimed INC-1042 two seconds before you."."""
    ticket = draft.ticket
    who = draft.policy.name_of(ticket.assignee or "").split()[0]
    if ticket.acked_at is None:
        return f"{ticket.ref} is assigned to {who}."
    seconds = max(int((draft.at - ticket.acked_at).total_seconds()), 0)
    if seconds < 1:
        return f"{who} claimed {ticket.ref} just before you."
    if seconds < 60:
        number = _NUMBERS[seconds] if seconds < len(_NUMBERS) else str(seconds)
        return f"{who} claimed {ticket.ref} {number} second{'s' if seconds != 1 else ''} before you."
    return f"{who} has {ticket.ref} already."


COMMAND = Command(
    name="claim",
    words=("claim", "take", "mine!"),
    usage="claim",
    help="Take this ticket: it becomes yours and the escalation stops.",
    example="claim",
    allow=need_responder,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
)
