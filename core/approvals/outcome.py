"""What came of a question for somebody's decision: what others say until they give it, how it ends after that.

Whoever decided is not done with it: another may settle the stage, it may be withdrawn, or changed and asked anew. What
was asked before a change has the result that it had then: what is decided anew is said where it is asked anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.approvals import lines, state
from core.approvals.seats import speaks_for
from core.people import PersonId
from core.tickets.approval import Approval, Change, Question, StageRun, Vote, last_of_each
from core.tickets.owed_files import owed_files
from core.tickets.ticket import Ticket

Ended = Literal["", "rejected", "expired", "cancelled"]
"""How the request was over before everybody had agreed; empty where it was not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody reads who was asked in a stage.

    `change` is what ended their round; `again` where they were asked anew since. `agreed` is each yes of their
    stage, the last one last; `against` each no to what was agreed to all the same, and `refused` each no that ended it,
    or their own while the others may still agree. While their decision
    is open, `said` is what was said in the stage so far, and it may wait for the answer to what somebody `asked`.
    Where some of many have to agree and have not yet, they are `needed` of `voices`. `unneeded`: their stage
    is not asked any more, since it was changed. `instead` are those who decide in their place, where the settings say
    so since they were asked. `owed` are the fields whose file is still to come, while it is decided.
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
    instead: tuple[PersonId, ...] = ()
    owed: tuple[str, ...] = ()


def outcome(ticket: Ticket, person: PersonId, round_: int, at: datetime, stage: int | None = None) -> Outcome | None:
    """What came of the question that `person` was asked at that instant, in that round; None while nothing did.

    `stage` is the one that they were asked in, None where an older desk did not keep it.
    """
    approval = ticket.approval
    if approval is None:
        return None
    if approval.round != round_ and approval.change is not None:
        return _superseded(ticket, approval, person, round_, at, stage)
    run = _run_of(approval.stages, person, at, stage)
    yes = [vote for vote in (run.votes if run else ()) if vote.yes]
    if run is not None and run.state == "pending":
        yes = [vote for vote in yes if speaks_for(run, vote, person)]
    against = run.against if run is not None and run.state == "approved" else ()
    no = _no(approval, run, person)
    going = _going(ticket, person, stage)
    said, asked = (going.votes, approval.unanswered or approval.unanswerable) if going else ((), None)
    still = going or (run if run is not None and run.state == "pending" else None)
    needed, voices = still.share if still and (said or yes or no) else (0, 0)
    found = Outcome(
        person,
        agreed=last_of_each(yes),
        against=against,
        refused=no,
        ended=_ended(ticket, approval),
        said=said,
        asked=asked,
        needed=needed,
        voices=voices,
        unneeded=run is not None and run.state == "skipped",
        instead=state.awaited(ticket) if run is not None and _is_replaced(run, person) else (),
        owed=owed_files(ticket) if going else (),
    )
    return found if found != Outcome(person) else None


def _superseded(
    ticket: Ticket, approval: Approval, person: PersonId, number: int, at: datetime, stage: int | None
) -> Outcome | None:
    """What had been said in their stage when it was changed, and whether they were asked anew since."""
    theirs = next((one for one in approval.superseded if one.number == number), None)
    change = theirs.change if theirs else approval.change
    run = _run_of(theirs.stages, person, at, stage) if theirs else None
    votes = run.votes if run else ()
    if run is not None and run.state == "pending":
        votes = tuple(vote for vote in votes if speaks_for(run, vote, person))
    no = last_of_each([vote for vote in votes if not vote.yes])
    decided = run is not None and run.state == "approved"
    later = (each.stages for each in approval.superseded if each.number > number)
    asked = any(person in seat.asked for stages in (*later, approval.stages) for run in stages for seat in run.seats)
    return Outcome(
        person,
        change=change,
        again=asked and person not in lines.barred(ticket),
        agreed=last_of_each([vote for vote in votes if vote.yes]),
        against=no if decided else (),
        refused=() if decided else no,
    )


def _going(ticket: Ticket, person: PersonId, stage: int | None) -> StageRun | None:
    """The stage that is being decided, where it is the one that they were asked in and have a say in still."""
    pending = state.pending(ticket)
    if pending is None or stage not in (None, pending[0]):
        return None
    return pending[1] if person in state.deciders(ticket) else None


def _is_replaced(run: StageRun, person: PersonId) -> bool:
    """Whether others decide in a stage, that is open, in the place of somebody."""
    return run.state == "pending" and person in run.former and person not in run.has_say


def _run_of(stages: tuple[StageRun, ...], person: PersonId, at: datetime, stage: int | None) -> StageRun | None:
    """The stage that they were asked in.

    Where that was not kept it is the last in which they were asked by `at`; one before where they said nothing in that.
    """
    if stage is not None and stage < len(stages):
        return stages[stage]
    theirs = [
        run
        for run in stages
        if run.started_at is not None and run.started_at <= at and person in (*run.has_say, *run.former)
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
