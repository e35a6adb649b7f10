"""History: what was said on a ticket so far, a page at a time."""

from __future__ import annotations

from core.commands.registry import Asking, DeskCommand
from core.queries import conversation
from core.tickets.permissions import need_team
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Show the last words, or those before the part that the button names. Raises Refusal."""
    ticket, before = asked.seen(), asked.arguments.get("before")
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    need_team(engine.policy, ticket, person)
    earlier = before if isinstance(before, int) else None
    page = conversation.page(tx.log(ticket.ref), earlier)
    return Shown(engine.presenter.conversation(ticket, page, engine.now()))


COMMAND = DeskCommand(
    name="history",
    words=("history",),
    usage="/ticket history INC-1042",
    help="All that was said on a ticket so far, also before it was moved.",
    example="history INC-1042",
    answer=answer,
    allow_on=need_team,
    behind="number",
    for_staff=True,
    changes=False,
)
