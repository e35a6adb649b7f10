"""Search: tickets with some words in them that the person may see."""

from __future__ import annotations

from core.commands.desk.listing import show_listing
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List them, newest first, or those that the button asks for. Raises Refusal without words."""
    before = asked.arguments.get("before")
    typed = str(asked.arguments.get("words", "")) or f"{asked.ref} {asked.text}"
    below = before if isinstance(before, int) else None
    return show_listing(asked, lists.search(asked.engine, asked.tx, asked.person.id, typed, below))


COMMAND = DeskCommand(
    name="search",
    words=("search", "find"),
    usage="/ticket search <words>",
    help="Find tickets by words, also by what was said on them, by number or by person.",
    example="search vpn",
    answer=answer,
    typed_as=lambda arguments: f"ticket search {arguments.get('words', '')}",
    behind="few",
)
