"""About a ticket: words that looked like a command were meant for a ticket of the person's."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.intake_submission import words_set_aside
from core.commands.desk.pending_words import SAID_NOWHERE, carry, set_aside_for
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.desk.this_one import choose_in_words
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import ask_which, find_theirs
from core.commands.registry import Asking, DeskCommand
from core.engine import Engine
from core.people import PersonId
from core.ports.chats import Waiting
from core.ports.tickets import Transaction
from core.tickets.events import File
from core.ui.cards import Action, Button
from core.ui.inbound import Reply, Shown, Where


def offer_ticket(
    engine: Engine, tx: Transaction, person: PersonId, text: str, said_in: str | None, files: tuple[File, ...] = ()
) -> Button:
    """The button that takes words, and what came with them, to a ticket after all."""
    carried = carry(engine, tx, person, text, said_in or f"{SAID_NOWHERE}{engine.new_id()}", files=files)
    return Button(engine.presenter.label("about_ticket"), Action("about_ticket", carried))


def answer(asked: Asking) -> Reply:
    """Take them to the only ticket there is, or ask which one it is; show where they went when they did already."""
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    if (told := done_by(asked)) is not None:
        return show_ticket(asked, told)
    text, context = words_set_aside(asked)
    words = str(context.get("words", ""))
    prompt = str(asked.arguments.get("prompt", ""))
    said_in = prompt if "#" in prompt else None  # a slash command stands in no message
    theirs = find_theirs(tx, person)
    if not theirs:
        return Shown(choose_card(engine, tx, person, text, prompt=prompt, words=words))
    where = asked.where or Where("")
    place = where.place
    chat = tx.hold_chat(person, place)
    # Known by the prompt that asks about them, where no message has them: it may be pressed again.
    others = tuple(one for one in chat.waiting if prompt not in (one.said_in, *one.questions))
    meant = Waiting(text, said_in, asked.at, set_aside_for(tx, person, words)[1], questions=(prompt,) if prompt else ())
    chat = replace(chat, waiting=others).with_waiting(meant)
    if len(theirs) == 1:
        question = engine.new_id()
        tx.keep_chat(person, place, chat.asked(question, (meant,), asked.at))
        return choose_in_words(engine, tx, person, where, theirs[0], asked.at, question)
    return Shown(ask_which(engine, tx, person, place, chat, meant, theirs, asked.at))


COMMAND = DeskCommand(
    name="about_ticket",
    usage="(press No, it is about a ticket)",
    help="What I wrote is no command.",
    answer=answer,
)
"""Pressed under what was taken for a command, or for a mistyped one."""
