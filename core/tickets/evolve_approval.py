"""How the approval of a request changes, and what it asks for: the part of `evolve` for its events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from core.processes import Details, RequestDetails
from core.tickets import events as e
from core.tickets.approval import Approval, Change, Question, Round, StageRun, StageState, Vote
from core.tickets.changing import changed
from core.tickets.events.approvals import Seat
from core.tickets.ticket import Ticket


def evolve_approval(t: Ticket, entry: e.Happened) -> Ticket | None:  # noqa: C901  # one arm per event, nothing nested
    """The ticket after one more event of its approval; None where it is none of these. Counts no version."""
    match entry.event:
        case e.ApprovalBegan(stages=stages):
            runs, was = tuple(StageRun(stage) for stage in stages), t.approval
            anew = (
                Approval(runs) if was is None else replace(_settled(was), stages=runs, round=was.round + 1, change=None)
            )
            return changed(t, status=_approving(t), approval=anew)
        case e.ApprovalGranted():
            return changed(t, status=t.process.working)
        case e.AnswersChanged(details=details, title=title):
            return changed(t, details=details, title=title or t.title, change_asked=None)
        case e.ChangeAsked(details=details):
            return changed(t, change_asked=details)
        case e.AnswersSealed(fields=fields):
            return changed(t, details=_sealed(t.details, fields))
        case e.AnswersRead():
            return changed(t)
    if (approval := t.approval) is None:
        return None
    match entry.event:
        case e.StageStarted(stage=number, seats=seats, needed=needed) as began:
            run = replace(
                approval.stages[number], state="pending", seats=seats, needed=needed, started_at=entry.at,
                expires_at=began.expires_at, settles=began.settles,
            )  # fmt: skip
            return _with(t, approval, number, run)
        case e.ApproverQuestioned(question=question):
            asked = Question(entry.actor, question, entry.at)
            return changed(t, approval=replace(approval, questions=(*approval.questions, asked)))
        case e.RequesterLeft(person=person):
            left = tuple(replace(one, left=person) if one.open else one for one in approval.questions)
            return changed(t, approval=replace(approval, questions=left))
        case e.StageSkipped(stage=number):
            run = approval.stages[number]
            settled = _settled(approval) if run.state == "pending" else approval
            return _with(t, settled, number, replace(run, state="skipped"))
        case e.ApproverAsked(stage=number, seat=seat, person=person):
            run = approval.stages[number]
            return _with(t, approval, number, replace(run, seats=_asked(run.seats, seat, person), settles=()))
        case e.ApproverReplaced(stage=number, seat=seat, former=former, now=now):
            run = approval.stages[number]
            seats = (*run.seats[:seat], now, *run.seats[seat + 1 :])
            return _with(t, approval, number, replace(run, seats=seats, former=(*run.former, *former), settles=()))
        case e.ApproverUnreached(stage=number, person=person):
            run = approval.stages[number]
            return _with(t, approval, number, replace(run, unreached=(*run.unreached, person)))
        case e.ApproversMissing(stage=number, people=people):
            return _with(t, approval, number, replace(approval.stages[number], missing=people))
        case e.NobodyToAsk(stage=number):
            return _with(t, approval, number, replace(approval.stages[number], stuck=True))
        case e.ApproversReminded(stage=number, count=count):
            return _with(t, approval, number, replace(approval.stages[number], reminded=count))
        case e.Approved(stage=number, seat=seat, person=person, settles=settles, note=note):
            vote = Vote(seat, person, True, entry.at, note)
            run = _voted(approval.stages[number], vote, "approved" if settles else None)
            return _with(t, _settled(approval) if settles else approval, number, run)
        case e.Rejected(stage=number, seat=seat, person=person, reason=reason, settles=settles):
            vote = Vote(seat, person, False, entry.at, reason)
            run = _voted(approval.stages[number], vote, "rejected" if settles else None)
            after = _with(t, _settled(approval) if settles else approval, number, run)
            return _over(after, "rejected", entry.at) if settles else after
        case e.ApprovalExpired(stage=number):
            after = _with(t, _settled(approval), number, replace(approval.stages[number], state="expired"))
            return _over(after, "expired", entry.at)
        case e.ApprovalSuperseded(stages=others_now) as superseded:
            again = tuple(run.stage for run in approval.stages) if others_now is None else others_now
            before = approval.change.people if approval.change else ()
            asked_people = tuple(sorted({*before, *approval.people}))
            change = Change(
                entry.actor, entry.at, superseded.changed, superseded.costs, asked_people, superseded.requesters,
                superseded.teams,
            )  # fmt: skip
            runs = tuple(StageRun(stage) for stage in again)
            rounds = (*approval.superseded, Round(approval.round, approval.stages, change))
            anew = replace(_settled(approval), stages=runs, round=approval.round + 1, change=change, superseded=rounds)
            return changed(t, status=_approving(t), approval=anew)
    return None


def _sealed(details: Details, fields: tuple[str, ...]) -> Details:
    if not isinstance(details, RequestDetails):
        return details
    answers = {field: answer for field, answer in details.answers.items() if field not in fields}
    return replace(details, answers=answers, sealed={**details.sealed, **dict.fromkeys(fields, 1)})


def _approving(t: Ticket) -> e.Status:
    return t.process.approving or t.status


def _with(t: Ticket, approval: Approval, number: int, run: StageRun) -> Ticket:
    stages = (*approval.stages[:number], run, *approval.stages[number + 1 :])
    return changed(t, approval=replace(approval, stages=stages))


def _settled(approval: Approval) -> Approval:
    """What was asked before a stage was decided need not be answered any more: whoever asked has nothing to decide."""
    return replace(approval, questions=tuple(replace(one, over=True) for one in approval.questions))


def answered(approval: Approval | None, comment: str, text: str) -> Approval | None:
    """What the requester wrote answers all that is asked and not over."""
    if approval is None or approval.asked is None:
        return approval
    said = tuple(
        one if one.over else replace(one, answers=(*one.answers, (comment, text))) for one in approval.questions
    )
    return replace(approval, questions=said)


def reworded(approval: Approval | None, comment: str, text: str | None) -> Approval | None:
    """What was written to a question reads otherwise now, or was taken back (`text` None)."""
    if approval is None or not any(key == comment for one in approval.questions for key, _ in one.answers):
        return approval
    said = tuple(replace(one, answers=tuple(_reworded(one.answers, comment, text))) for one in approval.questions)
    return replace(approval, questions=said)


def _reworded(answers: tuple[tuple[str, str], ...], comment: str, text: str | None) -> Iterator[tuple[str, str]]:
    for key, words in answers:
        if key != comment:
            yield key, words
        elif text is not None:
            yield key, text


def _asked(seats: tuple[Seat, ...], number: int, person: str) -> tuple[Seat, ...]:
    seat = replace(seats[number], asked=(*seats[number].asked, person))
    return (*seats[:number], seat, *seats[number + 1 :])


def _voted(run: StageRun, vote: Vote, state: StageState | None) -> StageRun:
    return replace(run, votes=(*run.votes, vote), state=state or run.state)


def _over(t: Ticket, status: e.Status, at: datetime) -> Ticket:
    return changed(
        t, status=status, closed_at=at, closes_at=None, escalated_to=None, handed_by=None, cancel_asked=None,
        change_asked=None,
    )  # fmt: skip
