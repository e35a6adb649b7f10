"""From what happened to an approval to what is said: each who decides is asked, whoever asked hears how it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from core.approvals import lines, machine
from core.fulfilment import steps
from core.notifications import approvals, triage
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.comments import Comment


class _Changes(TypedDict, total=False):
    changed: tuple[str, ...]
    was: tuple[str, ...]
    now_is: tuple[str, ...]
    fields: tuple[str, ...]
    cost_was: int | None
    cost_is: int | None


def tell_approval(out: Announcer, entry: e.Happened) -> None:  # noqa: C901  # one arm per event, nothing nested
    """What is said of one event of an approval; nothing of any other."""
    at, ticket = entry.at, out.after
    match entry.event:
        case e.StageStarted(seats=seats):
            for seat in seats:
                for person in seat.asked:
                    _ask(out, person, seat.whose, at)
        case e.ApproverAsked(stage=stage, seat=seat, person=person) if ticket.approval is not None:
            seats = ticket.approval.stages[stage].seats
            _ask(out, person, seats[seat].whose if seat < len(seats) else None, at)
        case e.ApproversReminded(count=count, to=to, expires_at=expires_at, suppressed=None) if (
            ticket.approval is not None
        ):
            for person in to:
                if machine.may_decide(ticket, person):
                    undecided = approvals.Undecided(round=ticket.approval.round, expires_at=expires_at)
                    out.direct(approvals.APPROVAL_REMINDER, undecided, person, at)
            if count == 1 and ticket.approval.asker and (question := ticket.approval.question):
                again = approvals.AskedFirst(ticket.approval.asker, question, expires_at=expires_at)
                out.requester(approvals.ASKED_FIRST, again, at)
        case e.Approved(person=person, earlier=False, note=note):
            out.requester(approvals.AGREED, approvals.Agreed(person, machine.asked_now(ticket), note), at)
        case e.Rejected(person=person, reason=reason, settles=True, styles=styles):
            out.requester(approvals.REFUSED, approvals.Refused(person=person, reason=reason, styles=styles), at)
        case e.ApprovalExpired():
            unanswered = out.before.approval.question if out.before.approval else ""
            out.requester(approvals.LAPSED, approvals.Lapsed(unanswered), at)
            asked = approvals.Ended(machine.asked_now(out.before), unanswered)
            out.direct(approvals.ENDED, asked, out.policy.team(ticket.team).lead, at)
        case e.ApproverQuestioned(question=question, styles=styles):
            first = approvals.AskedFirst(person=entry.actor, question=question, styles=styles)
            out.requester(approvals.ASKED_FIRST, first, at)
            out.triage(triage.ASKED, triage.AskedFor(person=entry.actor, question=question, styles=styles), at)
        case e.AnswersChanged():
            _tell_change(out, entry.actor, at)
        case e.ChangeAsked(details=wanted):
            asks = approvals.ChangeWanted(
                entry.actor, steps.begun(ticket), ping=ticket.assignee, **_changes(out, wanted)
            )
            out.triage(approvals.CHANGE_ASKED, asks, at)


def tell_asker(out: Announcer, said: e.Commented, at: datetime) -> None:
    """What the requester writes after an approver asked them goes to that approver, while they can still decide."""
    approval = out.before.approval
    if approval is None or approval.asker is None or said.voice != "requester" or said.polite:
        return
    if machine.may_decide(out.after, approval.asker):
        files = tuple(f"{file.name}|{file.url}" for file in said.files)
        words = approvals.AnsweredFirst(approval.round, said.author, said.text, files, said.styles, said.comment)
        out.direct(approvals.ANSWERED_FIRST, words, approval.asker, at, once=said.comment)


def tell_asker_late(out: Announcer, said: Comment, text: str, styles: tuple[str, ...], at: datetime) -> None:
    """What an answer reads after a late edit is said anew to whoever asked, while they can still decide."""
    approval = out.after.approval
    if approval is None or approval.asker is None or said.voice != "requester" or not said.public:
        return
    if machine.may_decide(out.after, approval.asker):
        words = approvals.AnsweredFirst(approval.round, said.author, text, styles=styles)
        out.direct(approvals.ANSWERED_FIRST, words, approval.asker, at)


def follow_answer(out: Announcer, said: Comment, text: str | None, styles: tuple[str, ...], at: datetime) -> None:
    """Let what approvers read of an answer read as it does now: edited, or deleted (`text` None)."""
    approval, kind = out.after.approval, approvals.ANSWERED_FIRST
    if approval is None or said.voice != "requester" or not said.public:
        return
    files = tuple(f"{file.name}|{file.url}" for file in said.files) if text is not None else ()
    now = approvals.AnsweredFirst(
        approval.round, said.author, text or "", files, styles, said.id, deleted=text is None
    )  # fmt: skip
    for person in sorted(approval.people):
        to = f"direct:{person}"
        out.redraw(kind.notice(now, ticket=out.after.ref, to=to, key=f"{said.id}:{kind.name}:{to}", at=at))


def _tell_change(out: Announcer, by: PersonId, at: datetime) -> None:
    """The team and whoever asked read what is ordered by now, each in their thread; whoever has it is called."""
    changed = approvals.OrderChanged(by=by, again=out.after.approving, **_changes(out))
    out.requester(approvals.ORDER_CHANGED, changed, at)
    out.triage(approvals.ORDER_CHANGED, replace(changed, ping=out.after.assignee), at)


def _changes(out: Announcer, wanted: RequestDetails | None = None) -> _Changes:
    """What is ordered otherwise than before, or is `wanted` otherwise, side by side."""
    was, now = out.before.details, wanted or out.after.details
    if not isinstance(was, RequestDetails) or not isinstance(now, RequestDetails):
        return {}
    item = out.policy.ordered(now)
    labels = {each.id: each.label for each in item.form} if item else {}
    found = tuple(machine.differences(out.policy, was, now))
    made: _Changes = {
        "changed": tuple(labels.get(field, field) for field, _, _ in found),
        "was": tuple(old for _, old, _ in found),
        "now_is": tuple(new for _, _, new in found),
        "fields": tuple(field for field, _, _ in found),
    }
    if was.cost != now.cost:
        made |= {"cost_was": was.cost, "cost_is": now.cost}
    return made


def _ask(out: Announcer, person: PersonId, whose: PersonId | None, at: datetime) -> None:
    """Ask somebody to decide, unless that was done in the same breath."""
    before, after = out.before, out.after
    if after.approval is None or person not in machine.asked_now(after):
        return
    anew = before.approval is not None and before.approval.round != after.approval.round
    themselves = whose in (None, person) or whose in lines.barred(after)
    votes = {vote.person: vote.reason for run in after.approval.stages for vote in run.votes if vote.yes}
    wanted = approvals.Wanted(
        round=after.approval.round,
        instead_of=None if themselves else whose,
        unknown=whose is None,
        agreed=tuple(votes),
        notes=tuple(votes.values()),
        **(_changes(out) if anew else {}),
    )
    out.direct(approvals.APPROVAL, wanted, person, at)
