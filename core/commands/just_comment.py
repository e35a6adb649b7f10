"""Just a comment: the requester's words after the resolution were no complaint; the ticket stays resolved."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed
from core.commands.withdraw import allow
from core.errors import Refusal
from core.tickets import events as e
from core.tickets.draft import Draft


def decide(draft: Draft, _: Nothing) -> None:
    """Take the flag off."""
    if not draft.ticket.reopen_offered:
        raise Refusal("nothing_to_answer", ref=draft.ticket.ref)
    draft.happen(e.ReopenDeclined())


COMMAND = Command(
    name="just_comment",
    words=(),
    usage="(a button)",
    help="Leave the ticket resolved.",
    example="",
    allow=allow,
    decide=decide,
    read_press=nothing_pressed,
)
