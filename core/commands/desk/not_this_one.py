"""Not this one: words of a chat that went to the wrong ticket are taken back from it and asked about."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.requester_words import SAID
from core.commands.desk.which_ticket import ask_about_all, find_theirs
from core.commands.registry import Asking, DeskCommand
from core.engine import Engine
from core.errors import Refusal
from core.lifecycle import transitions
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.chats import Waiting
from core.tickets import events as e
from core.tickets.called import call_by_name
from core.tickets.comments import Comment, styles_in
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.cards import Card, say, small
from core.ui.inbound import Reply, Shown
from core.ui.text import shorten


def answer(asked: Asking) -> Reply:
    """Take the words back, as those of another ticket, and ask which one they are about, with all that waits there.

    The line that said where they went stays, without its button, also where they were taken back already or their
    ticket has ended meanwhile. Raises Refusal where they are not the person's own.
    """
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    ticket = asked.seen()
    said = tx.comment(ticket.ref, str(asked.arguments.get("comment", "")))
    if said is None or said.author != person:
        raise Refusal("outdated_button")
    if said.text is None:
        return _too_late(engine, ticket, Refusal("taken_back_already", ref=ticket.ref), taken_back=True)
    if ticket.over:  # what has ended is changed no more
        return _too_late(engine, ticket, Refusal("keeps_its_words", ref=ticket.ref), taken_back=False)

    log = tx.log(ticket.ref)
    place = asked.where.place if asked.where else ""
    words = Waiting(said.text, said.said_in, said.at, said.files, styles_in(log, said.id), not_about=(ticket.ref,))
    chat = replace(tx.hold_chat(person, place), ticket=None, since=None).with_waiting(words)

    def take_back(draft: Draft) -> None:
        draft.happen(e.CommentDeleted(said.id, meant_another=True))
        if draft.ticket.reopen_offered and draft.ticket.last_comment == said.id:
            draft.happen(e.ReopenDeclined())
        transitions.wait_again(draft, said.id, log)

    engine.run(tx, ticket, person, asked.at, take_back)
    _forget_message(asked, said)
    others = tuple(one for one in find_theirs(tx, person) if one.ref != ticket.ref)
    card = ask_about_all(engine, tx, person, place, chat, others, asked.at)
    return Shown(card, pressed=_line(engine, ticket, taken_back=True))


def _too_late(engine: Engine, ticket: Ticket, why: Refusal, *, taken_back: bool) -> Reply:
    said = say(engine.presenter.refusal(call_by_name(why, ticket, engine.policy)))
    return Shown(said, refusal=True, pressed=_line(engine, ticket, taken_back=taken_back))


def _line(engine: Engine, ticket: Ticket, *, taken_back: bool) -> Card:
    """What was said of where the words went, and what came of it."""
    ref, title = ticket.ref, shorten(ticket.title, 60)
    said = phrase("routed_back", ref=ref, title=title) if taken_back else phrase("routed", ref=ref, title=title)
    return small(engine.words_on(ticket, said), ticket=ticket.ref)


def _forget_message(asked: Asking, said: Comment) -> None:
    """The message no longer stands for what was taken back: its edits are those of what it becomes now."""
    if said.said_in is not None:
        place = said.said_in.partition("#")[0]
        asked.tx.bind(Binding(asked.ref, f"{SAID}{said.id}", place, f"taken back {said.id}"))


COMMAND = DeskCommand(
    name="not_this_one",
    usage="(press Not this one)",
    help="What I wrote is about another ticket.",
    answer=answer,
)
"""Pressed under the line that says where words went."""
