"""Just a comment: the requester's words after the end were no complaint; the ticket stays as it ended."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed
from core.commands.withdraw import allow
from core.errors import Refusal
from core.tickets import events as e
from core.tickets.draft import Draft


def decide(draft: Draft, _: Nothing) -> None:
    """Take the question back. Raises Refusal where none stands."""
    ticket = draft.ticket
    if ticket.done and ticket.reopen_offered:
        draft.happen(e.ReopenDeclined())
    elif ticket.over and ticket.asked_about:
        draft.happen(e.FollowUpDeclined())
    else:
        raise Refusal("nothing_to_answer", ref=ticket.ref)


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
