"""From what happened to an order to what they hear for whom somebody else ordered it."""

from __future__ import annotations

from core.fulfilment import outlook
from core.fulfilment.grants import what_ends
from core.fulfilment.owing import ends_at
from core.notifications.announcements.wishes import unmet_of
from core.notifications.beneficiary import ENDED_FOR, KEPT_FOR, ORDERED_FOR, Ended, Ordered
from core.notifications.recipients import Announcer
from core.notifications.requester import KeptGoing
from core.tickets import events as e

_ENDS = (e.Resolved, e.Rejected, e.ApprovalExpired, e.Cancelled)


def tell_beneficiary(out: Announcer, entry: e.Happened) -> None:
    """Tell whoever it is for, where somebody else asked for it and this was not done by themselves."""
    ticket = out.after
    if isinstance(said := entry.event, e.CancelDeclined):
        if (asker := out.before.cancel_asked) is not None and asker != ticket.requester:
            out.direct(KEPT_FOR, KeptGoing(by=entry.actor, reason=said.reason, styles=said.styles), asker, entry.at)
        return
    if ticket.beneficiary in (ticket.requester, entry.actor):
        return
    if isinstance(entry.event, e.Opened):
        out.direct(ORDERED_FOR, Ordered(by=ticket.requester), ticket.beneficiary, entry.at)
    elif isinstance(entry.event, _ENDS):
        resolved = isinstance(entry.event, e.Resolved)
        left = outlook.left_out(ticket.plan) if resolved else ()
        ended = Ended(
            ends=ends_at(ticket.plan),
            thing=what_ends(ticket),
            unmet=unmet_of(out.before, ticket.beneficiary, out.log) if resolved else "",
            left_out=tuple(task.do or task.key for task in left),
            why=tuple(task.said for task in left),
            held_until=out.others.has_until() if left and outlook.gives_nothing(ticket.plan) else None,
        )
        out.direct(ENDED_FOR, ended, ticket.beneficiary, entry.at)
