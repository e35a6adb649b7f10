"""Create ticket: on a message, the form prefilled with it; when it has a ticket already, that is shown instead."""

from __future__ import annotations

from core.commands.desk.source_message import headline, read_message, show_ticket
from core.commands.registry import Asking, DeskCommand
from core.intake.opening import incident_form
from core.ui.inbound import Reply
from core.ui.text import shorten


def answer(asked: Asking) -> Reply:
    """Open the form. Raises Refusal where the message cannot be read."""
    message = read_message(asked)
    if message.ticket is not None:
        return show_ticket(asked, message.ticket)
    quoted = message.quoted
    context: dict[str, str | int | bool] = {
        "home": message.home,
        "source": asked.engine.source(asked.channel, "shortcut"),
    }
    if message.key is not None:
        context["quoted"] = message.key
    if quoted.where.permalink:
        context["source_ref"] = quoted.where.permalink
    values = {
        "title": headline(quoted.text),
        "detail": shorten(quoted.text, 3000),
        "for_whom": asked.author or "",
    }
    return asked.engine.open_form(incident_form(values, asked.engine.reading(), context))


COMMAND = DeskCommand(
    name="create_from_message",
    usage="(use Create ticket on a message)",
    help="Make a ticket of a message, by a form.",
    answer=answer,
)
