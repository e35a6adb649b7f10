"""Risk: what is due within two open hours in the person's teams."""

from __future__ import annotations

from core.commands.desk.listing import need_staff, show_listing
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List it."""
    return show_listing(asked, lists.risk(asked.engine, asked.tx, asked.person.id))


COMMAND = DeskCommand(
    name="risk",
    words=("risk",),
    usage="/ticket risk",
    help="What is due within two open hours.",
    example="risk",
    answer=answer,
    allow=need_staff,
    behind="nothing",
    for_staff=True,
)
