"""Show: one ticket in a few lines."""

from __future__ import annotations

from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Show it. Raises Refusal when there is none or it is not theirs to see."""
    return Shown(lists.compact(asked.engine, asked.tx, asked.ref, asked.person.id))


COMMAND = DeskCommand(
    name="show",
    words=("show",),
    usage="/ticket INC-1042",
    help="A ticket, by its number.",
    example="show INC-1042",
    answer=answer,
    behind="number",
    stands_alone=True,
    changes=False,
)
