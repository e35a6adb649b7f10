"""Everything that can happen to a ticket, in the past tense.

Events carry every computed value (due instants, elapsed seconds, resolved people), so that `evolve` needs no
rules and the log alone tells the story. Instants are aware UTC; durations are seconds of open time of the named
calendar. A new field gets a default: old logs must stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from core.people import PersonId
from core.tickets import relations

TicketKind = Literal["incident", "request"]
Status = Literal["new", "in_progress", "on_hold", "resolved", "in_fulfilment", "fulfilled", "closed", "cancelled"]
HoldReason = Literal["requester", "vendor", "change", "problem", "scheduled"]
Voice = Literal["requester", "responder", "watcher", "system"]
"""In which role somebody wrote: only a responder's public words answer, only a requester's resume."""

Mark = Literal["50", "75", "90", "breach"]


@dataclass(frozen=True, slots=True)
class File:
    """An attachment by name and link; the bytes stay on the platform they came from."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket came to be. `home` is the requester's conversation: `direct`, or a place with the thread's root."""

    ref: str
    kind: TicketKind
    title: str
    description: str
    requester: PersonId
    beneficiary: PersonId
    logged_by: PersonId
    source: str
    service: str
    category: str | None
    impact: int | None
    urgency: int | None
    priority: str
    priority_source: str
    team: str
    private: bool
    home: str = "direct"
    source_ref: str | None = None
    item: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    sensitive: int = 0
    cost: int = 0
    follow_up_of: str | None = None
    follows_closed_at: datetime | None = None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A responder took the ticket (Claim, Ack, or the first public reply to an unassigned one)."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Assigned:
    """A lead (or a rule) gave the ticket to somebody; this is not an acknowledgement."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Started:
    """Work began without a claim: an assignee acknowledged, replied or asked."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """The ticket went to another team; the assignee is cleared. `private` says who may see it from now on."""

    team: str
    reason: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Commented:
    """Somebody wrote. `said_in` is the message it was written in (`place#message`), None when it came by a form.

    `at_home` says that this message stands in the requester's own thread, so that it need not be repeated there.
    """

    comment: str
    author: PersonId
    voice: Voice
    public: bool
    text: str
    files: tuple[File, ...] = ()
    said_in: str | None = None
    at_home: bool = False


@dataclass(frozen=True, slots=True)
class CommentEdited:
    """The author changed a comment. `late` when more than ten minutes had passed: then it is added, not replaced."""

    comment: str
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class CommentDeleted:
    """The author took a comment back; what it said is no longer shown."""

    comment: str


@dataclass(frozen=True, slots=True)
class Held:
    """The ticket waits. `question` for the requester; `party` and `reference` for a vendor or linked record."""

    reason: HoldReason
    question: str | None = None
    party: str | None = None
    reference: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """The wait is over; `why` is `answered`, `by_hand` or `date_reached`."""

    why: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """The requester was reminded of the open question; `count` is 1, 2, ...; `closes_at` the date the text names.

    With `suppressed` it was passed together with a later one, and not said.
    """

    count: int
    closes_at: datetime
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """Impact, urgency or an override changed the priority. `source` is `matrix` or `override`."""

    old: str
    new: str
    impact: int
    urgency: int
    source: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Work is done (a request: fulfilled). `text` is public; `closes_at` is when it closes by itself."""

    code: str
    text: str
    closes_at: datetime
    breach_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not fixed after all."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReopenOffered:
    """The requester wrote after the resolution and was asked whether it is still broken; the assignee sees a flag."""


