"""Questions to the requester, once they were answered: their words stay, their buttons go."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from core.fulfilment import outlook
from core.fulfilment.owing import ends_at
from core.notifications import message_edits
from core.notifications.kind import role_of_question
from core.notifications.parts import first_of
from core.notifications.recipients import Announcer
from core.tickets import events as e
from core.tickets.evolve import evolve
from core.tickets.plan import Plan
from core.tickets.ticket import Ticket


class OfTasks(TypedDict):
    """What is said of an order's tasks beside the question, as `requester.Resolved` keeps it."""

    ends: datetime | None
    later: tuple[str, ...]
    later_at: tuple[str, ...]
    left_out: tuple[str, ...]
    why: tuple[str, ...]


def of_tasks(plan: Plan) -> OfTasks:
    """What follows on a day, what was left out and why, and when what was given ends, as a plan stands."""
    follows, left_out = outlook.follows(plan), outlook.left_out(plan)
    return OfTasks(
        ends=ends_at(plan),
        later=tuple(task.do or task.key for task in follows),
        later_at=tuple(task.begins.isoformat() for task in follows if task.begins),
        left_out=tuple(task.do or task.key for task in left_out),
        why=tuple(task.said for task in left_out),
    )


def _plan_when_asked(out: Announcer, of: Ticket) -> Plan:
    """The tasks of an order as they stood when it was asked about: their days may have come since."""
    if not of.plan:
        return ()
    ticket, plan, since = Ticket(), of.plan, None
    for entry in out.log():
        ticket = evolve(ticket, entry)
        if isinstance(entry.event, e.Resolved):
            since = entry.at
        if ticket.done and entry.at == since:
            plan = ticket.plan
    return plan


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
        target, text, of.resolution_code, styles, closes_at, asks, became, **of_tasks(_plan_when_asked(out, of))
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
