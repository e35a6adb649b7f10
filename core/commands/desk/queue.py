"""Queue: the open tickets of a team, most urgent first."""

from __future__ import annotations

from core.commands.desk.listing import need_staff, show_listing
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List those of the team that is named, or of the first of the person's own. Raises Refusal."""
    return show_listing(asked, lists.queue(asked.engine, asked.tx, asked.person.id, asked.text))


COMMAND = DeskCommand(
    name="queue",
    words=("queue", "board"),
    usage="/ticket queue [team]",
    help="What waits for my team.",
    example="queue infra",
    answer=answer,
    allow=need_staff,
    behind="of_staff",
)
