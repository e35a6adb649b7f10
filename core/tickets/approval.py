"""The approval of a request as it stands: its stages, who was asked in each, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.items import Stage
from core.people import PersonId
from core.tickets.events.approvals import Seat

StageState = Literal["waiting", "pending", "approved", "rejected", "expired", "skipped"]


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody said in a seat, and when; `reason` is why not, or what they said with their yes."""

    seat: int
    person: PersonId
    yes: bool
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StageRun:
    """One stage: as the settings had it, and how far it is. `expires_at` once it has started."""

    stage: Stage
    state: StageState = "waiting"
    seats: tuple[Seat, ...] = ()
    needed: int = 0
    votes: tuple[Vote, ...] = ()
    started_at: datetime | None = None
    expires_at: datetime | None = None
    reminded: int = 0

    @property
    def open_seats(self) -> tuple[int, ...]:
        """The seats that have not spoken."""
        spoken = {vote.seat for vote in self.votes}
        return tuple(number for number in range(len(self.seats)) if number not in spoken)


@dataclass(frozen=True, slots=True)
class Approval:
    """All stages of a request in their order. `round` counts from 1; a change of the request begins another one.

    `asker` is who asked the requester something last, before deciding, and `question` what, until they have written;
    `asked_at` is when. `answer` is the one comment that answered, and `answered` what: once it is taken back, that is
    asked again.
    """

    stages: tuple[StageRun, ...]
    round: int = 1
    asker: PersonId | None = None
    question: str = ""
    asked_at: datetime | None = None
    answer: str = ""
    answered: str = ""

    @property
    def pending(self) -> int | None:
        """The stage that is being decided, or None."""
        return next((number for number, run in enumerate(self.stages) if run.state == "pending"), None)

    @property
    def people(self) -> frozenset[PersonId]:
        """Everybody who is or was asked in this round, or whose voice it is by the settings."""
        seats = [seat for run in self.stages for seat in run.seats]
        return frozenset(one for seat in seats for one in (*seat.asked, seat.whose) if one)

    @property
    def said_yes(self) -> frozenset[PersonId]:
        """Who agreed in this round."""
        return frozenset(vote.person for run in self.stages for vote in run.votes if vote.yes)

    @property
    def granted_at(self) -> datetime | None:
        """When the last of all stages was agreed to; None where one was refused, is open, or nobody was asked."""
        if any(run.state not in ("approved", "skipped") for run in self.stages):
            return None
        return max((vote.at for run in self.stages for vote in run.votes), default=None)
