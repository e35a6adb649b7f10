"""What they hear for whom somebody else ordered: that it was ordered, and how it ended. Who asked hears all else."""

from __future__ import annotations

from dataclasses import dataclass

from core.notifications.examples import MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.tickets import events as e
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Ordered(Facts):
    """Who ordered it."""

    by: PersonId


def _not_theirs(waiting: Waiting[Ordered], ticket: Ticket) -> bool:
    return ticket.beneficiary != waiting.person or not ticket.open


def _not_ended(waiting: Waiting[Facts], ticket: Ticket) -> bool:
    return ticket.beneficiary != waiting.person or ticket.open


ORDERED_FOR = Kind(
    "ordered_for",
    "direct",
    Ordered(by=MIA),
    moot=_not_theirs,
    buttons=Buttons(ever=("show",)),
    drawn_on="approving",
)
ENDED_FOR = Kind(
    "ended_for",
    "direct",
    Facts(),
    moot=_not_ended,
    buttons=Buttons(ever=("show",)),
    drawn_on="resolved",
)

_ENDS = (e.Resolved, e.Rejected, e.ApprovalExpired, e.Cancelled)


def tell_beneficiary(out: Announcer, entry: e.Happened) -> None:
    """Tell whoever it is for, where somebody else asked for it and this was not done by themselves."""
    ticket = out.after
    if ticket.beneficiary in (ticket.requester, entry.actor):
        return
    if isinstance(entry.event, e.Opened):
        out.direct(ORDERED_FOR, Ordered(by=ticket.requester), ticket.beneficiary, entry.at)
    elif isinstance(entry.event, _ENDS):
        out.direct(ENDED_FOR, Facts(), ticket.beneficiary, entry.at)
