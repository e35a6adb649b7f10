"""Everything that can happen to a ticket, in the past tense.

Events carry every computed value (due instants, elapsed seconds, resolved people), so that `evolve` needs no
rules and the log alone tells the story. Instants are aware UTC; durations are seconds of open time of the named
calendar. A new field gets a default: old logs must stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.people import PersonId
from core.processes import HoldReason, Status, TicketKind
from core.tickets.events.promises import (
    THRESHOLDS,
    ClockCancelled,
    ClockEnd,
    ClockMarked,
    ClockPaused,
    ClockResumed,
    ClockRetargeted,
    ClockStarted,
    ClockState,
    ClockStopped,
    LadderAcked,
    LadderArmed,
    LadderEnd,
    LadderEnded,
    Mark,
    NobodyAnswered,
    StepFired,
    Suppressed,
)
from core.tickets.events.relations import (
    Absorbed,
    Escalated,
    EscalationSeen,
    EscalationWay,
    Followed,
    Linked,
    LinkKind,
    Merged,
    Released,
    Unfollowed,
    Unmerged,
    Worked,
)
from core.tickets.events.work import (
    Assigned,
    BreachReason,
    Cancelled,
    CancelReason,
    Claimed,
    Closed,
    CommentDeleted,
    Commented,
    CommentEdited,
    File,
    FollowedUp,
    Held,
    Opened,
    PriorityChanged,
    PrioritySource,
    Reminded,
    ReopenDeclined,
    Reopened,
    ReopenOffered,
    Resolved,
    Resumed,
    ResumeReason,
    Started,
    Transferred,
    Voice,
)

__all__ = [
    "THRESHOLDS",
    "Absorbed",
    "Assigned",
    "BreachReason",
    "CancelReason",
    "Cancelled",
    "Claimed",
    "ClockCancelled",
    "ClockEnd",
    "ClockMarked",
    "ClockPaused",
    "ClockResumed",
    "ClockRetargeted",
    "ClockStarted",
    "ClockState",
    "ClockStopped",
    "Closed",
    "CommentDeleted",
    "CommentEdited",
    "Commented",
    "Escalated",
    "EscalationSeen",
    "EscalationWay",
    "Event",
    "File",
    "Followed",
    "FollowedUp",
    "Happened",
    "Held",
    "HoldReason",
    "LadderAcked",
    "LadderArmed",
    "LadderEnd",
    "LadderEnded",
    "LinkKind",
    "Linked",
    "Mark",
    "Merged",
    "NobodyAnswered",
    "Opened",
    "PriorityChanged",
    "PrioritySource",
    "Released",
    "Reminded",
    "ReopenDeclined",
    "ReopenOffered",
    "Reopened",
    "Resolved",
    "ResumeReason",
    "Resumed",
    "Started",
    "Status",
    "StepFired",
    "Suppressed",
    "TicketKind",
    "Transferred",
    "Unfollowed",
    "Unmerged",
    "Voice",
    "Worked",
]

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
    | Followed
    | Unfollowed
    | Escalated
    | EscalationSeen
    | Worked
    | Linked
    | Merged
    | Absorbed
    | Unmerged
    | Released
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
