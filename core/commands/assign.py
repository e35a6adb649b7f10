"""Assign: the lead gives the ticket to a member of the team, or whoever has it hands it over to a colleague.

An assignment is not an acknowledgement: whoever is given the ticket is asked to take it (domain.md sections 4 and 8).
"""

from __future__ import annotations

from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import escalation, transitions
from core.people import SYSTEM, PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, is_lead, need_owner, need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.names import means_oneself, take_person
from core.ui.reading import Arguments, Reading, Said, Values, chosen
from core.ui.text import clean


@dataclass(frozen=True, slots=True)
class Assign:
    """Who gets the ticket, and what they should know."""

    person: PersonId
    note: str = ""


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """The lead, and whoever has the ticket."""
    if ticket.assignee is not None:
        need_owner(policy, ticket, person)
        return
    need_responder(policy, ticket, person)
    if person != SYSTEM and not is_lead(policy, ticket, person):
        raise Refusal("assign_lead_only", lead=policy.team(ticket.team).lead)


def decide(draft: Draft, to: Assign) -> None:
    """Assign to a member of the team. The ladder goes on; when it was acknowledged, the new assignee is asked to.

    Who gives it to themselves takes it.
    """
    ticket = draft.ticket
    transitions.need_open(ticket)
    team = draft.policy.team(ticket.team)
    if to.person not in draft.policy.staff:
        raise Refusal("not_staff", field="person", person=to.person)
    if not team.has(to.person):
        raise Refusal("not_member", field="person", person=to.person, team=team.name)
    if to.person == ticket.assignee:
        raise Refusal("already_with", field="person", ref=ticket.ref, person=to.person)
    if to.person in asking_people(draft.policy, ticket):
        raise Refusal("asked_for_it", field="person", ref=ticket.ref, person=to.person)
    if team.wip_limit is not None and draft.load(to.person) >= team.wip_limit:
        raise Refusal("wip_limit", field="person", person=to.person, limit=team.wip_limit)
    draft.happen(e.Assigned(to.person, handed=draft.actor == ticket.assignee, note=to.note))
    if to.person == draft.actor:
        transitions.begin(draft)
    elif ticket.ladder is not None and ticket.ladder.acked:
        escalation.arm(draft, unacked=True, first_step=1, why="given")


def read_press(arguments: Arguments) -> Assign | None:
    """A press may carry the person."""
    person = arguments.get("person")
    return Assign(str(person)) if person else None


def read_words(said: Said, reading: Reading) -> Assign | None:
    """`assign @emre`, `assign emre please look at the logs`, `hand over to Emre`: responders are known by name."""
    person, note = take_person(said, reading, sorted(reading.policy.staff))
    return Assign(person, note) if person else None


def instead(said: Said, policy: Policy) -> str | None:
    """Whoever assigns a ticket to themselves claims it; only a lead takes it from somebody."""
    ticket = said.ticket
    if ticket is None or not means_oneself(said):
        return None
    from_another = ticket.assignee not in (None, said.person)
    return None if from_another and is_lead(policy, ticket, said.person) else "claim"


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Choose among the team's members, and say what they should know."""
    team = reading.policy.team(ticket.team)
    people = dict.fromkeys((*team.members, team.lead))
    # Whoever is away comes last, and is offered all the same: they may be back before it matters.
    names = [reading.policy.name_of(person) for person in people]
    members = {
        person: _named(person, reading, alone=names.count(reading.policy.name_of(person)) == 1)
        for person in sorted(people, key=lambda one: bool(reading.away(one)))
    }
    who = Question("person", wording("assign_person"), "select", choices=options(members), value=ticket.assignee)
    note = Question(
        "note", wording("assign_note"), "long_text", required=False, max_length=1000, hint=wording("assign_note_hint")
    )
    return ticket_blank(
        "assign", wording("assign_title", ref=ticket.ref), ticket, reading, who, note, submit=wording("assign_submit")
    )


def read_form(values: Values, _: Reading) -> Assign:
    """The chosen member, and the note or none."""
    note = values.get("note")
    return Assign(chosen(values, "person", ask="no_assignee"), clean(note) if isinstance(note, str) else "")


def _named(person: PersonId, reading: Reading, *, alone: bool) -> Wording:
    """Somebody by name, with their address where they are not `alone` in being called so, and until when they are
    away.
    """
    absence = reading.away(person)
    name = reading.policy.name_of(person) if alone else f"{reading.policy.name_of(person)}, {person}"
    zone = reading.policy.company.zone
    return wording("assign_away", person=name, end=absence.end, zone=zone) if absence else name


def answer(ticket: Ticket, reading: Reading) -> Phrase | None:
    """That whoever has it now is away: it is not heard before they are back."""
    absence = reading.away(ticket.assignee) if ticket.assignee else None
    if absence is None:
        return None
    zone = reading.policy.company.zone
    return phrase("has_it_away", ref=ticket.ref, person=ticket.assignee, end=absence.end, zone=zone)


COMMAND = Command(
    name="assign",
    words=(
        "assign",
        "hand over",
        "handover",
        "hand it over",
        "hand to",
        "reassign",
        "give to",
        "give it to",
        "give this to",
        "pass to",
        "pass it to",
    ),
    usage="assign <person> [what they should know]",
    help="Give the ticket to a member of your team: leads, and whoever has it.",
    example="assign Emre Aydin",
    allow=allow,
    decide=decide,
    read_press=read_press,
    read_words=read_words,
    instead=instead,
    form=form,
    read_form=read_form,
    answer=answer,
)
