"""A form that begins a ticket came back: the ticket is opened as its sender's, or as theirs for whom they ask."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.pending_words import set_aside_for
from core.commands.desk.source_message import keep_made, made_of
from core.commands.registry import Asking
from core.errors import Refusal
from core.intake.opening import Opening
from core.ui.inbound import Submit


def file_ticket(asked: Asking, sent: Submit, opening: Opening) -> None:
    """Open it. Raises Refusal where a ticket was made of the same message meanwhile."""
    engine, tx, person, context = asked.engine, asked.tx, asked.person, sent.context
    other = asked.values.get("for_whom")
    requester = other if isinstance(other, str) and other else person.id
    quoted = context.get("quoted")
    if quoted and made_of(tx, str(quoted)) is not None:
        raise Refusal("just_made")
    source = str(context.get("source") or asked.engine.source(asked.channel, "command", sent.where))
    _, files = set_aside_for(tx, person.id, str(context.get("words", "")))
    made = replace(
        opening,
        requester=requester,
        logged_by=person.id,
        source=source,
        source_ref=str(context["source_ref"]) if "source_ref" in context else None,
        home=str(context.get("home", "direct")),
        vip=engine.directory.person(requester).vip,
        files=(*opening.files, *files),
    )
    ticket = engine.open(tx, made, asked.at)
    if quoted:
        keep_made(asked, str(quoted), ticket.ref)


def words_set_aside(asked: Asking) -> tuple[str, dict[str, str | int | bool]]:
    """The words that a button carries to its form: all that were set aside for it, else those in the button.

    With them the context by which the form takes what was set aside.
    """
    kept = asked.arguments.get("words")
    text, _ = set_aside_for(asked.tx, asked.person.id, str(kept or ""))
    return text or str(asked.arguments.get("text", "")), {"words": kept} if kept else {}
