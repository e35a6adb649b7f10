"""What whoever asked wanted of an order under way, where something came before the team had decided about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.notifications.requester import Unmet
from core.people import PersonId
from core.tickets import events as e
from core.tickets.ticket import Ticket


def unmet(before: Ticket) -> Unmet:
    """What was wanted of an order until now."""
    cancel, change = before.cancel_asked is not None, before.change_asked is not None
    return "both" if cancel and change else "cancel" if cancel else "change" if change else ""


def unmet_of(before: Ticket, person: PersonId, log: Callable[[], Sequence[e.Happened]]) -> Unmet:
    """What one person wanted, who hears how it ended in a message of their own; `log` is all that happened."""
    cancel = before.cancel_asked == person
    asked = (entry.actor for entry in reversed(log()) if isinstance(entry.event, e.ChangeAsked))
    change = before.change_asked is not None and next(asked, None) == person
    return "both" if cancel and change else "cancel" if cancel else "change" if change else ""


def unchanged(before: Ticket) -> Unmet:
    """What was wanted and is not met by cancelling it."""
    return "change" if before.change_asked is not None and before.cancel_asked is None else ""