@dataclass(frozen=True, slots=True)
class ReopenDeclined:
    """The requester said it was just a comment; the flag comes off."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The ticket is over. `confirmed` when the requester said yes."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The ticket was withdrawn or was none."""

    reason: str


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A new linked ticket continues this one."""

    ref: str


@dataclass(frozen=True, slots=True)
class ClockStarted:
    """A promise began. `paused` names the reason when it starts paused; then `due_at` is None."""

    metric: str
    calendar: str
    target: int
    pause_on: tuple[str, ...]
    policy: str
    due_at: datetime | None
    paused: str | None = None


@dataclass(frozen=True, slots=True)
class ClockPaused:
    """A promise stands still; `elapsed` are the open seconds counted so far."""

    metric: str
    reason: str
    elapsed: int


@dataclass(frozen=True, slots=True)
class ClockResumed:
    """A promise runs again (also a met or missed resolution after a reopen)."""

    metric: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClockStopped:
    """A promise was kept (`met`) or not (`missed`); compared by instants, never by elapsed seconds."""

    metric: str
    outcome: Literal["met", "missed"]
    elapsed: int


@dataclass(frozen=True, slots=True)
class ClockRetargeted:
    """A promise was carried over. `target` includes the floor; `promised` is the policy's own."""

    metric: str
    calendar: str
    promised: int
    target: int
    pause_on: tuple[str, ...]
    policy: str
    elapsed: int
    due_at: datetime | None
    paused: str | None


@dataclass(frozen=True, slots=True)
class ClockCancelled:
    """A promise no longer exists (cancelled, merged, converted, or the new policy promises nothing)."""

    metric: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClockMarked:
    """A threshold passed, once per clock and kind for ever. `due_for` is its own instant, not when we noticed."""

    metric: str
    mark: Mark
    due_for: datetime
    suppressed: str | None = None
    estimate: datetime | None = None


@dataclass(frozen=True, slots=True)
class LadderArmed:
    """An escalation ladder watches from now on. With `unacked` false only the `at` steps remain."""

    ladder: str
    team: str
    policy: str
    clock: str
    unacked: bool
    first_step: int = 0


@dataclass(frozen=True, slots=True)
class LadderAcked:
    """Somebody is on it: all `unacked` steps of all rounds are off."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class LadderEnded:
    """The ladder is over (`resolved`, `cancelled`, `closed`)."""

    reason: str


@dataclass(frozen=True, slots=True)
class StepFired:
    """A rung was reached. `to` were resolved at that moment; `gap` names a schedule that had nobody.

    `threshold` is like `resolution:75` for `at` steps and None for `after` steps. `due_for` is its own instant.
    """

    mode: Literal["page", "dm", "thread", "digest"]
    to: tuple[PersonId, ...]
    due_for: datetime
    round: int = 0
    step: int = 0
    threshold: str | None = None
    gap: str | None = None
    suppressed: str | None = None
    cause: Literal["step", "raise", "ack_timeout", "unreachable"] = "step"


@dataclass(frozen=True, slots=True)
class NobodyAnswered:
    """Every round of the ladder is through and nobody acknowledged; the admins are told."""

    tried: tuple[PersonId, ...]
    minutes: int


Event = (
    Opened
    | Claimed
    | Assigned
    | Started
    | Transferred
    | Commented
    | CommentEdited
    | CommentDeleted
    | Held
    | Resumed
    | Reminded
    | PriorityChanged
    | Resolved
    | Reopened
    | ReopenOffered
    | ReopenDeclined
    | Closed
    | Cancelled
    | FollowedUp
    | relations.Followed
    | relations.Unfollowed
    | relations.Escalated
    | relations.EscalationSeen
    | relations.Worked
    | relations.Linked
    | relations.Merged
    | relations.Absorbed
    | relations.Unmerged
    | relations.Released
    | ClockStarted
    | ClockPaused
    | ClockResumed
    | ClockStopped
    | ClockRetargeted
    | ClockCancelled
    | ClockMarked
    | LadderArmed
    | LadderAcked
    | LadderEnded
    | StepFired
    | NobodyAnswered
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a ticket's log: what happened, when it happened (platform's time), and by whom."""

    at: datetime
    actor: PersonId
    event: Event
