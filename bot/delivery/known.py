"""What is known of a notice before it is said, read in one look, since each costs a hop to another thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.delivery.digests import paused_until
from bot.delivery.direct_limit import Heard, heard_by
from core.notifications.readings import comment_in
from core.ports.bindings import Binding
from core.ports.outbox import Notice
from core.ports.tickets import Store, Transaction
from core.processes import parent_of
from core.tickets.comments import Comment
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Known:
    """The ticket as it is now, its messages, what whom it is for has heard, and until when digests pause there.

    Of what passes on somebody's words, or takes them back, the comment as it `reads` now.
    """

    ticket: Ticket | None = None
    bound: tuple[Binding, ...] = ()
    heard: Heard = field(default_factory=Heard)
    pause: datetime | None = None
    reads: Comment | None = None


async def look(store: Store, notice: Notice) -> Known:
    """What the store has of it. Raises StorageUnavailable."""
    ref = notice.ticket

    def read(tx: Transaction) -> Known:
        ticket, bound = (None, ()) if ref is None else (tx.ticket(ref), tx.bindings(ref))
        if ticket is not None and (parent := parent_of(ticket.details)):
            bound = (*bound, *(each for each in tx.bindings(parent) if each.role.startswith("triage:")))
        comment = comment_in(notice)
        reads = tx.comment(ref, comment) if ref and comment else None
        return Known(ticket, bound, heard_by(tx, notice), paused_until(tx, notice), reads)

    return await store.read(read)
