"""In which stages nobody will be asked, since whoever agrees before speaks for them, too."""

from __future__ import annotations

from collections.abc import Iterator

from core.approvals import conditions, lines
from core.approvals.seats import needed_of, seats_of
from core.errors import Refusal
from core.items import Stage
from core.people import PersonId
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.approval import Approval
from core.tickets.ticket import Ticket


def settled_too(
    policy: Policy, ticket: Ticket, number: int, seats: tuple[e.Seat, ...], able: lines.Able
) -> Iterator[int]:
    """The later stages in which nobody will be asked, as far as that is sure when the stage `number` begins.

    Where not all voices of a stage are needed, nobody knows whose yes it will be.
    """
    approval, details = ticket.approval, ticket.details
    if approval is None or not isinstance(details, RequestDetails):
        return
    said, decided = approval.said_yes | _sure(approval.stages[number].stage, seats), _alone(seats)
    for later, run in enumerate(approval.stages):
        if later <= number or run.state != "waiting" or not conditions.holds(run.stage.when, details):
            continue
        if decided is None and "approver.manager" in run.stage.approvers:
            return  # who that is nobody knows yet
        try:
            found = seats_of(policy, ticket, run.stage, decided, able)
        except Refusal:  # it is refused in its turn
            return
        if sum(not said.isdisjoint(seat.asked) for seat in found) >= needed_of(run.stage, len(found)):
            yield later
        said, decided = said | _sure(run.stage, found), _alone(found)


def _sure(stage: Stage, seats: tuple[e.Seat, ...]) -> frozenset[PersonId]:
    """Who will have said yes once a stage is settled, whatever they are asked beside."""
    asked = frozenset(one for seat in seats for one in seat.asked)
    return asked if needed_of(stage, len(seats)) == len(seats) else frozenset()


def _alone(seats: tuple[e.Seat, ...]) -> PersonId | None:
    return seats[0].asked[0] if len(seats) == 1 else None


def counted(approval: Approval) -> Iterator[int]:
    """The stages in which somebody is asked or was, or will be as far as is known."""
    said: frozenset[PersonId] = frozenset()
    ahead = approval.stages[approval.pending].settles if approval.pending is not None else ()
    for number, run in enumerate(approval.stages):
        yes = frozenset(vote.person for vote in run.votes if vote.yes)
        by_others = run.state == "approved" and bool(yes) and yes <= said
        if run.state != "skipped" and not by_others and not (run.state == "waiting" and number in ahead):
            yield number
        said |= yes
