"""A triage card as one person sees it, without the buttons that are not theirs; each press is checked all the same."""

from __future__ import annotations

from dataclasses import replace

from core.commands import COMMANDS, reopen
from core.engine import Workings
from core.errors import Refusal
from core.notifications.kinds import Notice
from core.people import PersonId
from core.ports import Transaction
from core.tickets.permissions import hide, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import Button, Card


def triage_view(works: Workings, tx: Transaction, person: PersonId, ref: str, place: str) -> Card:
    """The triage card that stands in `place`, for one person. Raises Refusal when the ticket is not theirs to see."""
    ticket = works.ticket(tx, ref)
    if not may_see(works.policy, ticket, person):
        raise hide(ref)
    now = works.now()
    to = f"triage:{_team_of(works, ticket, place)}"
    card = works.presenter.notice(Notice("triage_card", ref, to, f"{ref}:view", now, now, {}, place), ticket, now)
    return replace(
        card, buttons=_theirs(works, ticket, person, card.buttons), more=_theirs(works, ticket, person, card.more)
    )


def _team_of(works: Workings, ticket: Ticket, place: str) -> str:
    """Whose card stands in a place: the ticket's team's, else that of the team it came from."""
    if place in works.places.triage(ticket.team):
        return ticket.team
    return next((team for team in works.policy.teams if place in works.places.triage(team)), ticket.team)


def _theirs(works: Workings, ticket: Ticket, person: PersonId, buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(button for button in buttons if _may(works, ticket, person, button.action.command))


def _may(works: Workings, ticket: Ticket, person: PersonId, name: str) -> bool:
    command = COMMANDS.get(name)
    allow = reopen.allow if name == "follow_up" else command.allow if command else None
    if allow is None:
        return True
    try:
        allow(works.policy, ticket, person)
    except Refusal:
        return False
    return True
