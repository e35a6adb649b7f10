"""About a ticket: words that looked like a command were meant for a ticket of the person's."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.intake_submission import words_set_aside
from core.commands.desk.pending_words import carry
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.desk.this_one import choose_in_words
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import find_theirs, which_card
from core.commands.registry import Asking, DeskCommand
from core.engine import Engine
from core.people import PersonId
from core.phrases import phrase
from core.ports.chats import Waiting
from core.ports.tickets import Transaction
from core.ui.cards import Action, Button
from core.ui.inbound import Reply, Shown, Where


def offer_ticket(engine: Engine, tx: Transaction, person: PersonId, text: str, said_in: str | None) -> Button:
    """The button that takes words to a ticket after all."""
    carried = carry(engine, tx, person, text, said_in or "")
    return Button(engine.presenter.label("about_ticket"), Action("about_ticket", carried))


def answer(asked: Asking) -> Reply:
    """Take them to the only ticket there is, or ask which one it is; show where they went when they did already."""
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    if (told := done_by(asked)) is not None:
        return show_ticket(asked, told)
    text, _ = words_set_aside(asked)
    said_in = str(asked.arguments.get("prompt", "")) or None
    theirs = find_theirs(tx, person)
    if not theirs:
        return Shown(choose_card(engine, tx, person, text, prompt=said_in or ""))
    where = asked.where or Where("")
    place = where.place
    chat = tx.hold_chat(person, place)
    others = tuple(one for one in chat.waiting if one.said_in is None or one.said_in != said_in)
    waiting = (*others, Waiting(text, said_in, asked.at))
    tx.keep_chat(person, place, replace(chat, waiting=waiting, asked_at=asked.at))
    if len(theirs) == 1:
        return choose_in_words(engine, tx, person, where, theirs[0], asked.at)
    return Shown(which_card(engine, theirs, phrase("which_one", count=len(waiting)), waiting))


COMMAND = DeskCommand(
    name="about_ticket",
    usage="(press No, it is about a ticket)",
    help="What I wrote is no command.",
    answer=answer,
)
"""Pressed under what was taken for a command, or for a mistyped one."""
