"""Which one: pressed later, be it the next morning, the question about words that wait in a chat is asked again."""

from __future__ import annotations

from core.commands.desk import standing_prompts
from core.commands.desk.something_new import offer_new
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import ask_next, find_theirs
from core.commands.registry import Asking, DeskCommand
from core.phrases import phrase
from core.ports.chats import Chat
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Ask about what waits longest; what can be about no ticket any more is something new: the three choices.

    They come as well where nothing waits any more.
    """
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    place = asked.where.place if asked.where else ""
    chat = tx.hold_chat(person, place)
    if not chat.waiting:
        return Shown(choose_card(engine, tx, person, question=phrase("nothing_waits_here")))
    if not find_theirs(tx, person):
        standing_prompts.end_questions(engine, tx, person, place, "asked_again")
        tx.keep_chat(person, place, Chat())
        return Shown(offer_new(engine, tx, person, chat.waiting))
    return Shown(ask_next(engine, tx, person, place, chat, (), asked.at))


COMMAND = DeskCommand(
    name="which_one",
    usage="(press Choose the ticket)",
    help="Say which ticket the words are about that wait.",
    answer=answer,
)
