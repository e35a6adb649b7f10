"""How the question how it was changes: the part of `evolve` for its events."""

from __future__ import annotations

from core.tickets import events as e
from core.tickets.changing import changed
from core.tickets.survey import Survey
from core.tickets.ticket import Ticket


def evolve_survey(t: Ticket, entry: e.Happened) -> Ticket | None:
    """The ticket after one more event of its survey; None where it is none of these. Counts no version."""
    match entry.event:
        case e.SurveyAsked() as s:
            asked = Survey(
                "asked", at=s.expires_at, scale=s.scale, with_yes=s.with_yes, closes_at=s.closes_at, asked_at=entry.at
            )
            return changed(t, survey=asked)
        case e.SurveyLeftOut():
            return changed(t, survey=Survey("left_out"))
        case e.SurveyAnswered(score=score, comment=comment) if t.survey is not None:
            answered = changed(
                t.survey, state="answered", at=None, score=score, comment=comment, answered_at=entry.at,
                answered_by=entry.actor,
            )  # fmt: skip
            return changed(t, survey=answered)
        case e.SurveyExpired() if t.survey is not None:
            return changed(t, survey=changed(t.survey, state="expired", at=None))
    return None
