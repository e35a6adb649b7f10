"""Search: tickets with some words in them that the person may see."""

from __future__ import annotations

from core.commands.desk.listing import show_listing
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List them, newest first. Raises Refusal without words."""
    return show_listing(asked, lists.search(asked.engine, asked.tx, asked.person.id, asked.text))


COMMAND = DeskCommand(
    name="search",
    words=("search", "find"),
    usage="/ticket search <words>",
    help="Find tickets by words.",
    example="search vpn",
    answer=answer,
    behind="of_staff",
)
