"""Mine: a person's own tickets that are not over."""

from __future__ import annotations

from core.commands.desk.listing import show_listing
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List them."""
    return show_listing(asked, lists.mine(asked.engine, asked.tx, asked.person.id))


COMMAND = DeskCommand(
    name="mine",
    words=("mine", "my tickets"),
    usage="/ticket mine",
    help="My tickets.",
    example="mine",
    answer=answer,
    behind="nothing",
    stands_alone=True,
)
