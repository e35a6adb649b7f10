"""Claim: a responder takes the ticket. The first one wins; the second is told who did."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import PersonId
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder


def decide(draft: Draft, _: Nothing) -> None:
    """Take the ticket; an assignee who presses acknowledges. Refused when somebody has it who is there."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    theirs = ticket.assignee not in (None, draft.actor)
    offered = ticket.handed_by == draft.actor  # and not taken yet: then it may be taken back
    if theirs and not offered and _is_there(draft, ticket.assignee or ""):
        raise taken(draft)
    if theirs:
        draft.happen(e.Assigned(draft.actor))
        transitions.begin(draft)
    elif not ticket.begun or ticket.assignee is None:
        transitions.take(draft, draft.actor)
    elif ticket.still_with is not None or (ticket.ladder is not None and not ticket.ladder.acked):
        transitions.begin(draft)
    elif ticket.open:
        raise Refusal("yours_already", ref=ticket.ref)


def _is_there(draft: Draft, person: PersonId) -> bool:
    """Whether somebody is on the desk's staff still, and not away."""
    return person in draft.policy.staff and draft.rota().away(person, draft.at) is None


def taken(draft: Draft) -> Refusal:
    """Who was first, for whoever came second: "Nils claimed INC-1042 two seconds before you."."""
    ticket = draft.ticket
    if ticket.acked_at is None or ticket.still_with is not None:
        return Refusal("assigned_to", ref=ticket.ref, person=ticket.assignee)
    seconds = max(int((draft.at - ticket.acked_at).total_seconds()), 0)
    if seconds < 60:
        return Refusal("claimed_first", ref=ticket.ref, person=ticket.assignee, seconds=seconds)
    return Refusal("has_already", ref=ticket.ref, person=ticket.assignee)


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
