"""Not this one: words of a chat that went to the wrong ticket are taken back from it and asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.commands.desk.requester_words import SAID
from core.commands.desk.which_ticket import ask_which, find_theirs
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
from core.ui.cards import Action, Button, Card, Section, say, small
from core.ui.inbound import Reply, Shown
from core.ui.text import plain, shorten


def answer(asked: Asking) -> Reply:
    """Take the words back, as those of another ticket, and ask which one they are about.

    The line that said where they went stays, without its button, also where they were taken back already or their
    ticket has ended meanwhile. Raises Refusal where they are not the person's own.
    """
    engine, tx, person = asked.engine, asked.tx, asked.person.id
    ticket = asked.seen()
    went = [tx.comment(ticket.ref, one) for one in str(asked.arguments.get("comment", "")).split()]
    said = [one for one in went if one is not None and one.author == person]
    if not said or len(said) < len(went):
        raise Refusal("outdated_button")
    said = [one for one in said if one.text is not None]
    if not said:
        return _too_late(asked, ticket, Refusal("taken_back_already", ref=ticket.ref), taken_back=True)
    if ticket.over:  # what has ended is changed no more
        return _too_late(asked, ticket, Refusal("keeps_its_words", ref=ticket.ref), taken_back=False)

    log = tx.log(ticket.ref)
    place = asked.where.place if asked.where else ""
    chat = replace(tx.hold_chat(person, place), ticket=None, since=None)
    words = [
        Waiting(one.text or "", one.said_in, one.at, one.files, styles_in(log, one.id), not_about=(ticket.ref,))
        for one in said
    ]
    for each in words:
        chat = chat.with_waiting(each)

    def take_back(draft: Draft) -> None:
        for one in said:
            draft.happen(e.CommentDeleted(one.id, meant_another=True))
            if draft.ticket.reopen_offered and draft.ticket.last_comment == one.id:
                draft.happen(e.ReopenDeclined())
        transitions.wait_again(draft, [one.id for one in said], log)

    engine.run(tx, ticket, person, asked.at, take_back)
    for one in said:
        _forget_message(asked, one)
    others = tuple(one for one in find_theirs(tx, person) if one.ref != ticket.ref)
    card = ask_which(engine, tx, person, place, chat, words[0], others, asked.at)
    return Shown(card, pressed=_line(asked, ticket, taken_back=True))


def way_back(engine: Engine, ticket: Ticket, comments: Sequence[str], below: str = "") -> Button:
    """The button that takes words back that went to a ticket; `below` which question the line stands that has it."""
    taken_back = {"ticket": ticket.ref, "comment": " ".join(comments)}
    label = engine.presenter.label("not_this_one")
    return Button(label, Action("not_this_one", {**taken_back, **({"below": below} if below else {})}))


def _too_late(asked: Asking, ticket: Ticket, why: Refusal, *, taken_back: bool) -> Reply:
    said = say(asked.engine.presenter.refusal(call_by_name(why, ticket, asked.engine.policy)))
    return Shown(said, refusal=True, pressed=_line(asked, ticket, taken_back=taken_back))


def _line(asked: Asking, ticket: Ticket, *, taken_back: bool) -> Card:
    """What was said of where the words went, and what came of it."""
    ref, title = ticket.ref, shorten(ticket.title, 60)
    said = phrase("routed_back", ref=ref, title=title) if taken_back else phrase("routed", ref=ref, title=title)
    line = small(asked.engine.words_on(ticket, said), ticket=ticket.ref)
    question = str(asked.arguments.get("below", ""))
    return replace(line, sections=(Section(plain(question)), *line.sections)) if question else line


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
