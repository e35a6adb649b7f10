"""A ticket that continues a closed one is named on it, so that whoever writes there is led on."""

from __future__ import annotations

from dataclasses import dataclass

from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class LeadOn:
    """`ref` is over and goes on as `new`."""

    ref: str
    new: str

    def decide(self, draft: Draft) -> None:
        """Say so, once; the old one stays as it is."""
        if self.new not in draft.ticket.followed_up_by:
            draft.happen(e.FollowedUp(self.new))


def opened(_: Ticket, event: e.Opened) -> tuple[LeadOn, ...]:
    """A follow-up is named on what it follows."""
    return (LeadOn(event.follow_up_of, event.ref),) if event.follow_up_of else ()
