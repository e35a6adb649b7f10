"""Questions to the requester, once they were answered: their words stay, their buttons go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.notifications import message_edits
from core.notifications.kind import role_of_question
from core.notifications.parts import first_of
from core.notifications.recipients import Announcer
from core.tickets import events as e
from core.tickets.ticket import Ticket


def role_of_question_to(seq: int) -> str:
    """What the message stands for that asks the requester, by the number of the event that it was asked with."""
    return f"question:{seq}"


def ask_no_more(out: Announcer, log: Sequence[e.Happened], at: datetime) -> None:
    """Whoever was asked, and whose the ticket is no longer, reads that no answer of theirs is waited for."""
    asked = [(seq, one.actor, one.event) for seq, one in enumerate(log, 1) if isinstance(one.event, e.Held)]
    if out.before.hold is None or out.before.hold.question is None or not asked:
        return
    seq, person, held = asked[-1]
    question, styles = first_of(held.question or "", held.styles)
    left = message_edits.AskedElse(role_of_question_to(seq), person, question, styles, out.after.requester)
    out.requester(message_edits.ASKED_ELSE, left, at, whom=out.before.requester)


def settle(out: Announcer, at: datetime) -> None:
    """The question whether it works keeps its words and loses its buttons: what was said stays said."""
    was, survey = out.before, out.after.survey
    _settle(out, was, was.closes_at, at, asks=survey is not None and survey.with_yes)


def settle_again(out: Announcer, at: datetime, became: message_edits.Became) -> None:
    """The same message asked how it was below its words: one more line says what became of that."""
    survey = out.after.survey
    _settle(out, out.after, survey.closes_at if survey else None, at, asks=True, became=became)


def _settle(
    out: Announcer,
    of: Ticket,
    closes_at: datetime | None,
    at: datetime,
    *,
    asks: bool,
    became: message_edits.Became | None = None,
) -> None:
    target = role_of_question("resolution", turn_of(of))
    text, styles = of.resolution_text, of.resolution_styles
    if text:  # what followed in messages of its own stands there still
        text, styles = first_of(text, styles)
    settled = message_edits.Settled(target, text, of.resolution_code, styles, closes_at, asks, became)
    out.requester(message_edits.SETTLED, settled, at)


def turn_of(ticket: Ticket) -> str:
    """What tells the question after a resolution from those after earlier ones."""
    return str(ticket.reopen_count or "")


def answer_reopen_question(out: Announcer, at: datetime) -> None:
    """The question “Is it still broken?” loses its buttons where it stands, whichever way it was answered."""
    was = out.before
    if was.reopen_offered and (was.question or not was.asked_about):
        target = role_of_question("reopen_question", was.question)
        out.requester(message_edits.REOPEN_ANSWERED, message_edits.OnMessage(target), at)


def answer_follow_up_question(out: Announcer, at: datetime, *, taken_back: bool = False) -> None:
    """The same of “Is it broken again?”, also where the words were taken back, or the ticket is over no more."""
    was = out.before
    if was.over and was.question and not out.after.question:
        target = role_of_question("follow_up_question", was.question)
        answered = message_edits.AnsweredAnew(target, was.status, was.closed_at, taken_back)
        out.requester(message_edits.FOLLOW_UP_ANSWERED, answered, at)
