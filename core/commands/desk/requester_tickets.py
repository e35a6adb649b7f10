"""Requester's tickets: what else its requester asked for lately, and their devices; for who works on it."""

from __future__ import annotations

from core.commands.desk.listing import show_listing
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.tickets.permissions import need_team
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List them, the newest first. Raises Refusal."""
    ticket = asked.seen()
    need_team(asked.engine.policy, ticket, asked.person.id)
    return show_listing(asked, lists.others_of(asked.engine, asked.tx, asked.person.id, ticket))


COMMAND = DeskCommand(
    name="requester_tickets",
    words=("others",),
    usage="/ticket others INC-1042",
    help="What else the requester of a ticket asked for lately, and their devices.",
    example="others INC-1042",
    answer=answer,
    allow_on=need_team,
    behind="number",
    for_staff=True,
    changes=False,
)
