"""What figures, lists and exports ask of a ticket, as plain values: nobody has to read its log to count.

What the header of a ticket says (kind, status, priority, team, assignee, requester, service, when it was opened) is
kept beside it already and not repeated here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.processes import Metric, RequestDetails, ResolutionCode
from core.tickets import events as e
from core.tickets.survey import Survey
from core.tickets.ticket import Ticket

Outcome = Literal["met", "missed", "cancelled"]
"""How a promise ended; none while it is still to be kept."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures of domain.md section 11, one ticket's share of them.

    `approved_at` is the last yes, by which work could begin; the approval's outcome is that of the stage that was
    decided last. `cost` in the company's currency, `worked` in minutes. A breach is the due instant that passed.
    What is counted: `resolution_misses` each resolution that came too late (also one before a reopening),
    `escalations` both ways, `requester_messages` what those who asked wrote after they had opened it, `conversions`
    how often another kind of record was made of it (which guards against doing so to dodge a breach).
    Of stages of approval: `stages_decided` by somebody (who agreed in an earlier one is not asked again) after
    `stages_seconds` of open time of the approval clock in all, `stages_expired` where nobody decided, and
    `approvers_replaced` how often somebody was asked in another's stead.
    The survey is that of the resolution that stands: `survey_score` of `survey_scale` once it is answered
    (satisfied are 4 and 5 of 5), of all that were asked.
    """

    source: str
    item: str | None = None
    cost: int = 0
    acked_at: datetime | None = None
    first_response_at: datetime | None = None
    first_resolved_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    resolution_code: ResolutionCode | None = None
    breach_reason: e.BreachReason | None = None
    ack_outcome: Outcome | None = None
    ack_breached_at: datetime | None = None
    response_outcome: Outcome | None = None
    response_breached_at: datetime | None = None
    resolution_outcome: Outcome | None = None
    resolution_breached_at: datetime | None = None
    approval_outcome: Outcome | None = None
    approval_breached_at: datetime | None = None
    approved_at: datetime | None = None
    survey_asked_at: datetime | None = None
    survey_answered_at: datetime | None = None
    survey_score: int | None = None
    survey_scale: int | None = None
    reopened: int = 0
    handoffs: int = 0
    worked: int = 0
    resolution_misses: int = 0
    escalations: int = 0
    requester_messages: int = 0
    stages_decided: int = 0
    stages_seconds: int = 0
    stages_expired: int = 0
    approvers_replaced: int = 0
    conversions: int = 0


COUNTED = (
    "resolution_misses", "escalations", "requester_messages", "stages_decided", "stages_seconds", "stages_expired",
    "approvers_replaced", "conversions",
)  # fmt: skip
"""The facts that add up over what happens; every other one is as the ticket stands."""

_SILENT = (
    e.CancelAsked, e.CancelDeclined, e.ChangeAsked, e.DelayTold, e.AnswerTakenBack,
    e.Absorbed, e.Assigned, e.CommentDeleted, e.CommentEdited, e.CommentFilesChanged, e.EscalationSeen,
    e.FollowUpDeclined, e.FollowUpOffered,
    e.Followed, e.FollowedUp, e.LadderAcked, e.LadderArmed, e.LadderEnded, e.Linked, e.NobodyAnswered, e.Released,
    e.Reminded, e.ReopenDeclined, e.ReopenOffered, e.RequesterChanged, e.Resumed, e.Retitled,
    e.ServiceChanged, e.SourceEdited, e.StepFired, e.Unassigned, e.Unfollowed,
    e.ApprovalBegan, e.ApproverQuestioned, e.RequesterLeft, e.ApproverUnreached, e.ApproversMissing, e.NobodyToAsk,
    e.ApproversReminded, e.StageSkipped,
    e.StepLetRun, e.StepMoved, e.StepsPlanned, e.SurveyExpired, e.SurveyLeftOut, e.TaskAnswered, e.TaskAwaited,
    e.TaskCalled, e.TaskCallLeft, e.TaskDeskChanged, e.TaskHalted, e.TaskHidden, e.TaskNear, e.TaskRecalled,
    e.StepToProve, e.AccessGoesOn,
)  # fmt: skip
"""What happens without any fact being another one afterwards."""


def tells(happened: Sequence[e.Happened]) -> bool:
    """Whether facts may be others after these events."""
    return not all(isinstance(entry.event, _SILENT) for entry in happened)


def facts_of(ticket: Ticket, happened: Sequence[e.Happened]) -> Facts:
    """The facts of a ticket as it stands after `happened`; what is counted is counted in those events alone.

    So the facts of a whole log are those of its last part, with the counts of all parts (`add_up`).
    """
    ack, response, resolution, approval = (
        _promise(ticket, metric) for metric in ("ack", "response", "resolution", "approval")
    )
    survey = ticket.survey or Survey("left_out")
    return Facts(
        source=ticket.source,
        item=ticket.item,
        cost=ticket.details.cost if isinstance(ticket.details, RequestDetails) else 0,
        acked_at=ticket.acked_at,
        first_response_at=ticket.first_response_at,
        first_resolved_at=ticket.first_resolved_at,
        resolved_at=ticket.resolved_at,
        closed_at=ticket.closed_at,
        resolution_code=ticket.resolution_code,
        breach_reason=ticket.breach_reason,
        ack_outcome=ack[0],
        ack_breached_at=ack[1],
        response_outcome=response[0],
        response_breached_at=response[1],
        resolution_outcome=resolution[0],
        resolution_breached_at=resolution[1],
        approval_outcome=approval[0],
        approval_breached_at=approval[1],
        approved_at=ticket.approval.granted_at if ticket.approval and not ticket.approving else None,
        survey_asked_at=survey.asked_at,
        survey_answered_at=survey.answered_at,
        survey_score=survey.score or None,
        survey_scale=survey.scale if survey.asked_at else None,
        reopened=ticket.reopen_count,
        handoffs=ticket.handoff_count,
        worked=ticket.worked,
        resolution_misses=sum(_misses_resolution(entry.event) for entry in happened),
        escalations=sum(isinstance(entry.event, e.Escalated) for entry in happened),
        requester_messages=sum(_is_from_requester(entry.event) for entry in happened),
        stages_decided=sum(_decides_stage(entry.event) for entry in happened),
        stages_seconds=sum(_stage_took(entry.event) for entry in happened),
        stages_expired=sum(isinstance(entry.event, e.ApprovalExpired) for entry in happened),
        approvers_replaced=sum(_replaces(entry.event) for entry in happened),
        conversions=sum(isinstance(entry.event, e.Converted) for entry in happened),
    )


def add_up(earlier: Facts, later: Facts) -> Facts:
    """The facts after two parts of a log, from those of each."""
    return replace(later, **{name: getattr(earlier, name) + getattr(later, name) for name in COUNTED})


def _promise(ticket: Ticket, metric: Metric) -> tuple[Outcome | None, datetime | None]:
    clock = ticket.clock(metric)
    if clock is None:
        return None, None
    ended = clock.state if clock.state in ("met", "missed", "cancelled") else None
    return ended, clock.breached_at


def _misses_resolution(event: e.Event) -> bool:
    return isinstance(event, e.ClockStopped) and event.metric == "resolution" and event.outcome == "missed"


def _is_from_requester(event: e.Event) -> bool:
    return isinstance(event, e.Commented) and event.voice == "requester"


def _decides_stage(event: e.Event) -> bool:
    return (isinstance(event, e.Approved) and event.settles and not event.earlier) or (
        isinstance(event, e.Rejected) and event.settles
    )


def _stage_took(event: e.Event) -> int:
    """The open seconds of a stage that was decided in time; one that expired has none."""
    decided = isinstance(event, e.ClockStopped) and event.metric == "approval" and event.outcome == "met"
    return event.elapsed if isinstance(event, e.ClockStopped) and decided else 0


def _replaces(event: e.Event) -> int:
    """How many are asked instead of whoever has the say by the settings."""
    if isinstance(event, e.StageStarted):
        return sum(seat.whose is not None and seat.whose not in seat.asked for seat in event.seats)
    return int(isinstance(event, e.ApproverAsked))
