"""How whoever asked found what was done: one question after each resolution, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.people import PersonId

SurveyState = Literal["planned", "asked", "answered", "expired", "left_out"]
"""It is asked when its time comes; it waits for its answer; it was answered; nobody answered in time; it is not asked,
since whoever asked was asked about another ticket lately.
"""


@dataclass(frozen=True, slots=True)
class Survey:
    """The question after one resolution. A reopening takes it away, and another resolution has another one.

    `at` is when time asks it, and once it was asked when it expires. It was asked `with_yes` where it stands under the
    solution that somebody just confirmed; that message says that the ticket `closes_at` itself. `score` runs from 1 to
    `scale`; `comment` is for the lead alone.
    """

    state: SurveyState
    at: datetime | None = None
    scale: int = 5
    with_yes: bool = False
    closes_at: datetime | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: PersonId = ""
    score: int = 0
    comment: str = ""
