"""Explain: what happens next to a ticket, and when. For those who work here, and admins."""

from __future__ import annotations

from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Show its clocks and its agenda. Raises Refusal."""
    return Shown(lists.explain(asked.engine, asked.tx, asked.person.id, asked.ref))


COMMAND = DeskCommand(
    name="explain",
    words=("explain",),
    usage="/desk explain INC-1042",
    help="What happens next to a ticket, and when.",
    example="explain INC-1042",
    answer=answer,
    behind="number",
    stands_alone=True,
    for_staff=True,
    changes=False,
)
