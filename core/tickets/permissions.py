"""Who may do what, checked on the server for every command (domain.md section 3). Buttons are only hints."""

from __future__ import annotations

from typing import Literal

from core.errors import Refusal
from core.people import SYSTEM, PersonId
from core.policy import Policy
from core.processes import TaskDetails
from core.tickets.ticket import Ticket


def is_responder(policy: Policy, ticket: Ticket, person: PersonId) -> bool:
    """Whether `person` responds for the team that has the ticket, or took it when they were called for it."""
    return policy.team(ticket.team).has(person) or person == ticket.assignee


def is_lead(policy: Policy, ticket: Ticket, person: PersonId) -> bool:
    """Whether `person` leads the team that has the ticket."""
    return policy.team(ticket.team).lead == person


def is_staff(policy: Policy, person: PersonId) -> bool:
    """Whether `person` responds in any team."""
    return any(team.has(person) for team in policy.teams.values())


def asking_people(policy: Policy, ticket: Ticket) -> frozenset[PersonId]:
    """Whose ticket this is: requester, beneficiary, and who logged it for them.

    A responder who logs a colleague's message or call stands on the desk's side: their answer is the desk's.
    """
    asking = {ticket.requester, ticket.beneficiary}
    return frozenset(asking if is_responder(policy, ticket, ticket.logged_by) else asking | {ticket.logged_by})


def may_see(policy: Policy, ticket: Ticket, person: PersonId) -> bool:
    """Whether `person` may read the ticket: those who asked, its team, and for public ones every responder and whoever
    follows it or has written in its thread (watchers); and whoever decides about it, or was to.

    Admins configure; they do not thereby read private tickets.
    """
    if person in asking_people(policy, ticket) or is_responder(policy, ticket, person):
        return True
    if _is_asked(ticket, person):
        return True
    if isinstance(ticket.details, TaskDetails) and policy.team(ticket.details.desk).has(person):
        return True  # a task is part of their request
    if ticket.private:
        return False
    if is_staff(policy, person) or policy.has_role(person, "admin"):
        return True
    return person in ticket.watchers or person in dict(ticket.spoke)


def _is_asked(ticket: Ticket, person: PersonId) -> bool:
    """Whether they are to agree, who have to read what to, or were, and read what became of that.

    What was converted and is private by now is none of what they were asked about.
    """
    if ticket.approval is None:
        return False
    if not ticket.private:
        return person in ticket.approval.ever_asked
    return ticket.process.approving is not None and person in ticket.approval.asked_as_it_is


def may_read_notes(policy: Policy, ticket: Ticket, person: PersonId) -> bool:
    """Whether `person` may read the ticket's internal notes: its team, and whoever has it (domain.md section 3).

    Other responders see a public ticket, and not what its team says among itself.
    """
    return is_responder(policy, ticket, person)


def need_sight(policy: Policy, ticket: Ticket, person: PersonId, name: str = "") -> None:
    """Refuse unless `person` may see the ticket, in the words for a number that is none, so that neither
    tells of one (noise rule 8): by the `name` that they gave it, where it has another one.
    """
    if not may_see(policy, ticket, person):
        raise unknown(name or ticket.ref)


NOT_TEAM = "not_team"
Way = Literal["here", "own", "lead"]
"""How a team is asked: by what is said `here`, in the ticket's thread, or about a ticket of one's `own`, else by asking
the `lead`."""


def way_to(policy: Policy, ticket: Ticket, person: PersonId) -> Way:
    """How `person` asks those who have a ticket: whoever may see it need not have a thread where they read."""
    return "own" if person in asking_people(policy, ticket) else "lead"


def need_responder(policy: Policy, ticket: Ticket, person: PersonId, *, field: str | None = None) -> None:
    """Refuse unless `person` is of the ticket's team, has the ticket, or is the system; `field` names it."""
    if person != SYSTEM and not is_responder(policy, ticket, person):
        raise not_team(policy, ticket, ticket.team, person, field=field)


def not_team(
    policy: Policy, ticket: Ticket, team: str, person: PersonId, *, way: Way | None = None, field: str | None = None
) -> Refusal:
    """That only a team can change a ticket, which is named to whoever may see it, and how that team is asked."""
    of = policy.team(team)
    way = way or way_to(policy, ticket, person)
    ref = ticket.ref if may_see(policy, ticket, person) else ""
    return Refusal("not_team", field=field, team=of.name, ref=ref, lead=of.lead, way=way)


def need_team(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Refuse to show what the ticket's team alone reads, where nothing would be changed."""
    if person != SYSTEM and not is_responder(policy, ticket, person):
        raise Refusal("team_reads", team=policy.team(ticket.team).name, ref=ticket.ref)


def need_owner(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Refuse unless `person` is the assignee or the lead; a responder may act on a ticket that nobody has.

    Whoever handed it over may act until it is accepted.
    """
    need_responder(policy, ticket, person)
    if person == SYSTEM or ticket.assignee in (None, person) or is_lead(policy, ticket, person):
        return
    if ticket.handed_by == person:
        return
    raise Refusal("not_yours", ref=ticket.ref, holder=ticket.assignee, lead=policy.team(ticket.team).lead)


def fulfilling_teams(policy: Policy, ticket: Ticket) -> tuple[str, ...]:
    """The teams that have a task of what was ordered, by now; where it has none, the one that has the ticket."""
    if ticket.plan:
        return tuple(dict.fromkeys(task.team for task in ticket.plan))
    item = policy.ordered(ticket.details)
    return tuple(dict.fromkeys(task.team for task in item.tasks)) if item and item.tasks else (ticket.team,)


def fulfils(policy: Policy, ticket: Ticket, person: PersonId) -> bool:
    """Whether `person` is of a team that has a task of what was ordered, or leads one, or has such a task."""
    if any(task.assignee == person for task in ticket.plan):
        return True
    return any(policy.team(key).has(person) for key in fulfilling_teams(policy, ticket))


def need_fulfiller(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Refuse unless `person` is of a team that has a task of what was ordered, or leads one."""
    if not fulfils(policy, ticket, person):
        raise Refusal("not_fulfilling", ref=ticket.ref, teams=fulfilling_teams(policy, ticket))


def need_requester(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Refuse unless the ticket is `person`'s (asked, asked for, or logged)."""
    if person != SYSTEM and person not in asking_people(policy, ticket):
        raise Refusal("not_asker", ref=ticket.ref, staff=is_staff(policy, person))


def unknown(ref: str) -> Refusal:
    """What is said of a number that is none, or none of theirs to see."""
    return Refusal("no_ticket", ref=ref)
