"""Queue: the open tickets of a team, of all one's teams, or of whoever asks, most urgent first."""

from __future__ import annotations

from core.commands.desk.listing import need_staff, show_listing, show_listings
from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """List those of the team that is named, typed or by the button, else of each of the person's own. Raises Refusal.

    `me` stands for whoever asks.
    """
    named = asked.text or str(asked.arguments.get("team", ""))
    if named.strip().lower() == "me":
        return show_listing(asked, lists.working_on(asked.tx, asked.person.id, limit=30))
    if not named.strip():
        return show_listings(asked, *lists.own_queues(asked.engine, asked.tx, asked.person.id))
    return show_listing(asked, lists.queue(asked.engine, asked.tx, asked.person.id, named))


COMMAND = DeskCommand(
    name="queue",
    words=("queue", "board"),
    usage="/ticket queue [team or me]",
    help="What waits for my teams, for one of them, or for me.",
    example="queue infra",
    answer=answer,
    allow=need_staff,
    typed_as=lambda arguments: f"ticket queue {arguments.get('team', '')}".rstrip(),
    behind="of_staff",
    changes=False,
    for_staff=True,
)
