"""From what happened to an approval to what is said: each who decides is asked, whoever asked hears how it stands."""

from __future__ import annotations

from datetime import datetime

from core.approvals import lines, machine
from core.notifications import approvals
from core.notifications.facts import Facts
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.processes import RequestDetails
from core.tickets import events as e


def tell_approval(out: Announcer, entry: e.Happened) -> None:
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
        case e.ApproversReminded(to=to, expires_at=expires_at, suppressed=None) if ticket.approval is not None:
            for person in to:
                if machine.may_decide(ticket, person):
                    undecided = approvals.Undecided(round=ticket.approval.round, expires_at=expires_at)
                    out.direct(approvals.APPROVAL_REMINDER, undecided, person, at)
        case e.Approved(person=person, earlier=False):
            out.requester(approvals.AGREED, approvals.Agreed(person=person, more=machine.asked_now(ticket)), at)
        case e.Rejected(person=person, reason=reason, settles=True, styles=styles):
            out.requester(approvals.REFUSED, approvals.Refused(person=person, reason=reason, styles=styles), at)
        case e.ApprovalExpired():
            out.requester(approvals.LAPSED, Facts(), at)
            asked = approvals.Ended(asked=machine.asked_now(out.before))
            out.direct(approvals.ENDED, asked, out.policy.team(ticket.team).lead, at)
        case e.ApproverQuestioned(question=question, styles=styles):
            first = approvals.AskedFirst(person=entry.actor, question=question, styles=styles)
            out.requester(approvals.ASKED_FIRST, first, at)


def _ask(out: Announcer, person: PersonId, whose: PersonId | None, at: datetime) -> None:
    """Ask somebody to decide, unless that was done in the same breath."""
    before, after = out.before, out.after
    if after.approval is None or person not in machine.asked_now(after):
        return
    changed: list[tuple[str, str, str]] = []
    if before.approval is not None and before.approval.round != after.approval.round:
        was, now = before.details, after.details
        if isinstance(was, RequestDetails) and isinstance(now, RequestDetails):
            item = out.policy.ordered(now)
            labels = {each.id: each.label for each in item.form} if item else {}
            found = machine.differences(out.policy, was, now)
            changed = [(labels.get(field, field), old, new) for field, old, new in found]
    themselves = whose in (None, person) or whose in lines.barred(after)
    wanted = approvals.Wanted(
        round=after.approval.round,
        instead_of=None if themselves else whose,
        changed=tuple(one[0] for one in changed),
        was=tuple(one[1] for one in changed),
        now_is=tuple(one[2] for one in changed),
    )
    out.direct(approvals.APPROVAL, wanted, person, at)
