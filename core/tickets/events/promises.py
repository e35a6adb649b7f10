"""What happens to a ticket's promises and to the ladder that watches over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from core.people import PersonId
from core.policy import PauseReason, StepMode
from core.processes import METRICS, Metric

Mark = Literal["50", "75", "90", "breach"]
"""A threshold of a promise: the share of its time that is used, in percent, or all of it."""
THRESHOLDS: Mapping[str, tuple[Metric, Mark]] = {
    f"{metric}:{mark}": (metric, mark) for metric in METRICS for mark in get_args(Mark)
}
"""Which promise and which of its thresholds, by how both are written in one word: `resolution:75`."""
ClockState = Literal["running", "paused", "met", "missed", "cancelled"]
ClockEnd = Literal["cancelled", "merged", "no_longer_promised", "converted", "superseded"]
LadderEnd = Literal["resolved", "cancelled", "merged", "superseded"]
Suppressed = Literal["overtaken", "told"]
"""Why a threshold or a rung was passed in silence: a higher one was passed as well, or it was told before."""


@dataclass(frozen=True, slots=True)
class ClockStarted:
    """A promise began. `paused` names the reason when it starts paused; then `due_at` is None."""

    metric: Metric
    calendar: str
    target: int
    pause_on: tuple[PauseReason, ...]
    policy: str
    due_at: datetime | None
    paused: PauseReason | None = None


@dataclass(frozen=True, slots=True)
class ClockPaused:
    """A promise stands still; `elapsed` are the open seconds counted so far."""

    metric: Metric
    reason: PauseReason
    elapsed: int


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """A promise runs again (also a met or missed resolution after a reopen)."""

    metric: Metric
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """A promise was kept (`met`) or not (`missed`); compared by instants, never by elapsed seconds."""

    metric: Metric
    outcome: Literal["met", "missed"]
    elapsed: int


@dataclass(frozen=True, slots=True)
class ClockRetargeted:
    """A promise was carried over. `target` includes the floor; `promised` is the policy's own."""

    metric: Metric
    calendar: str
    promised: int
    target: int
    pause_on: tuple[PauseReason, ...]
    policy: str
    elapsed: int
    due_at: datetime | None
    paused: PauseReason | None


@dataclass(frozen=True, slots=True)
class ClockCancelled:
    """A promise no longer exists: the ticket was cancelled or merged, or the new policy promises nothing."""

    metric: Metric
    reason: ClockEnd


@dataclass(frozen=True, slots=True)
class ClockMarked:
    """A threshold passed, once per clock and kind for ever. `due_for` is its own instant, not when we noticed."""

    metric: Metric
    mark: Mark
    due_for: datetime
    suppressed: Suppressed | None = None
    estimate: datetime | None = None


@dataclass(frozen=True, slots=True)
class DelayTold:
    """The requester heard that it takes longer than promised, the `count`-th time, and by when instead if at all."""

    metric: Metric
    count: int
    estimate: datetime | None


Armed = Literal["opened", "given", "reopened", "silent"]
"""What a ladder was armed for: somebody is to answer, whoever was given the ticket is to take it, whoever has it is to
go on with what was reopened, or to write to whoever asked.
"""


@dataclass(frozen=True, slots=True)
class LadderArmed:
    """An escalation ladder watches from now on. With `unacked` false only the `at` steps remain.

    Where it `goes_on`, it calls for what the one before called for, as long as nobody acknowledged that. Ladders of
    before had neither that nor a `why`: they called for an answer.
    """

    ladder: str
    team: str
    policy: str
    clock: str
    unacked: bool
    first_step: int = 0
    why: Armed | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class LadderAcked:
    """Somebody is on it: all `unacked` steps of all rounds are off."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class LadderEnded:
    """The ladder is over, with the ticket's work."""

    reason: LadderEnd


@dataclass(frozen=True, slots=True)
class StepFired:
    """A rung was reached. `to` were resolved at that moment; `gap` names a schedule that had nobody.

    `threshold` is one of THRESHOLDS for `at` steps and None for `after` steps. `due_for` is its own instant.
    """

    mode: StepMode
    to: tuple[PersonId, ...]
    due_for: datetime
    round: int = 0
    step: int = 0
    threshold: str | None = None
    gap: str | None = None
    suppressed: Suppressed | None = None
    cause: Literal["step", "raise", "ack_timeout", "unreachable"] = "step"


@dataclass(frozen=True, slots=True)
class NobodyAnswered:
    """Every round of the ladder is through and nobody acknowledged; the admins are told."""

    tried: tuple[PersonId, ...]
    minutes: int
