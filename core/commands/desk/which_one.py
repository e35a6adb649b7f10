"""Which one: pressed the next morning, the question about words that wait in a chat is asked again."""

from __future__ import annotations

from core.commands.desk.which_ticket import ask_about_all
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Ask about all that waits here. Raises Refusal where nothing does any more."""
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    place = asked.where.place if asked.where else ""
    chat = tx.hold_chat(person, place)
    if not chat.waiting:
        raise Refusal("nothing_waits_here")
    return Shown(ask_about_all(engine, tx, person, place, chat, (), asked.at, anew=True))


COMMAND = DeskCommand(
    name="which_one",
    usage="(press Choose the ticket)",
    help="Say which ticket the words are about that wait.",
    answer=answer,
)
