"""The approval of a request as it stands: its stages, who was asked in each, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
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


def last_of_each(votes: Sequence[Vote]) -> tuple[Vote, ...]:
    """The last vote of each person, in that order."""
    last = {vote.person: vote for vote in votes}
    return tuple(vote for vote in votes if vote is last[vote.person])


@dataclass(frozen=True, slots=True)
class StageRun:
    """One stage: as the settings had it, and how far it is. `expires_at` once it has started.

    `unreached` are those who were asked and could not be told, `missing` those who are away or left by now; it is
    `stuck` once nobody was left to be asked. `former` are those who had a say in it until the settings said otherwise.
    """

    stage: Stage
    state: StageState = "waiting"
    seats: tuple[Seat, ...] = ()
    needed: int = 0
    votes: tuple[Vote, ...] = ()
    started_at: datetime | None = None
    expires_at: datetime | None = None
    reminded: int = 0
    unreached: tuple[PersonId, ...] = ()
    missing: tuple[PersonId, ...] = ()
    stuck: bool = False
    former: tuple[PersonId, ...] = ()
    settles: tuple[int, ...] = ()
    """The later stages in which nobody will be asked, while nobody else is asked in this one than when it began."""

    @property
    def has_say(self) -> frozenset[PersonId]:
        """Who is asked in a seat, or whose voice it is by the settings, whether they spoke or not."""
        return frozenset(one for seat in self.seats for one in (*seat.asked, seat.whose) if one)

    @property
    def open_seats(self) -> tuple[int, ...]:
        """The seats that have not spoken."""
        spoken = {vote.seat for vote in self.votes}
        return tuple(number for number in range(len(self.seats)) if number not in spoken)

    def is_there(self, person: PersonId) -> bool:
        """Whether somebody who is asked can decide just now, as far as is known: is there, and was told."""
        return person not in self.missing and person not in self.unreached

    @property
    def against(self) -> tuple[Vote, ...]:
        """Each no, the last one last; of somebody who has several voices once."""
        return last_of_each([vote for vote in self.votes if not vote.yes])

    @property
    def share(self) -> tuple[int, int]:
        """How many of how many voices have to agree; (0, 0) where one is enough, or all have to."""
        return (self.needed, len(self.seats)) if self.stage.mode in ("majority", "first") else (0, 0)


@dataclass(frozen=True, slots=True)
class Question:
    """What an approver asked the requester before deciding, and when (an older desk did not keep that).

    `answers` are what was written to it and stands, each as its comment and its words: once all is taken back, it is
    asked again. It is `over` when its stage was decided: nobody needs an answer any more. `left` is who was asked and
    left the company before they answered.
    """

    asker: PersonId
    text: str
    at: datetime | None = None
    answers: tuple[tuple[str, str], ...] = ()
    over: bool = False
    left: PersonId = ""

    @property
    def open(self) -> bool:
        """Whether an answer is waited for."""
        return bool(self.text) and not self.answers and not self.over and not self.left


@dataclass(frozen=True, slots=True)
class Change:
    """What began another round: who changed the request, when, and what, as `ApprovalSuperseded` has it.

    `people` are all who were asked, or whose voice it was, in the rounds before.
    """

    by: PersonId
    at: datetime
    changed: tuple[tuple[str, str, str], ...]
    costs: tuple[int, int]
    people: tuple[PersonId, ...] = ()
    requesters: tuple[PersonId, ...] = ()
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """A round that is over since all were asked anew: its number and stages as they ended, and the `change`."""

    number: int
    stages: tuple[StageRun, ...]
    change: Change


@dataclass(frozen=True, slots=True)
class Approval:
    """All stages of a request in their order. `round` counts from 1; a change of the request begins another one.

    `questions` are those of approvers to whoever asked, of all rounds, the last one last; `change` is what the last
    round began with. `superseded` are the rounds before it (an older desk did not keep them). `former` are those who
    were asked about what its record was before it was converted.
    """

    stages: tuple[StageRun, ...]
    round: int = 1
    questions: tuple[Question, ...] = ()
    change: Change | None = None
    superseded: tuple[Round, ...] = ()
    former: tuple[PersonId, ...] = ()

    def round_at(self, at: datetime) -> int:
        """Which round it was in at an earlier instant."""
        return next((one.number for one in self.superseded if one.change.at > at), self.round)

    @property
    def asked(self) -> Question | None:
        """What was asked last and is not over, answered or not."""
        return next((one for one in reversed(self.questions) if not one.over), None)

    @property
    def unanswered(self) -> Question | None:
        """What was asked last and has no answer yet."""
        return next((one for one in reversed(self.questions) if one.open), None)

    @property
    def unanswerable(self) -> Question | None:
        """What was asked last of whoever left before they answered, and is not over."""
        return next((one for one in reversed(self.questions) if one.left and not (one.answers or one.over)), None)

    @property
    def question(self) -> str:
        """The words of what has no answer yet; empty where nothing is asked."""
        return self.unanswered.text if self.unanswered else ""

    @property
    def askers(self) -> tuple[PersonId, ...]:
        """Who asked something that is not over, each once."""
        return tuple(dict.fromkeys(one.asker for one in self.questions if not one.over))

    @property
    def pending(self) -> int | None:
        """The stage that is being decided, or None."""
        return next((number for number, run in enumerate(self.stages) if run.state == "pending"), None)

    @property
    def people(self) -> frozenset[PersonId]:
        """Everybody who is or was asked in this round, or whose voice it is or was by the settings."""
        return frozenset(one for run in self.stages for one in (*run.has_say, *run.former))

    @property
    def asked_as_it_is(self) -> frozenset[PersonId]:
        """The same of all rounds about what the record is now."""
        return self.people.union(self.change.people if self.change else ())

    @property
    def ever_asked(self) -> frozenset[PersonId]:
        """The same of all rounds, also of those about what it was before."""
        return self.asked_as_it_is.union(self.former)

    @property
    def said_yes(self) -> frozenset[PersonId]:
        """Who agreed in this round."""
        return frozenset(vote.person for run in self.stages for vote in run.votes if vote.yes)

    @property
    def refusals(self) -> tuple[Vote, ...]:
        """Each no of the stage that ended it, the one that did so last; nothing where none did."""
        return next((run.against for run in self.stages if run.state == "rejected"), ())

    @property
    def granted_at(self) -> datetime | None:
        """When the last of all stages was agreed to; None where one was refused, is open, or nobody was asked."""
        if any(run.state not in ("approved", "skipped") for run in self.stages):
            return None
        return max((vote.at for run in self.stages for vote in run.votes), default=None)
