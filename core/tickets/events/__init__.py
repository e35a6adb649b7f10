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
    ApproverReplaced,
    ApproversMissing,
    ApproversReminded,
    ApproverUnreached,
    AskedBecause,
    ChangeAsked,
    NobodyToAsk,
    Rejected,
    RequesterLeft,
    Seat,
    StageSkipped,
    StageStarted,
)
from core.tickets.events.promises import (
    THRESHOLDS,
    Armed,
    ClockCancelled,
    ClockEnd,
    ClockMarked,
    ClockPaused,
    ClockResumed,
    ClockRetargeted,
    ClockStarted,
    ClockState,
    ClockStopped,
    DelayTold,
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
    AccessGoesOn,
    StepLetRun,
    StepMoved,
    StepsPlanned,
    StepToProve,
    TaskAnswered,
    TaskAwaited,
    TaskCalled,
    TaskCallLeft,
    TaskDeskChanged,
    TaskHidden,
    TaskMoved,
    TaskNear,
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
    CommentFilesChanged,
    Converted,
    File,
    FollowedUp,
    FollowUpDeclined,
    FollowUpOffered,
    Held,
    Opened,
    PriorityChanged,
    PrioritySource,
    RefusedBefore,
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
    "AccessGoesOn",
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
    "ApproverReplaced",
    "ApproverUnreached",
    "ApproversMissing",
    "ApproversReminded",
    "Armed",
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
    "CommentFilesChanged",
    "Commented",
    "Converted",
    "DelayTold",
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
    "NobodyToAsk",
    "Opened",
    "PriorityChanged",
    "PrioritySource",
    "RefusedBefore",
    "Rejected",
    "Released",
    "Reminded",
    "ReopenDeclined",
    "ReopenOffered",
    "Reopened",
    "RequesterChanged",
    "RequesterLeft",
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
    "StepToProve",
    "StepsPlanned",
    "Suppressed",
    "SurveyAnswered",
    "SurveyAsked",
    "SurveyExpired",
    "SurveyLeftOut",
    "TaskAnswered",
    "TaskAwaited",
    "TaskCallLeft",
    "TaskCalled",
    "TaskDeskChanged",
    "TaskHidden",
    "TaskMoved",
    "TaskNear",
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
    | CommentFilesChanged
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
    | DelayTold
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
    | ApproverReplaced
    | ApproverQuestioned
    | ApproverUnreached
    | ApproversMissing
    | NobodyToAsk
    | ApproversReminded
    | Rejected
    | RequesterLeft
    | StageSkipped
    | StageStarted
    | StepsPlanned
    | StepMoved
    | SurveyAnswered
    | SurveyAsked
    | SurveyExpired
    | SurveyLeftOut
    | StepLetRun
    | StepToProve
    | TaskAwaited
    | TaskCalled
    | TaskCallLeft
    | TaskAnswered
    | TaskDeskChanged
    | TaskHidden
    | TaskMoved
    | TaskNear
    | TaskRecalled
    | AccessGoesOn
)


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of a ticket's log: what happened, when it happened (platform's time), and by whom."""

    at: datetime
    actor: PersonId
    event: Event
