"""Questions to the requester, once they were answered: their words stay, their buttons go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from core.fulfilment import outlook
from core.fulfilment.grants import what_ends
from core.fulfilment.owing import ends_at
from core.notifications import message_edits
from core.notifications.announcements.wishes import unmet
from core.notifications.kind import role_of_question
from core.notifications.parts import first_of
from core.notifications.recipients import Announcer
from core.notifications.requester import Unmet
from core.tickets import events as e
from core.tickets.evolve import evolve
from core.tickets.ticket import Ticket


class Beside(TypedDict):
    """What is said of an order beside the question, as `requester.Resolved` keeps it."""

    ends: datetime | None
    thing: str
    later: tuple[str, ...]
    later_at: tuple[str, ...]
    left_out: tuple[str, ...]
    why: tuple[str, ...]
    unmet: Unmet
    held_until: datetime | None


def beside_question(out: Announcer, order: Ticket, before: Ticket) -> Beside:
    """What follows on a day, what was left out and why, when what was given ends, and what was wanted `before`."""
    follows, left_out = outlook.follows(order.plan), outlook.left_out(order.plan)
    return Beside(
        ends=ends_at(order.plan),
        thing=what_ends(order),
        later=tuple(task.do or task.key for task in follows),
        later_at=tuple(task.begins.isoformat() for task in follows if task.begins),
        left_out=tuple(task.do or task.key for task in left_out),
        why=tuple(task.said for task in left_out),
        unmet=unmet(before),
        held_until=out.others.has_until() if outlook.gives_nothing(order.plan) else None,
    )


def _when_asked(out: Announcer, of: Ticket) -> tuple[Ticket, Ticket]:
    """An order as it stood when it was asked about, and before its work was over: days may have come since."""
    if not of.plan:
        return of, Ticket()
    ticket, asked, before = Ticket(), of, Ticket()
    for entry in out.log():
        was, ticket = ticket, evolve(ticket, entry)
        if isinstance(entry.event, e.Resolved):
            asked, before = ticket, was
    return asked, before


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
    settled = message_edits.Settled(
        target, text, of.resolution_code, styles, closes_at, asks, became, **beside_question(out, *_when_asked(out, of))
    )
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
