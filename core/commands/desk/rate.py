"""Rate: those who asked say how it was, by a press, which is all that is needed.

Where it went badly, a form asks why as well, for the lead: whoever closes it has said how it was all the same.
"""

from __future__ import annotations

from dataclasses import replace

from core.commands.base import ticket_blank
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.lifecycle import survey
from core.tickets.permissions import need_requester
from core.tickets.ticket import Ticket
from core.ui.blanks import Question, wording
from core.ui.inbound import Quiet, Reply, Submit
from core.ui.reading import Arguments
from core.ui.text import clean

LOW = "rate_low"
LONGEST = 1000
"""Characters of why."""


def answer(asked: Asking) -> Reply:
    """Take the score. Raises Refusal."""
    ticket, turn, score = _pressed(asked, asked.ref, asked.arguments)
    return _keep(asked, ticket, turn, score)


def ask_why(asked: Asking) -> Reply:
    """Take the score, and ask for a sentence, which need not be; the form says who reads it. Raises Refusal.

    A second press of the same score opens the form again, until a sentence was said.
    """
    engine = asked.engine
    ticket, turn, score = _pressed(asked, asked.ref, asked.arguments)
    if not survey.said_without_why(ticket, asked.person.id, turn, score):
        _keep(asked, ticket, turn, score)
    team, scale = engine.policy.team(ticket.team).name, ticket.survey.scale if ticket.survey else score
    hint = wording("rate_why_hint", team=team, score=score, scale=scale)
    why = Question("comment", wording("rate_why"), "long_text", required=False, max_length=LONGEST, hint=hint)
    title, reading = wording("rate_title", ref=ticket.ref), engine.reading()
    blank = ticket_blank(LOW, title, ticket, reading, why, submit=wording("rate_submit"))
    return engine.open_form(replace(blank, context={**blank.context, "turn": turn, "score": score}))


def take_why(asked: Asking, sent: Submit) -> Reply:
    """Take the reason, where one is given: the score was taken when the form opened. Raises Refusal."""
    ticket, turn, score = _pressed(asked, str(sent.context.get("ticket", "")), sent.context)
    why = asked.values.get("comment")
    comment = clean(why) if isinstance(why, str) else ""
    if not survey.said_without_why(ticket, asked.person.id, turn, score):
        return _keep(asked, ticket, turn, score, comment)  # a form that an older desk opened brings its score
    if comment:
        asked.engine.run(asked.tx, ticket, asked.person.id, asked.at, lambda draft: survey.add_why(draft, comment))
    return Quiet()


def _pressed(asked: Asking, ref: str, arguments: Arguments) -> tuple[Ticket, int, int]:
    """The ticket, after which resolution it was asked, and the score. Raises Refusal where they did not ask for it."""
    ticket = asked.engine.seen(asked.tx, ref, asked.person.id)
    need_requester(asked.engine.policy, ticket, asked.person.id)
    turn, score = arguments.get("turn"), arguments.get("score")
    if not isinstance(turn, int) or not isinstance(score, int):
        raise Refusal("outdated_button")
    return ticket, turn, score


def _keep(asked: Asking, ticket: Ticket, turn: int, score: int, comment: str = "") -> Reply:
    asked.engine.run(
        asked.tx, ticket, asked.person.id, asked.at, lambda draft: survey.answer(draft, turn, score, comment)
    )
    return Quiet()


COMMAND = DeskCommand(
    name="rate",
    usage="(press a score)",
    help="Say how it was.",
    answer=answer,
    allow_on=need_requester,
)
RATE_LOW = DeskCommand(
    name=LOW,
    usage="(press a low score)",
    help="Say how it was, and why.",
    answer=ask_why,
    submit=take_why,
    room={"comment": LONGEST},
    allow_on=need_requester,
)
