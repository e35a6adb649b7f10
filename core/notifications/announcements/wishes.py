"""What whoever asked wanted of an order under way, where something came before the team had decided about it."""

from __future__ import annotations

from core.notifications.requester import Unmet
from core.people import PersonId
from core.tickets.ticket import Ticket


def unmet(before: Ticket) -> Unmet:
    """What was wanted of an order until now."""
    cancel, change = before.cancel_asked is not None, before.change_asked is not None
    return "both" if cancel and change else "cancel" if cancel else "change" if change else ""


def unmet_of(before: Ticket, person: PersonId) -> Unmet:
    """What one person wanted, who hears how it ended in a message of their own: who asked for a change is not kept, so
    that is answered to whoever the order is for.
    """
    wanted = unmet(before)
    if wanted in ("cancel", "both") and before.cancel_asked != person:
        return "change" if wanted == "both" else ""
    return wanted


def unchanged(before: Ticket) -> Unmet:
    """What was wanted and is not met by cancelling it."""
    return "change" if before.change_asked is not None and before.cancel_asked is None else ""
