"""A triage card as one person sees it, without the buttons that are not theirs; each press is checked all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.engine import Engine
from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts
from core.people import PersonId
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket
from core.ui.cards import Button, Card

May = Callable[[Ticket, PersonId, str], bool]
"""Whether a person may press a command's button on a ticket."""


def triage_view(engine: Engine, tx: Transaction, person: PersonId, ref: str, place: str, may: May) -> Card:
    """The triage card that stands in `place`, for one person. Raises Refusal when the ticket is not theirs to see.

    `may` says whether this person may do what a button of that ticket asks for.
    """
    ticket = engine.seen(tx, ref, person)
    now = engine.now()
    to = f"triage:{_team_of(engine, ticket, place)}"
    drawn = TRIAGE_CARD.notice(Facts(), ticket=ref, to=to, key=f"{ref}:view", at=now, place=place)
    card = engine.presenter.notice(drawn, ticket, now)

    def theirs(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
        return tuple(button for button in buttons if may(ticket, person, button.action.command))

    return replace(card, buttons=theirs(card.buttons), more=theirs(card.more))


def _team_of(engine: Engine, ticket: Ticket, place: str) -> str:
    """Whose card stands in a place: the ticket's team's, else that of the team it came from."""
    if place in engine.places.triage(ticket.team):
        return ticket.team
    return next((team for team in engine.policy.teams if place in engine.places.triage(team)), ticket.team)
