"""What waits for somebody's decision, oldest first. Read only."""

from __future__ import annotations

from datetime import datetime

from core.approvals import state
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.ports.tickets import Search, Transaction
from core.processes import APPROVING
from core.tickets.ticket import Ticket
from core.ui.pages import Listing

MOST = 10
"""As many are listed at once: each decision makes room for the next."""
_ALL = 100_000
"""More than any desk has undecided."""
BUTTONS = ("approve_next", "reject_next", "ask_first", "show")
"""What can be done with each on the spot; a decision is answered with what waits next."""


def waiting_for(tx: Transaction, person: PersonId) -> tuple[Ticket, ...]:
    """What `person` can decide now, the longest first."""
    found = tx.search(Search(decides=person, statuses=APPROVING, limit=_ALL))
    return tuple(sorted(found, key=lambda one: (asked_at(one), one.ref)))


def asked_at(ticket: Ticket) -> datetime:
    """Since when it waits for those who are asked now. Raises LookupError where nobody is."""
    found = state.pending(ticket)
    if found is None or found[1].started_at is None:
        raise LookupError(f"nobody is asked about {ticket.ref}")
    return found[1].started_at


def to_decide(tx: Transaction, person: PersonId, *said: Phrase) -> Listing:
    """The list of `person`'s decisions, below what was just `said`; in words where none waits."""
    found = waiting_for(tx, person)
    heading = phrase("to_decide") if found else phrase("decisions")
    return Listing(
        heading, found[:MOST], phrase("nothing_to_decide"), total=len(found), rest="", said=said,
        row="undecided", buttons=BUTTONS,
    )  # fmt: skip
