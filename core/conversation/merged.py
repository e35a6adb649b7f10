"""What is written in the thread of a merged ticket goes on to the one that it became."""

from __future__ import annotations

from datetime import datetime

from core.commands import add_detail
from core.commands.reply import Words
from core.engine import Workings
from core.people import PersonId
from core.ports import Transaction
from core.tickets.permissions import may_see
from core.tickets.ticket import Ticket


def copy_to_survivor(
    works: Workings, tx: Transaction, merged: Ticket, person: PersonId, at: datetime, words: Words
) -> Ticket | None:
    """Keep the words as the person's own on the surviving ticket. None when that one takes no more words."""
    survivor = merged
    while survivor.merged is not None:
        survivor = works.ticket(tx, survivor.merged.into)
    hidden = survivor.private and not may_see(works.policy, survivor, person)
    if hidden or survivor.status in ("closed", "cancelled"):
        return None
    return works.run(tx, survivor, person, at, lambda draft: add_detail.decide(draft, words))
