"""Give back: whoever a ticket was handed to does not take it, and whoever handed it over has it again.

Whoever handed it over takes it back by the same, until it is accepted.
"""

from __future__ import annotations

from core.commands.assign import answer
from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import escalation, transitions
from core.people import PersonId
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, need_responder
from core.tickets.ticket import Ticket


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Whoever it was handed to; and whoever handed it over, who takes it back as long as it is not accepted."""
    need_responder(policy, ticket, person)
    if ticket.assignee is not None and person not in (ticket.assignee, ticket.handed_by):
        raise Refusal("not_yours", ref=ticket.ref, holder=ticket.assignee, lead=policy.team(ticket.team).lead)


def decide(draft: Draft, _: Nothing) -> None:
    """Give it back, once, and before it was taken. Whoever had taken it then has it as before, and nobody is called.

    While they are away the ladder goes on, as it does for what they had not taken either. Where whoever handed it over
    has left the team, or it is theirs by now, it waits in the queue.
    """
    ticket = draft.ticket
    transitions.need_open(ticket)
    if ticket.handed_by is None:
        raise Refusal("not_handed", ref=ticket.ref)
    if draft.actor == ticket.handed_by:
        draft.happen(e.Assigned(draft.actor))
        transitions.begin(draft)
        return
    theirs = ticket.handed_by in asking_people(draft.policy, ticket)
    if draft.policy.team(ticket.team).has(ticket.handed_by) and not theirs:
        draft.happen(e.Assigned(ticket.handed_by, back=True))
        had_taken = draft.ticket.still_with is None and ticket.ladder is not None and ticket.ladder.why == "given"
        if had_taken and draft.rota().away(ticket.handed_by, draft.at) is None:
            escalation.acknowledge(draft, ticket.handed_by)
    else:
        draft.happen(e.Unassigned())
        escalation.arm(draft)


COMMAND = Command(
    name="give_back",
    words=("give back", "hand back", "give it back"),
    usage="give back",
    help="Give back a ticket that a colleague handed to you.",
    example="give back",
    allow=allow,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
    answer=answer,
)
