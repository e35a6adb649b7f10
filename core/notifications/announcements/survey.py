"""What is said when somebody is asked how it was, and when that ends."""

from __future__ import annotations

from datetime import datetime

from core.lifecycle.survey import is_low
from core.notifications.announcements.questions import settle_again, turn_of
from core.notifications.kind import role_of_question
from core.notifications.message_edits import Became
from core.notifications.recipients import Announcer
from core.notifications.survey import RATED_LOW, SURVEY, SURVEY_ENDED, HowItWas, HowItWasEnded, RatedLow
from core.tickets import events as e
from core.tickets.permissions import asking_people
from core.tickets.ticket import Ticket


def tell_survey(out: Announcer, entry: e.Happened) -> None:
    """Ask, or let the question stand without its buttons. What is asked with a yes stands under the solution."""
    at, was = entry.at, out.before
    match entry.event:
        case e.SurveyAsked(with_yes=False):
            out.requester(SURVEY, HowItWas(turn_of(out.after)), at)
        case e.SurveyAnswered() as answered:
            if was.survey is None or was.survey.state != "answered":
                _end(out, out.after, at, "answered")
            _tell_lead(out, answered, entry)
        case e.SurveyExpired():
            _end(out, out.after, at, "expired")
        case e.Reopened() if was.survey is not None and was.survey.state == "asked":
            _end(out, was, at, "reopened")


def _end(out: Announcer, asked: Ticket, at: datetime, became: Became) -> None:
    """The message that asked loses its buttons and says why; `asked` is the ticket of which it asked."""
    if asked.survey is not None and asked.survey.with_yes:
        settle_again(out, at, became)
    else:
        out.requester(SURVEY_ENDED, HowItWasEnded(role_of_question("survey", turn_of(asked)), became), at)


def _tell_lead(out: Announcer, answered: e.SurveyAnswered, entry: e.Happened) -> None:
    """Whoever leads the team that had it hears where it went badly, unless they asked for it themselves.

    They hear the score as soon as it is there; the sentence, if one comes, follows, and so does what becomes of it.
    """
    ticket, survey = out.after, out.after.survey
    after = out.before.survey is not None and out.before.survey.state == "answered"
    lead = out.policy.team(ticket.team).lead
    if survey is None or not is_low(answered.score, survey.scale) or lead in asking_people(out.policy, ticket):
        return
    anew = after and out.before.survey is not None and bool(out.before.survey.comment)
    low = RatedLow(entry.actor, answered.score, survey.scale, answered.comment, after, anew)
    out.direct(RATED_LOW, low, lead, entry.at)
