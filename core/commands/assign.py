"""Assign: the lead gives the ticket to a member of the team. An assignment is not an acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import escalation, transitions
from core.people import PersonId
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_lead
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.reading import Arguments, Reading, Said, Values, chosen


@dataclass(frozen=True, slots=True)
class Assign:
    """Who gets the ticket."""

    person: PersonId


def decide(draft: Draft, to: Assign) -> None:
    """Assign to a member of the team. The ladder goes on; when it was acknowledged, the new assignee is asked to."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    team = draft.policy.team(ticket.team)
    if not team.has(to.person):
        raise Refusal("not_member", field="person", person=to.person, team=team.name)
    if to.person == ticket.assignee:
        raise Refusal("already_with", field="person", ref=ticket.ref, person=to.person)
    if team.wip_limit is not None and draft.load(to.person) >= team.wip_limit:
        raise Refusal("wip_limit", field="person", person=to.person, limit=team.wip_limit)
    draft.happen(e.Assigned(to.person))
    if ticket.ladder is not None and ticket.ladder.acked and to.person != draft.actor:
        escalation.arm(draft, unacked=True, first_step=1)


def read_press(arguments: Arguments) -> Assign | None:
    """A press may carry the person."""
    person = arguments.get("person")
    return Assign(str(person)) if person else None


def read_words(said: Said, _: Reading) -> Assign | None:
    """`assign @emre`."""
    return Assign(said.mentions[0]) if said.mentions else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Choose among the team's members."""
    team = reading.policy.team(ticket.team)
    members: dict[str, Wording] = {
        person: reading.policy.name_of(person) for person in dict.fromkeys((*team.members, team.lead))
    }
    who = Question("person", wording("assign_person"), "select", choices=options(members), value=ticket.assignee)
    return ticket_blank(
        "assign", wording("assign_title", ref=ticket.ref), ticket, reading, who, submit=wording("assign_submit")
    )


def read_form(values: Values, _: Reading) -> Assign:
    """The chosen member."""
    return Assign(chosen(values, "person", ask="no_assignee"))


COMMAND = Command(
    name="assign",
    words=("assign",),
    usage="assign @person",
    help="Give the ticket to a member of your team (leads).",
    example="assign @Emre",
    allow=need_lead,
    decide=decide,
    read_press=read_press,
    read_words=read_words,
    form=form,
    read_form=read_form,
)
