"""A message that was edited or deleted, and the comment that it is."""

from __future__ import annotations

from datetime import timedelta

from core.commands.desk import pending_words
from core.commands.desk.requester_words import SAID
from core.engine import Engine
from core.people import PersonId
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.comments import Comment
from core.tickets.ticket import Ticket
from core.ui.grammar import parse
from core.ui.inbound import Edited, Quiet, Reply, Where
from core.ui.text import clean

EDIT_WITHIN = timedelta(minutes=10)
"""An edit this soon replaces the words; a later one is added below (experience.md section 5.3)."""


def edit(engine: Engine, tx: Transaction, edited: Edited, person: PersonId) -> Reply:
    """Change the comment that the message is, where it is its author's."""
    ticket, said = _find_said(tx, edited.where)
    if said is None and edited.where.flat:
        pending_words.change(tx, person, f"{edited.where.place}#{edited.where.message}", edited.text)
    if ticket is None or said is None or said.author != person or said.text is None:
        return Quiet()
    at = engine.moment(edited.at)
    text = clean(edited.text or "")
    if edited.text is None:
        change: e.Event = e.CommentDeleted(said.id)
    else:
        text = _without_command(engine, text, ticket.ref, said)
        if text == said.text:
            return Quiet()
        change = e.CommentEdited(said.id, text, late=at - said.at > EDIT_WITHIN)
    engine.run(tx, ticket, person, at, lambda draft: draft.happen(change))
    return Quiet()


def _without_command(engine: Engine, text: str, ref: str, said: Comment) -> str:
    """An edited message as a comment keeps it: without the sign, command or number that was taken off at first."""
    if text.startswith(">>"):
        return text[2:].strip()
    answers = {"reply": "reply"} if said.public and said.voice == "responder" else {}
    typed = parse(text, answers, tuple(engine.policy.prefixes.values()))
    first = text.split(maxsplit=1)[0].casefold() if text else ""
    taken_off = typed.command is not None or (typed.ticket_leads and typed.ticket == ref)
    return typed.words.strip() if taken_off and not (said.text or "").casefold().startswith(first) else text


def _find_said(tx: Transaction, where: Where) -> tuple[Ticket | None, Comment | None]:
    """The comment that a message is, and its ticket: in a flat chat by the message itself, else by its thread."""
    own = tx.bound(where.place, where.message) if where.message else None
    if own is not None and own.role.startswith(SAID):
        ticket = tx.ticket(own.ticket)
        return ticket, tx.comment(own.ticket, own.role.removeprefix(SAID)) if ticket else None
    if where.thread is None:
        return None, None
    bound = tx.bound(where.place, where.thread)
    ticket = tx.ticket(bound.ticket) if bound else None
    said_in = f"{where.place}#{where.message}"
    said = tx.comment_said_in(ticket.ref, said_in) if ticket else None
    while said is None and ticket is not None and (ticket.followed_up_by or ticket.merged):
        ticket = tx.ticket(ticket.merged.into if ticket.merged else ticket.followed_up_by[-1])
        said = tx.comment_said_in(ticket.ref, said_in) if ticket else None
    return ticket, said
