"""A ticket as it stands, with its parts: a promise, a wait, a ladder that watches, what somebody wrote, a merge.

`Ticket` is what storage keeps for speed and can rebuild at any time: the fold of its events (`core.tickets.evolve`).
It holds no rules: those are in the commands that decide, and every number in here was put there by an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.people import PersonId
from core.tickets import events as e

OPEN = frozenset({"new", "in_progress", "on_hold", "in_fulfilment"})
"""Statuses in which work is still owed."""
DONE = frozenset({"resolved", "fulfilled"})
"""Statuses that wait for the requester's yes or for the auto-close."""
OVER = frozenset({"closed", "cancelled"})
"""Statuses that nothing leaves (domain.md section 4)."""


@dataclass(frozen=True, slots=True)
class SlaClock:
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
    clocks: tuple[SlaClock, ...]
    ladder: LadderRun | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands. Empty (`ref == ""`) before `Opened`; `version` counts its events."""

    ref: str = ""
    kind: str = "incident"
    title: str = ""
    description: str = ""
    requester: PersonId = ""
    beneficiary: PersonId = ""
    logged_by: PersonId = ""
    source: str = ""
    source_ref: str | None = None
    service: str = ""
    category: str | None = None
    impact: int | None = None
    urgency: int | None = None
    priority: str = "P4"
    priority_source: str = "matrix"
    status: str = "new"
    team: str = ""
    assignee: PersonId | None = None
    private: bool = False
    home: str = "direct"
    item: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    sensitive: int = 0
    cost: int = 0
    hold: Hold | None = None
    clocks: tuple[SlaClock, ...] = ()
    ladder: LadderRun | None = None
    comments: tuple[Comment, ...] = ()
    files: tuple[e.File, ...] = ()
    told: tuple[tuple[str, PersonId], ...] = ()
    pinged: tuple[tuple[PersonId, datetime], ...] = ()
    created_at: datetime | None = None
    first_response_at: datetime | None = None
    acked_at: datetime | None = None
    last_public_at: datetime | None = None
    first_resolved_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closes_at: datetime | None = None
    resolution_code: str | None = None
    resolution_text: str | None = None
    breach_reason: str | None = None
    confirmed: bool = False
    reopen_offered: bool = False
    reopen_count: int = 0
    handoff_count: int = 0
    follow_up_of: str | None = None
    followed_up_by: tuple[str, ...] = ()
    watchers: tuple[PersonId, ...] = ()
    escalated_to: PersonId | None = None
    worked: int = 0
    links: tuple[tuple[str, str], ...] = ()
    merged: Merge | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether work is still owed."""
        return self.status in OPEN

    def clock(self, metric: str) -> SlaClock | None:
        """The clock of `metric` (`ack`, `response`, `resolution`), or None where nothing was promised."""
        return next((clock for clock in self.clocks if clock.metric == metric), None)

    def comment(self, comment: str) -> Comment | None:
        """The comment with that id."""
        return next((one for one in self.comments if one.id == comment), None)
