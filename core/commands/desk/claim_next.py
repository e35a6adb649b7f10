"""Next: a responder claims the ticket of their teams with the least time left."""

from __future__ import annotations

from core.commands import claim
from core.commands.base import Nothing
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.queries import lists
from core.tickets.permissions import is_staff
from core.ui.inbound import Reply, Shown


def need_team(policy: Policy, person: PersonId) -> None:
    """Refuse unless `person` responds in some team."""
    if not is_staff(policy, person):
        raise Refusal("next_for_staff")


def answer(asked: Asking) -> Reply:
    """Claim it and show it. Raises Refusal when nothing waits."""
    engine, person = asked.engine, asked.person.id
    ticket = lists.next_for(engine, asked.tx, person)
    engine.run(asked.tx, ticket, person, asked.at, lambda draft: claim.COMMAND.decide(draft, Nothing()))
    return Shown(lists.compact(engine, asked.tx, ticket.ref, person))


COMMAND = DeskCommand(
    name="next",
    words=("next",),
    usage="/ticket next",
    help="Claim the ticket with the least time left.",
    example="next",
    answer=answer,
    allow=need_team,
    behind="nothing",
    for_staff=True,
)
