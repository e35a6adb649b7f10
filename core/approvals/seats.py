"""Whose voices a stage of an approval has, who is asked for each, and what was said for it."""

from __future__ import annotations

from core.approvals import lines
from core.errors import Refusal
from core.items import Stage
from core.people import PersonId
from core.policy import Policy
from core.tickets import events as e
from core.tickets.approval import Approval, StageRun, Vote
from core.tickets.ticket import Ticket


def seats_of(
    policy: Policy, ticket: Ticket, stage: Stage, decided: PersonId | None, able: lines.Able
) -> tuple[e.Seat, ...]:
    """The voices of a stage with who is asked for each. Whoever can speaks for themselves before anybody for others.

    `decided` is who said yes last. Raises Refusal where nobody may decide.
    """
    voices: list[PersonId | None] = []
    for approver in stage.approvers:
        voices += lines.whose(policy, ticket, approver, decided)
    named, none, gone = list(dict.fromkeys(voices)), lines.barred(ticket), no_more_named(policy, stage)
    own = frozenset(one for one in named if one and one not in (*none, *gone) and able(one))
    taken = set(own)
    seats = []
    for voice in named:
        line = tuple(one for one in lines.line(policy, ticket, voice) if one not in gone)
        asked = voice if voice in own else lines.first_of(line, able, frozenset(taken))
        if asked is None:
            raise Refusal("nobody_may_approve")
        if voice in own or asked not in taken:
            seats.append(e.Seat(asked if voice in gone else voice, (asked,)))
        taken.add(asked)
    return tuple(seats)


def no_more_named(policy: Policy, stage: Stage) -> frozenset[PersonId]:
    """Whom the item named when it was ordered, and nothing in the settings does any more: others have their voice."""
    by_name = frozenset(one for one in stage.approvers if "@" in one)
    return by_name - lines.known(policy) if by_name else by_name


def needed_of(stage: Stage, seats: int) -> int:
    """How many of so many voices have to agree."""
    match stage.mode:
        case "any":
            return 1
        case "all":
            return seats
        case "majority":
            return seats // 2 + 1
        case "first":
            return min(stage.first, seats)


def spoken_for(approval: Approval, person: PersonId) -> tuple[StageRun, Vote] | None:
    """What was said last by somebody, or by another for a voice that they were asked for, with its stage; None where
    nothing was.
    """
    said = [(run, vote) for run in reversed(approval.stages) for vote in reversed(run.votes)]
    own = (each for each in said if each[1].person == person)
    theirs = (each for each in said if speaks_for(*each, person))
    return next(own, None) or next(theirs, None)


def speaks_for(run: StageRun, vote: Vote, person: PersonId) -> bool:
    """Whether a vote is somebody's, or was given for a voice that they were asked for."""
    seat = run.seats[vote.seat] if vote.seat < len(run.seats) else None
    return vote.person == person or (seat is not None and person in (*seat.asked, seat.whose))
