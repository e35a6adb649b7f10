"""Ticket actions: on a message, what can be done with the ticket that was made of it."""

from __future__ import annotations

from core.commands.desk.source_message import read_message, show_ticket
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.ui.inbound import Reply


def answer(asked: Asking) -> Reply:
    """Show the ticket. Raises Refusal where none was made."""
    message = read_message(asked)
    if message.ticket is None:
        raise Refusal("no_ticket_here")
    return show_ticket(asked, message.ticket)


COMMAND = DeskCommand(
    name="ticket_actions",
    usage="(use Ticket actions on a message)",
    help="What can be done with a message's ticket.",
    answer=answer,
)
