"""A ticket as it stands, with its parts: a promise, a wait, a ladder that watches, a merge.

`Ticket` is what storage keeps for speed and can rebuild at any time: the fold of its events (`core.tickets.evolve`).
It holds no rules: those are in the commands that decide, and every number in here was put there by an event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from core.people import PersonId
from core.policy import PauseReason, Priority
from core.processes import (
    INCIDENT,
    Details,
    HoldReason,
    IncidentDetails,
    Metric,
    Process,
    RequestDetails,
    ResolutionCode,
    Status,
    TicketKind,
    item_of,
    process_of,
)
from core.tickets import events as e
from core.tickets.approval import Approval
from core.tickets.plan import Plan
from core.tickets.survey import Survey


@dataclass(frozen=True, slots=True)
class SlaClock:
    """One promise. While running, elapsed = `elapsed` + open seconds from `since` to now; `due_at` None while paused.

    `marks` are the thresholds that are spent, fired or not.
    """

    metric: Metric
    calendar: str
    target: int
    promised: int
    pause_on: tuple[PauseReason, ...]
    policy: str
    state: e.ClockState
    started_at: datetime
    elapsed: int = 0
    since: datetime | None = None
    due_at: datetime | None = None
    paused_for: PauseReason | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    marks: tuple[e.Mark, ...] = ()
    cycle: int = 1

    @property
    def live(self) -> bool:
        """Whether the promise is still to be kept (running or paused)."""
        return self.state in ("running", "paused")


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a ticket waits, since when, and until when where a date was named."""

    reason: HoldReason
    since: datetime
    question: str | None = None
    party: str | None = None
    reference: str | None = None
    until: datetime | None = None
    reminded: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """By when the requester was told `at` to expect it after a broken promise, if at all, for the `count`-th time."""

    metric: Metric
    by: datetime | None
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class LadderRun:
    """An armed ladder: `round` and `step` tell the next `after` rung; `acked` switches those off.

    It calls for what it was armed for (`why`), `since` when that is lacking, which may be longer than it is `armed_at`.
    """

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
    why: e.Armed = "opened"
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class MergedInto:
    """Into which ticket this one was merged, when, who came to follow that one, and how this one stood before."""

    into: str
    at: datetime
    newcomers: tuple[PersonId, ...]
    status: Status
    hold: Hold | None
    clocks: tuple[SlaClock, ...]
    ladder: LadderRun | None


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The promise to fix a fault as it stood when that became an order: it goes on there once it is a fault again.

    `spent` are the open seconds that it had counted, `told` who had been told of which of its thresholds. `service`,
    `category` and `team` are what it was about and whose it was; an older desk did not keep them.
    """

    spent: int
    marks: tuple[e.Mark, ...]
    breached_at: datetime | None
    told: tuple[tuple[str, PersonId], ...]
    service: str = ""
    category: str | None = None
    team: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands: what all kinds share, and in `details` what only its own has.

    Empty (`ref == ""`) before `Opened`; `version` counts its events. What is said on it stands beside it
    (`core.tickets.comments`), so that it stays as small as it is: here is only who spoke, and when last.
    `handed_by` is who had it and gave it to the assignee, until they take it or give it back. `still_with` is who
    their card says has it (empty: nobody), while the assignee has not taken it yet. `released` is whether whoever asked
    was told that it was put back, until somebody takes it.
    """

    ref: str = ""
    details: Details = field(default_factory=IncidentDetails)
    title: str = ""
    description: str = ""
    requester: PersonId = ""
    beneficiary: PersonId = ""
    logged_by: PersonId = ""
    source: str = ""
    source_ref: str | None = None
    service: str = ""
    priority: Priority = "P4"
    priority_source: e.PrioritySource = "matrix"
    status: Status = INCIDENT.initial
    team: str = ""
    assignee: PersonId | None = None
    handed_by: PersonId | None = None
    still_with: PersonId | None = None
    released: bool = False
    private: bool = False
    home: str = "direct"
    hold: Hold | None = None
    clocks: tuple[SlaClock, ...] = ()
    ladder: LadderRun | None = None
    expected: Expected | None = None
    """What the requester was told last of a broken promise."""
    spoke: tuple[tuple[PersonId, datetime], ...] = ()
    last_comment: str | None = None
    files: tuple[e.File, ...] = ()
    told: tuple[tuple[str, PersonId], ...] = ()
    interrupted: Interrupted | None = None
    pinged: tuple[tuple[PersonId, datetime], ...] = ()
    created_at: datetime | None = None
    first_response_at: datetime | None = None
    acked_at: datetime | None = None
    last_public_at: datetime | None = None
    first_resolved_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closes_at: datetime | None = None
    resolution_code: ResolutionCode | None = None
    resolution_text: str | None = None
    resolution_styles: tuple[str, ...] = ()
    breach_reason: e.BreachReason | None = None
    confirmed: bool = False
    reopen_offered: bool = False
    asked_about: tuple[str, ...] = ()
    """Comments after its end that the requester was asked about: is it still broken, or again?"""
    question: str | None = None
    """The one of them that names the question in the requester's thread, where one stands there."""
    cancel_asked: PersonId | None = None
    """Who asked to have it cancelled while somebody works on it, until the team answers."""
    change_asked: RequestDetails | None = None
    """What whoever asked wants instead while somebody works on it, until the team answers."""
    reopen_count: int = 0
    handoff_count: int = 0
    follow_up_of: str | None = None
    cancelled_by: PersonId | None = None
    refused_before: e.RefusedBefore | None = None
    """The order that was refused and is made again by this one."""
    followed_up_by: tuple[str, ...] = ()
    watchers: tuple[PersonId, ...] = ()
    escalated_to: PersonId | None = None
    worked: int = 0
    links: tuple[tuple[e.LinkKind, str], ...] = ()
    converted_by: PersonId | None = None
    """Who made the kind of record of it that it is, where it was opened as another."""
    merged: MergedInto | None = None
    approval: Approval | None = None
    plan: Plan = ()
    """What has to be done for a request, task by task."""
    survey: Survey | None = None
    """How it was: the question after the resolution that stands, and its answer."""
    version: int = 0

    @property
    def kind(self) -> TicketKind:
        """What kind of record it is."""
        return self.details.kind

    @property
    def process(self) -> Process:
        """What may happen to a record of its kind."""
        return process_of(self.details.kind)

    @property
    def item(self) -> str | None:
        """The catalog item that was ordered, where one was."""
        return item_of(self.details)

    @property
    def open(self) -> bool:
        """Whether work is still owed."""
        return self.process.owes(self.status)

    @property
    def begun(self) -> bool:
        """Whether somebody has taken it up (a request is in fulfilment from the first)."""
        return self.process.begun(self.status)

    @property
    def answered_by(self) -> PersonId:
        """Who answers the requester, as far as they were told; empty while nobody does."""
        if self.still_with is not None:
            return self.still_with
        return (self.assignee or "") if self.acked_at is not None else ""

    @property
    def handing(self) -> bool:
        """Whether it is worked on and given to somebody who has not taken it yet: the team has it meanwhile."""
        return self.still_with is not None and self.begun and self.open

    @property
    def untouched(self) -> bool:
        """Whether nobody has taken it, as far as whoever asked was told, and no automation is at it."""
        steps = self.plan if isinstance(self.details, RequestDetails) else ()  # of a fault they are of the order it was
        left = [step for step in steps if not (step.earlier or step.state == "dropped")]
        if any(step.touched or step.over for step in left):
            return False
        put_back = self.status == self.process.working and self.assignee is None and self.hold is None
        return self.approving or (not self.answered_by and (self.status == self.process.initial or put_back))

    @property
    def only_withdrawn(self) -> bool:
        """Whether those who asked end it alone: it waits for others to agree, nobody began, no team was asked to."""
        return self.approving and self.untouched and self.cancel_asked is None

    @property
    def asked_at(self) -> datetime | None:
        """Since when a question to whoever asked is open, the team's or of who decides; None where none is."""
        if self.hold is not None and self.hold.question is not None:
            return self.hold.since
        asked = self.approval.unanswered if self.approving and self.approval else None
        return asked.at if asked else None

    @property
    def failed(self) -> bool:
        """Whether it could not be done, and waits to be tried again or skipped."""
        return self.status == self.process.failed

    @property
    def approving(self) -> bool:
        """Whether it waits for those who have to agree."""
        return self.status == self.process.approving

    @property
    def waiting(self) -> bool:
        """Whether it is on hold."""
        return self.status == self.process.waiting

    @property
    def done(self) -> bool:
        """Whether it waits for the requester's yes or for the auto-close."""
        return self.status == self.process.done

    @property
    def over(self) -> bool:
        """Whether nothing leads out of its status any more."""
        return self.status in self.process.over

    def clock(self, metric: Metric) -> SlaClock | None:
        """The clock of `metric`, or None where nothing was promised."""
        return next((clock for clock in self.clocks if clock.metric == metric), None)
