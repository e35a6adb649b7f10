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
from core.tickets.events.approvals import (
    AnswersChanged,
    ApprovalBegan,
    ApprovalExpired,
    ApprovalGranted,
    ApprovalSuperseded,
    Approved,
    ApproverAsked,
    ApproverQuestioned,
    ApproversReminded,
    AskedBecause,
    ChangeAsked,
    Rejected,
    Seat,
    StageSkipped,
    StageStarted,
)
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
from core.tickets.events.sealed import AnswersRead, AnswersSealed
from core.tickets.events.surveys import SurveyAnswered, SurveyAsked, SurveyExpired, SurveyLeftOut
from core.tickets.events.tasks import (
    StepLetRun,
    StepMoved,
    StepsPlanned,
    TaskAnswered,
    TaskAnsweredLate,
    TaskAwaited,
    TaskCalled,
    TaskDeskChanged,
    TaskHidden,
    TaskMoved,
    TaskRecalled,
)
from core.tickets.events.work import (
    AnswerTakenBack,
    Assigned,
    BreachReason,
    CancelAsked,
    CancelDeclined,
    Cancelled,
    CancelReason,
    Claimed,
    Closed,
    CommentDeleted,
    Commented,
    CommentEdited,
    Converted,
    File,
    FollowedUp,
    FollowUpDeclined,
    FollowUpOffered,
    Held,
    Opened,
    PriorityChanged,
    PrioritySource,
    Reminded,
    ReopenDeclined,
    Reopened,
    ReopenOffered,
    RequesterChanged,
    Resolved,
    Resumed,
    ResumeReason,
    Retitled,
    ServiceChanged,
    SourceEdited,
    Started,
    Transferred,
    Unassigned,
    Voice,
)

__all__ = [
    "THRESHOLDS",
    "Absorbed",
    "AnswerTakenBack",
    "AnswersChanged",
    "AnswersRead",
    "AnswersSealed",
    "ApprovalBegan",
    "ApprovalExpired",
    "ApprovalGranted",
    "ApprovalSuperseded",
    "Approved",
    "ApproverAsked",
    "ApproverQuestioned",
    "ApproversReminded",
    "AskedBecause",
    "Assigned",
    "BreachReason",
    "CancelAsked",
    "CancelDeclined",
    "CancelReason",
    "Cancelled",
    "ChangeAsked",
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
    "Converted",
    "Escalated",
    "EscalationSeen",
    "EscalationWay",
    "Event",
    "File",
    "FollowUpDeclined",
    "FollowUpOffered",
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
    "Rejected",
    "Released",
    "Reminded",
    "ReopenDeclined",
    "ReopenOffered",
    "Reopened",
    "RequesterChanged",
    "Resolved",
    "ResumeReason",
    "Resumed",
    "Retitled",
    "Seat",
    "ServiceChanged",
    "SourceEdited",
    "StageSkipped",
    "StageStarted",
    "Started",
    "Status",
    "StepFired",
    "StepLetRun",
    "StepMoved",
    "StepsPlanned",
    "Suppressed",
    "SurveyAnswered",
    "SurveyAsked",
    "SurveyExpired",
    "SurveyLeftOut",
    "TaskAnswered",
    "TaskAnsweredLate",
    "TaskAwaited",
    "TaskCalled",
    "TaskDeskChanged",
    "TaskHidden",
    "TaskMoved",
    "TaskRecalled",
    "TicketKind",
    "Transferred",
    "Unassigned",
    "Unfollowed",
    "Unmerged",
    "Voice",
    "Worked",
]

Event = (
    Opened
    | Claimed
    | Assigned
    | Unassigned
    | Started
    | Transferred
    | Retitled
    | ServiceChanged
    | SourceEdited
    | RequesterChanged
    | Converted
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
    | AnswerTakenBack
    | ReopenDeclined
    | Closed
    | CancelAsked
    | CancelDeclined
    | Cancelled
    | FollowedUp
    | FollowUpOffered
    | FollowUpDeclined
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
    | AnswersChanged
    | ChangeAsked
    | AnswersRead
    | AnswersSealed
    | ApprovalBegan
    | ApprovalExpired
    | ApprovalGranted
    | ApprovalSuperseded
    | Approved
    | ApproverAsked
    | ApproverQuestioned
    | ApproversReminded
    | Rejected
    | StageSkipped
    | StageStarted
    | StepsPlanned
    | StepMoved
    | SurveyAnswered
    | SurveyAsked
    | SurveyExpired
    | SurveyLeftOut
    | StepLetRun
    | TaskAwaited
    | TaskCalled
    | TaskAnswered
    | TaskAnsweredLate
    | TaskDeskChanged
    | TaskHidden
    | TaskMoved
    | TaskRecalled
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a ticket's log: what happened, when it happened (platform's time), and by whom."""

    at: datetime
    actor: PersonId
    event: Event
