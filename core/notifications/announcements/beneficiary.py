"""From what happened to an order to what they hear for whom somebody else ordered it."""

from __future__ import annotations

from core.notifications.beneficiary import ENDED_FOR, ORDERED_FOR, Ordered
from core.notifications.facts import Facts
from core.notifications.recipients import Announcer
from core.tickets import events as e

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
