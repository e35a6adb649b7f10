"""How it was: the question to whoever asked, what becomes of it, and the lead who hears where it went badly."""

from __future__ import annotations

from dataclasses import dataclass

from core.notifications.examples import MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.notifications.message_edits import Became, OnMessage
from core.people import PersonId
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class HowItWas(Facts):
    """`asked` tells the question from those after earlier resolutions; the first has nothing."""

    asked: str = ""


@dataclass(frozen=True, slots=True)
class HowItWasEnded(OnMessage):
    """The message that asked, and what became of that."""

    became: Became


@dataclass(frozen=True, slots=True)
class RatedLow(Facts):
    """Who gave which score of how many, and why, where they say so; `after` where the score was told before.

    `anew` where a reason was told before: they say another one now, or took it back.
    """

    by: PersonId
    score: int
    scale: int
    comment: str = ""
    after: bool = False
    anew: bool = False


def _not_asked(_: Waiting[HowItWas], ticket: Ticket) -> bool:
    return ticket.survey is None or ticket.survey.state != "asked" or ticket.survey.with_yes


def _says_otherwise(waiting: Waiting[RatedLow], ticket: Ticket) -> bool:
    """Whether the reason was changed, or taken back, before it could be told: what it is by now follows."""
    told, now = waiting.facts, ticket.survey
    same = now is not None and (now.state, now.answered_by, now.score) == ("answered", told.by, told.score)
    return bool(told.comment) and same and now is not None and now.comment != told.comment


SURVEY = Kind(
    "survey",
    "line",
    HowItWas(),
    moot=_not_asked,
    role="survey",
    buttons=Buttons(rate=True),
    drawn_on="rating",
)
SURVEY_ENDED = Kind(
    "survey_ended",
    "edit",
    HowItWasEnded(target="survey", became="answered"),
    urgency="refresh",
    worded_as="survey",
    drawn_on="rated",
)
RATED_LOW = Kind(
    "rated_low",
    "direct",
    RatedLow(by=MIA, score=2, scale=5, comment="too late"),
    moot=_says_otherwise,
    words="comment",
    personal=True,
    buttons=Buttons(ever=("show",)),
    drawn_on="rated",
)
