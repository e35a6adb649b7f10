"""Create by emoji: a message becomes a ticket at once, its author's, whoever put the emoji on it."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.source_message import keep_made, read_message, taken_by
from core.commands.desk.source_words import open_made_of
from core.commands.registry import Asking, DeskCommand
from core.engine import Engine
from core.intake.from_message import from_message
from core.phrases import phrase
from core.ui.inbound import Quiet, Reply
from core.ui.text import flatten

FOR_TICKET = "emoji"
"""Who takes the words until their ticket has a number."""


def answer(asked: Asking) -> Reply:
    """Open it, once. Raises Refusal where the message cannot be read."""
    message, engine = read_message(asked), asked.engine
    if message.ticket is not None:
        return Quiet()
    quoted = message.quoted
    untitled = flatten(engine.presenter.words(phrase("untitled")))
    opening = from_message(quoted.text, engine.policy, _reader(engine, quoted.where.place), untitled)
    made = replace(
        opening,
        requester=asked.author or asked.person.id,
        logged_by=asked.person.id,
        source=asked.engine.source(asked.channel, "emoji"),
        source_ref=quoted.where.permalink,
        home=message.home,
        files=quoted.files,
    )
    opened = open_made_of(engine, asked.tx, made, asked.at, taken_by(asked, quoted, FOR_TICKET))
    if message.key is not None:
        keep_made(asked, message.key, opened.ref)
    return Quiet()


def _reader(engine: Engine, place: str) -> str | None:
    """The team that reads a channel: a request channel's, or a private team whose own channel it is."""
    private = [team.key for team in engine.policy.teams.values() if team.private]
    return engine.places.team_reading(place) or next(
        (one for one in private if place in engine.places.triage(one)), None
    )


COMMAND = DeskCommand(
    name="create_by_emoji",
    usage="(put the emoji on a message)",
    help="Make a ticket of a message at once.",
    answer=answer,
)
