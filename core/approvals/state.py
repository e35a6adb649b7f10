"""How an approval stands: which stage is being decided, who decides, and who is waited for."""

from __future__ import annotations

from core.approvals import conditions, lines
from core.approvals.ahead import counted
from core.approvals.seats import spoken_for
from core.errors import Refusal
from core.items import Stage
from core.people import PersonId
from core.processes import RequestDetails
from core.tickets.approval import Approval, StageRun, Vote
from core.tickets.ticket import Ticket


def is_needed(stages: tuple[Stage, ...], details: RequestDetails) -> bool:
    """Whether anybody has to agree to what is asked for."""
    return any(conditions.holds(stage.when, details) for stage in stages)


def pending(ticket: Ticket) -> tuple[int, StageRun] | None:
    """The stage that is being decided, with its number; None where nothing is."""
    approval = ticket.approval
    if not ticket.approving or approval is None or (number := approval.pending) is None:
        return None
    return number, approval.stages[number]


def may_decide(ticket: Ticket, person: PersonId) -> bool:
    """Whether somebody has a say in the stage that is being decided."""
    return _seat_of(ticket, person) is not None


def deciders(ticket: Ticket) -> frozenset[PersonId]:
    """Everybody who can decide something now: who is asked, and whose voice it is by the settings."""
    found = pending(ticket)
    if found is None:
        return frozenset()
    _, run = found
    none = lines.barred(ticket)
    seats = [run.seats[number] for number in run.open_seats]
    return frozenset(one for seat in seats for one in (*seat.asked, seat.whose) if one and one not in none)


def asked_now(ticket: Ticket) -> tuple[PersonId, ...]:
    """Who is asked and has not spoken, each once, in the order of the seats."""
    found = pending(ticket)
    if found is None:
        return ()
    _, run = found
    return tuple(dict.fromkeys(one for number in run.open_seats for one in run.seats[number].asked))


def awaited(ticket: Ticket) -> tuple[PersonId, ...]:
    """Who of those who are asked can decide now, in the order of the seats: nobody who left, is away or was not told.

    For a voice that nobody can give just now all who are asked for it.
    """
    found = pending(ticket)
    if found is None:
        return ()
    _, run = found
    seats = [run.seats[number].asked for number in run.open_seats]
    there = [tuple(filter(run.is_there, asked)) or asked for asked in seats]
    return tuple(dict.fromkeys(one for each in there for one in each))


def undecided(ticket: Ticket) -> tuple[PersonId, ...]:
    """Who has to decide now: who is asked, is there and was told, but for those whom the requester owes an answer."""
    found, approval = pending(ticket), ticket.approval
    if found is None or approval is None:
        return ()
    waiting = {one.asker for one in approval.questions if one.open}
    return tuple(one for one in asked_now(ticket) if one not in waiting and found[1].is_there(one))


def progress(ticket: Ticket) -> tuple[int, int]:
    """Which of how many stages is being decided, from 1; (0, 0) if none. Only those in which somebody is asked count:
    who agreed in an earlier one speaks for a later one, too.
    """
    found, approval = pending(ticket), ticket.approval
    if found is None or approval is None or not isinstance(ticket.details, RequestDetails):
        return 0, 0
    runs, details = approval.stages, ticket.details
    asked = [
        number
        for number in counted(approval)
        if runs[number].seats or conditions.holds(runs[number].stage.when, details)
    ]
    return asked.index(found[0]) + 1, len(asked)


def need_decider(ticket: Ticket, person: PersonId, round_: int | None = None) -> tuple[int, int]:
    """The stage and the seat in which somebody decides. Raises Refusal with what is so instead."""
    approval = ticket.approval
    if approval is None:
        raise Refusal("nothing_to_approve", ref=ticket.ref)
    found = pending(ticket)
    if found is None:
        raise _over(ticket, approval)
    if person in lines.barred(ticket):
        raise Refusal("own_approval", ref=ticket.ref)
    seat = _seat_of(ticket, person)
    if seat is not None:
        if round_ is not None and round_ != approval.round:
            raise _outdated(ticket, approval)
        return found[0], seat
    if (said := spoken_for(approval, person)) is not None:
        raise _decided_already(ticket, said[1])
    for run in reversed(approval.stages):
        had_say = person in run.has_say or (person in run.former and run.state != "pending")
        if run.votes and had_say:
            raise _decided_already(ticket, run.votes[-1])
    if person in approval.ever_asked - approval.people:
        raise _outdated(ticket, approval, awaited(ticket))
    raise Refusal("not_approver", ref=ticket.ref, people=awaited(ticket))


def _outdated(ticket: Ticket, approval: Approval, others: tuple[PersonId, ...] = ()) -> Refusal:
    """What somebody was asked is something else by now, about which they decide, or at present these `others`."""
    change = approval.change
    by, at = (change.by, change.at) if change else (None, None)
    return Refusal("outdated_approval", ref=ticket.ref, person=by, at=at, people=others)


def _over(ticket: Ticket, approval: Approval) -> Refusal:
    """Who decided, where it was agreed to or refused; else how it ended: what was said until then decided nothing."""
    votes = approval.refusals or [vote for run in approval.stages for vote in run.votes if approval.granted_at]
    if votes:
        return _decided_already(ticket, votes[-1])
    return Refusal(
        "approval_over", ref=ticket.ref, status=ticket.status, person=ticket.cancelled_by, at=ticket.closed_at,
        over=any(run.state == "expired" for run in approval.stages), requester=ticket.requester,
        withdrawn=ticket.cancelled_by == ticket.requester,
    )  # fmt: skip


def _decided_already(ticket: Ticket, vote: Vote) -> Refusal:
    return Refusal("already_decided", ref=ticket.ref, person=vote.person, yes=vote.yes, at=vote.at, text=vote.reason)


def _seat_of(ticket: Ticket, person: PersonId) -> int | None:
    """The seat in which somebody speaks: where they are asked, else where it is their voice by the settings."""
    found = pending(ticket)
    if found is None or person in lines.barred(ticket):
        return None
    _, run = found
    asked = (number for number in run.open_seats if person in run.seats[number].asked)
    own = (number for number in run.open_seats if run.seats[number].whose == person)
    return next(asked, next(own, None))
