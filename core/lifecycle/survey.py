"""How it was (CSAT, domain.md section 9): when whoever asked is asked, who may answer, and until when.

Once after each resolution: with their own yes, under the solution, or by itself when nobody has said anything for a
while. The second kind reaches one person no more often than the rules say. These functions write events on a draft, as
`core.lifecycle.transitions` do; they check states, not people.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from core.calendars.hours import add
from core.errors import Refusal
from core.people import SYSTEM, PersonId
from core.policy import Policy, SurveySkip
from core.processes import ResolutionCode
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.survey import Survey
from core.tickets.ticket import Ticket

Brings = Literal["survey", "survey_expiry"]
"""What time brings: the question, and its end."""

_OF, _FAIR = 5, 3
"""The scale that people speak of, and the lowest score on it that is fair."""


def is_low(score: int, scale: int) -> bool:
    """Whether it went badly (1 and 2 of 5, and their like of another scale): it is asked why, and the lead hears."""
    return score * _OF < _FAIR * scale


def planned_at(draft: Draft, code: ResolutionCode) -> datetime | None:
    """When it will be asked by itself after a resolution at the draft's instant; None where it never will."""
    rules = draft.policy.lifecycle.surveys
    if rules is None or rules.after is None or not _is_wanted(draft.policy, draft.ticket, code):
        return None
    return add(draft.calendar(draft.policy.office), draft.at, rules.after)


def ask_with_yes(draft: Draft, was: Ticket) -> None:
    """Ask under the solution that was just confirmed, unless it was asked already; `was` is how the ticket stood."""
    rules, code = draft.policy.lifecycle.surveys, was.resolution_code
    if rules is None or not rules.on_confirm or code is None or not _is_wanted(draft.policy, was, code):
        return
    if was.survey is None or was.survey.asked_at is None:
        _ask(draft, with_yes=True, closes_at=was.closes_at)


def bring(draft: Draft, what: Brings) -> None:
    """Time has come: ask, unless whoever asked was asked about another ticket lately; or nobody answered in time."""
    if what == "survey_expiry":
        draft.happen(e.SurveyExpired())
        return
    rules, ticket = draft.policy.lifecycle.surveys, draft.ticket
    last = draft.surveyed(ticket.requester)
    office = draft.calendar(draft.policy.office)
    if rules is None or (last is not None and draft.at < add(office, last, rules.per_person_every)):
        draft.happen(e.SurveyLeftOut())
    else:
        _ask(draft)


def coming(ticket: Ticket) -> tuple[datetime, Brings] | None:
    """What time brings to the question; None where that is nothing."""
    survey = ticket.survey
    if survey is None or survey.at is None:
        return None
    if survey.state == "planned":
        return (survey.at, "survey") if ticket.done else None
    return survey.at, "survey_expiry"


def need_waiting(ticket: Ticket, turn: int, at: datetime) -> Survey:
    """The question that waits for its answer; `turn` says after which resolution it was asked.

    Raises Refusal with what became of it instead.
    """
    survey = ticket.survey
    if survey is None or survey.asked_at is None or turn != ticket.reopen_count:
        raise Refusal("survey_withdrawn", ref=ticket.ref)
    if survey.state == "answered":
        raise Refusal("survey_answered", ref=ticket.ref)
    if survey.at is None or at >= survey.at:
        raise Refusal("survey_expired", ref=ticket.ref)
    return survey


def answer(draft: Draft, turn: int, score: int, comment: str = "") -> None:
    """Say how it was, from 1 to the scale, once. Raises Refusal."""
    survey = need_waiting(draft.ticket, turn, draft.at)
    if not 1 <= score <= survey.scale:
        raise Refusal("outdated_button")
    draft.happen(e.SurveyAnswered(score, comment))


def waits_for_why(ticket: Ticket, person: PersonId) -> bool:
    """Whether somebody said that it went badly, and not yet why."""
    survey = ticket.survey
    return (
        survey is not None and survey.state == "answered" and survey.answered_by == person and not survey.comment
        and is_low(survey.score, survey.scale)
    )  # fmt: skip


def said_without_why(ticket: Ticket, person: PersonId, turn: int, score: int) -> bool:
    """Whether somebody gave just this score after that resolution, and has not said why."""
    asked = ticket.survey is not None and turn == ticket.reopen_count and ticket.survey.score == score
    return asked and waits_for_why(ticket, person)


def add_why(draft: Draft, comment: str) -> None:
    """Say why it went badly, once, after the score was given. Raises Refusal where that was said, or never asked."""
    survey = draft.ticket.survey
    if survey is None or not waits_for_why(draft.ticket, draft.actor):
        raise Refusal("survey_answered", ref=draft.ticket.ref)
    draft.happen(e.SurveyAnswered(survey.score, comment))


def has_why(ticket: Ticket, person: PersonId, turn: int) -> bool:
    """Whether somebody gave a low score after that resolution, of which the reason can be theirs still."""
    survey = ticket.survey
    theirs = survey is not None and survey.state == "answered" and survey.answered_by == person
    return theirs and survey is not None and turn == ticket.reopen_count and is_low(survey.score, survey.scale)


def reword_why(draft: Draft, comment: str) -> None:
    """Say otherwise why it went badly, or (without words) take it back. The score stays; nothing where it is the same.

    Raises Refusal where that is not theirs to say.
    """
    survey = draft.ticket.survey
    if survey is None or not has_why(draft.ticket, draft.actor, draft.ticket.reopen_count):
        raise Refusal("survey_withdrawn", ref=draft.ticket.ref)
    if comment != survey.comment:
        draft.happen(e.SurveyAnswered(survey.score, comment))


def _ask(draft: Draft, *, with_yes: bool = False, closes_at: datetime | None = None) -> None:
    rules = draft.policy.lifecycle.surveys
    if rules is not None:
        expires_at = add(draft.calendar(draft.policy.office), draft.at, rules.expires)
        draft.happen(e.SurveyAsked(rules.scale, expires_at, with_yes, closes_at))


def _is_wanted(policy: Policy, ticket: Ticket, code: ResolutionCode) -> bool:
    """Whether anybody is to be asked. What was merged or cancelled is never done, so that it never comes here."""
    rules = policy.lifecycle.surveys
    if rules is None or ticket.process.of_parent:
        return False
    left_out: dict[SurveySkip, bool] = {
        "duplicate": code == "duplicate",
        "no_response": code == "no_response",
        "automated": SYSTEM in (ticket.requester, ticket.logged_by),
    }
    return not any(so and why in rules.skip for why, so in left_out.items())
