"""What came of a question for somebody's decision: what others say until they give it, how it ends after that.

Whoever decided is not done with it: another may settle the stage, it may be withdrawn, or changed and asked anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.approvals import lines, state
from core.approvals.seats import speaks_for
from core.people import PersonId
from core.tickets.approval import Approval, Change, Question, StageRun, Vote, last_of_each
from core.tickets.ticket import Ticket

Ended = Literal["", "rejected", "expired", "cancelled"]
"""How the request was over before everybody had agreed; empty where it was not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody reads who was asked in a stage.

    `change` is what began another round since; `again` where they were asked anew in it. `agreed` is each yes of their
    stage, the last one last; `against` each no to what was agreed to all the same, and `refused` each no that ended it,
    or their own while the others may still agree. While their decision
    is open, `said` is what was said in the stage so far, and it may wait for the answer to what somebody `asked`.
    Where some of many have to agree and have not yet, they are `needed` of `voices`. `unneeded`: their stage
    is not asked any more, since it was changed.
    """

    person: PersonId
    change: Change | None = None
    again: bool = False
    agreed: tuple[Vote, ...] = ()
    against: tuple[Vote, ...] = ()
    refused: tuple[Vote, ...] = ()
    ended: Ended = ""
    said: tuple[Vote, ...] = ()
    asked: Question | None = None
    needed: int = 0
    voices: int = 0
    unneeded: bool = False


def outcome(ticket: Ticket, person: PersonId, round_: int, at: datetime) -> Outcome | None:
    """What came of the question that `person` was asked at that instant, in that round; None while nothing did."""
    approval = ticket.approval
    if approval is None:
        return None
    change = approval.change if approval.round != round_ else None
    run = _run_of(approval, person, at if change is None else None)
    yes = [vote for vote in (run.votes if run else ()) if vote.yes]
    if change is not None and not ticket.approving and not _ended(ticket, approval):
        yes = [vote for each in approval.stages for vote in each.votes if vote.yes][-1:]
    elif run is not None and run.state == "pending":
        yes = [vote for vote in yes if speaks_for(run, vote, person)]
    against = run.against if run is not None and run.state == "approved" else ()
    no = _no(approval, run, person)
    going = _going(ticket, person) if change is None else None
    said, asked = (going.votes, approval.unanswered) if going else ((), None)
    still = going or (run if run is not None and run.state == "pending" else None)
    needed, voices = still.share if still and (said or yes or no) else (0, 0)
    found = Outcome(
        person,
        change=change,
        again=change is not None and run is not None and person not in lines.barred(ticket),
        agreed=last_of_each(yes),
        against=against,
        refused=no,
        ended=_ended(ticket, approval),
        said=said,
        asked=asked,
        needed=needed,
        voices=voices,
        unneeded=change is None and run is not None and run.state == "skipped",
    )
    return found if found != Outcome(person) else None


def _going(ticket: Ticket, person: PersonId) -> StageRun | None:
    """The stage that is being decided, where somebody has a say in it still."""
    pending = state.pending(ticket)
    return pending[1] if pending and person in state.deciders(ticket) else None


def _run_of(approval: Approval, person: PersonId, at: datetime | None) -> StageRun | None:
    """The last stage in which they were asked by `at` (None: by now); one before it where they said nothing in that."""
    theirs = [
        run
        for run in approval.stages
        if run.started_at is not None
        and (at is None or run.started_at <= at)
        and any(person in (*seat.asked, seat.whose) for seat in run.seats)
    ]
    silent = [
        run for run in theirs if run.state == "pending" and not any(speaks_for(run, v, person) for v in run.votes)
    ]
    return next((run for run in reversed(theirs) if run not in silent), theirs[-1] if theirs else None)


def _no(approval: Approval, run: StageRun | None, person: PersonId) -> tuple[Vote, ...]:
    """Each no of the stage that ended it; else theirs, while the others of their stage may still agree."""
    if approval.refusals or run is None or run.state != "pending":
        return approval.refusals
    return tuple(vote for vote in run.against if speaks_for(run, vote, person))[:1]


def _ended(ticket: Ticket, approval: Approval) -> Ended:
    if approval.refusals:
        return "rejected"
    if any(run.state == "expired" for run in approval.stages):
        return "expired"
    stopped = any(run.state in ("pending", "waiting") for run in approval.stages) and not ticket.approving
    return "cancelled" if stopped else ""
