"""The parts of a ticket: a promise, a wait, a ladder that watches, what somebody wrote, a merge.

Like the ticket itself (`core.tickets.ticket`, which names them all) they hold no rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.people import PersonId
from core.tickets import events as e


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise. While running, elapsed = `elapsed` + open seconds from `since` to now; `due_at` None while paused.

    `state` is running, paused, met, missed or cancelled. `marks` are the thresholds that are spent, fired or not.
    """

    metric: str
    calendar: str
    target: int
    promised: int
    pause_on: tuple[str, ...]
    policy: str
    state: str
    started_at: datetime
    elapsed: int = 0
    since: datetime | None = None
    due_at: datetime | None = None
    paused_for: str | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    marks: tuple[str, ...] = ()
    cycle: int = 1

    @property
    def live(self) -> bool:
        """Whether the promise is still to be kept (running or paused)."""
        return self.state in ("running", "paused")


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a ticket waits, since when, and until when where a date was named."""

    reason: str
    since: datetime
    question: str | None = None
    party: str | None = None
    reference: str | None = None
    until: datetime | None = None
    reminded: int = 0


@dataclass(frozen=True, slots=True)
class LadderRun:
    """An armed ladder: `round` and `step` tell the next `after` rung; `acked` switches those off."""

    ladder: str
    team: str
    clock: str
    armed_at: datetime
    policy: str
    acked: bool
    round: int = 0
    step: int = 0
    acked_at: datetime | None = None
    acked_by: PersonId | None = None
    exhausted: bool = False
    tried: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, as it reads now (`text` None after a deletion); `said_in`, `at_home` as in `Commented`."""

    id: str
    author: PersonId
    voice: str
    public: bool
    text: str | None
    at: datetime
    files: tuple[e.File, ...] = ()
    said_in: str | None = None
    at_home: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Into which ticket this one was merged, when, who came to follow that one, and how this one stood before."""

    into: str
    at: datetime
    newcomers: tuple[PersonId, ...]
    status: str
    hold: Hold | None
    clocks: tuple[Clock, ...]
    ladder: LadderRun | None
