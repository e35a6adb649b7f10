"""Create ticket: on a message, the form prefilled with it; when it has a ticket already, that is shown instead."""

from __future__ import annotations

from core.commands.desk.open_incident import draw_form
from core.commands.desk.pending_words import begun, set_aside
from core.commands.desk.source_message import read_message, show_ticket, taken_by
from core.commands.registry import Asking, DeskCommand
from core.intake.opening import DETAIL_MAX
from core.intake.titles import headline
from core.ports.chats import Waiting
from core.ui.forms import FormValue
from core.ui.inbound import Reply


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
    if quoted.files or len(quoted.text) > DETAIL_MAX:
        # A form has no room for them: they wait for it, as words do that a button carries to a form.
        key = f"message {message.key or quoted.where.permalink or asked.engine.new_id()}"
        set_aside(asked.tx, asked.person.id, key, (Waiting(quoted.text, None, asked.at, quoted.files),), asked.at)
        context["words"] = key
    if quoted.where.message:
        context["from"] = holder = f"form {quoted.where.key} {asked.person.id}"
        asked.tx.keep_sources(taken_by(asked, quoted, holder))
    if quoted.where.permalink:
        context["source_ref"] = quoted.where.permalink
    values: dict[str, FormValue | None] = {
        "title": headline(quoted.text),
        "detail": begun(quoted.text, DETAIL_MAX),
        "for_whom": asked.author or "",
    }
    return asked.engine.open_form(draw_form(asked, values, asked.engine.reading(), context))


COMMAND = DeskCommand(
    name="create_from_message",
    usage="(use Create ticket on a message)",
    help="Make a ticket of a message, by a form.",
    answer=answer,
)
