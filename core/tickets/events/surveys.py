"""What happens to the question how it was: it is asked after a resolution, answered, or nobody answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SurveyAsked:
    """Whoever asked is asked how it was, from 1 to `scale`, until `expires_at`.

    `with_yes`: it stands under the solution that they just confirmed, which says that the ticket `closes_at` itself.
    Else nobody spoke: it is a message of its own.
    """

    scale: int
    expires_at: datetime
    with_yes: bool = False
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SurveyLeftOut:
    """Its time came, and whoever asked was asked about another ticket lately."""


@dataclass(frozen=True, slots=True)
class SurveyAnswered:
    """Somebody answered, once for all who asked. `comment` is what they wrote to the lead, where it went badly."""

    score: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SurveyExpired:
    """Nobody answered in time."""
