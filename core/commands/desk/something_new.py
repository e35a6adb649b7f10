"""Something new: what waits in a flat chat is about no ticket of the person's, so the three choices take it."""

from __future__ import annotations

from collections.abc import Sequence

from core.commands.desk import pending_words
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.desk.source_words import need_words, read_anew, taken_from
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import (
    answered_as,
    find_theirs,
    meant_with,
    name_all,
    question_of,
    refused_as,
    still_waits,
    which_card,
    which_waits,
)
from core.commands.registry import Asking, DeskCommand
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.chats import Chat, Waiting
from core.ports.tickets import Transaction
from core.ui.cards import Card
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """The three choices, with the words that waited; they are kept until a form takes them.

    Once they went somewhere, that ticket is shown. Where they were deleted meanwhile that is said.
    """
    tx, person, prompt = asked.tx, asked.person.id, str(asked.arguments.get("prompt", ""))
    if (told := done_by(asked)) is not None and not still_waits(asked):
        return answered_as(asked, show_ticket(asked, told), phrase("it_is_about", ref=told))
    place = asked.where.place if asked.where else ""
    chat = tx.hold_chat(person, place)
    question = question_of(asked)
    waiting, named = meant_with(asked.engine.policy, chat.under(question), find_theirs(tx, person), None)
    left = tuple(one for one in chat.waiting if one not in waiting)
    if not waiting:
        try:
            need_words(tx, "" if tx.sources_of(prompt) else prompt)
            read_anew(tx, prompt)
        except Refusal as refusal:
            return refused_as(asked, refusal)
    # What comes next was said after this: it is asked about by itself.
    after = Chat(since=asked.at, last=asked.at, waiting=left, asked_at=chat.asked_at) if left else Chat()
    rest = named or after.beside(None)
    if left:
        after = after.asked(question, rest, chat.asked_at or asked.at)
    tx.keep_chat(person, place, after)
    if waiting:
        gone = waiting[0].said_in != prompt  # what the question began with has gone elsewhere
        choices = offer_new(asked.engine, tx, person, waiting, "" if gone else prompt)
    else:
        choices = _choices(asked.engine, tx, person, prompt)
    if rest:  # the question goes on, about what is left
        theirs = find_theirs(tx, person)
        return Shown(choices, pressed=which_card(asked.engine, theirs, which_waits(rest, theirs), rest, question))
    return answered_as(asked, Shown(choices), phrase("it_is_new"))


def offer_new(engine: Engine, tx: Transaction, person: PersonId, waiting: Sequence[Waiting], prompt: str = "") -> Card:
    """The three choices for words that waited in a chat, kept under `prompt`, or under the first of their messages."""
    prompt = prompt or pending_words.source_of(waiting[0]) or engine.new_id()
    pending_words.set_aside(tx, person, prompt, waiting, engine.now())
    tx.keep_sources(
        [
            taken_from(tx, each.said_in, person, each.text, prompt, each.at, seq=seq, files=each.files)
            for seq, each in enumerate(waiting)
            if each.said_in
        ]
    )
    asks = phrase("what_about_these", words=name_all(waiting)) if len(waiting) > 1 else None
    return _choices(engine, tx, person, prompt, asks)


def _choices(engine: Engine, tx: Transaction, person: PersonId, prompt: str, asks: Phrase | None = None) -> Card:
    text, files = pending_words.set_aside_for(tx, person, prompt)
    text, words = read_anew(tx, prompt) or (text, prompt)
    return choose_card(engine, tx, person, text, asks, prompt=prompt, words=words if text or files else "")


COMMAND = DeskCommand(
    name="something_new",
    usage="(press Something new)",
    help="What I wrote is about none of my tickets.",
    answer=answer,
)
