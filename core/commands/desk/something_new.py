"""Something new: what waits in a flat chat is about no ticket of the person's, so the three choices take it."""

from __future__ import annotations

from core.commands.desk import pending_words
from core.commands.desk.three_choices import choose_card
from core.commands.registry import Asking, DeskCommand
from core.ports.chats import Chat
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """The three choices, with the words that waited; they are kept until a form takes them."""
    tx, person = asked.tx, asked.person.id
    place = asked.where.place if asked.where else ""
    chat = tx.hold_chat(person, place)
    tx.keep_chat(person, place, Chat())
    if not chat.waiting:
        return Shown(choose_card(asked.engine))
    key = asked.engine.new_id()
    pending_words.set_aside(tx, person, key, chat.waiting, asked.engine.now())
    return Shown(choose_card(asked.engine, "\n".join(each.text for each in chat.waiting if each.text), key))


COMMAND = DeskCommand(
    name="something_new",
    usage="(press Something new)",
    help="What I wrote is about none of my tickets.",
    answer=answer,
)
