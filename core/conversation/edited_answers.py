"""An edited message that was an answer: the reason of a low score follows it, and what a press would do stays done."""

from __future__ import annotations

from core.commands.desk.what_it_was import Was
from core.conversation.scores import read_score
from core.engine import Engine
from core.errors import Refusal
from core.lifecycle import survey
from core.people import PersonId
from core.ports.tickets import Transaction
from core.ui.cards import say
from core.ui.inbound import Edited, Quiet, Reply, Shown
from core.ui.text import clean


def change(engine: Engine, tx: Transaction, was: Was, edited: Edited, person: PersonId) -> Reply:
    """What becomes of an answer whose message was edited, or deleted. Raises Refusal where no words are left."""
    if was.what in ("command", "question"):
        raise _stays_done(engine, tx, was)
    return (_reword_why if was.what == "why" else _stays)(engine, tx, was, edited, person)


def _reword_why(engine: Engine, tx: Transaction, was: Was, edited: Edited, person: PersonId) -> Reply:
    """The reason of a low score reads as its message does, and goes with it; the lead is told. Raises Refusal."""
    ticket, why = engine.ticket(tx, was.ticket), clean(edited.text or "")
    if edited.text is not None and not why:
        raise Refusal("empty_edit")
    if not survey.has_why(ticket, person, was.turn):
        return _stays(engine, tx, was, edited, person)
    said = ticket.survey.comment if ticket.survey else ""
    if ticket.survey is not None and (read := read_score(why, ticket.survey.scale)) is not None:
        why = clean(read[1])  # the score was taken: what stands behind it is why
        if edited.text is not None and not why:
            return _stays(engine, tx, was, edited, person)
    if edited.restored and said:
        return Quiet()  # they gave another one since
    engine.run(tx, ticket, person, engine.moment(edited.at), lambda draft: survey.reword_why(draft, why))
    return Quiet()


def _stays_done(engine: Engine, tx: Transaction, was: Was) -> Refusal:
    """What is told of a command whose message was deleted: what it did stays done."""
    ticket = engine.ticket(tx, was.ticket)
    if was.what == "question" and ticket.hold is not None and ticket.hold.reason == "requester":
        return Refusal("deleted_question", ref=ticket.ref, person=ticket.requester)
    return Refusal("deleted_command", ref=ticket.ref)


def _stays(engine: Engine, tx: Transaction, _was: Was, edited: Edited, _person: PersonId) -> Reply:
    """What was done by a message is not changed by its edit, and its author is told so, once."""
    once = f"stays:{edited.where.key}"
    if edited.text is None or edited.restored or tx.receipt(once) is not None:
        return Quiet()
    tx.keep_receipt(once, "", engine.now())
    return Shown(say(engine.presenter.refusal(Refusal("edit_changes_nothing"))), refusal=True)
