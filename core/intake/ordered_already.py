"""What somebody has, or asked for, of an item that they are about to order: said above its form, and no obstacle."""

from __future__ import annotations

from collections.abc import Iterator

from core.automations import declared
from core.fulfilment.grants import in_force_of
from core.items import Item
from core.people import PersonId
from core.phrases import Phrase
from core.policy import Policy
from core.ports.tickets import Search, Transaction
from core.processes import RequestDetails
from core.tickets.called import name_of
from core.tickets.ticket import Ticket
from core.ui.blanks import Question, wording
from core.ui.reading import Values

MOST = 3
"""Orders that are named."""


def notes(
    tx: Transaction, policy: Policy, item: Item, person: PersonId, asker: PersonId, values: Values
) -> Iterator[Question]:
    """A note for each order of the item for `person` that is under way or gave what is in force, the newest first.

    It asks for the same only where what was chosen so far (`values`) is what was chosen there.
    Of orders for somebody else, `asker` reads those alone that they made themselves.
    """

    def same(ticket: Ticket) -> bool:
        details = ticket.details
        theirs = ticket.beneficiary == person and asker in (person, ticket.requester)
        ours = isinstance(details, RequestDetails) and details.item == item.key
        return theirs and ((ours and _under_way(ticket)) or in_force_of(ticket, item.key) is not None)

    for ticket in tx.search(Search(theirs=person, suits=same, limit=MOST)):
        said = _said(policy, item, ticket, person if person != asker else None, _chose_the_same(item, ticket, values))
        yield Question(f"note:already:{ticket.ref}", "", "note", required=False, text=said)


def _under_way(ticket: Ticket) -> bool:
    return (ticket.open or ticket.approving) and not ticket.done


def _chose_the_same(item: Item, ticket: Ticket, values: Values) -> bool:
    """Whether all that can be chosen is chosen as in an order; where nothing can, what is written is compared."""
    details = ticket.details
    answers = details.answers if isinstance(details, RequestDetails) else {}
    fields = [field.id for field in item.form if field.kind != "file" and field.id in answers]
    chosen = [field.id for field in item.form if field.kind == "select" and field.id in answers] or fields
    return bool(chosen) and all(str(values.get(each) or "") == answers[each] for each in chosen)


def _said(policy: Policy, item: Item, ticket: Ticket, other: PersonId | None, same: bool) -> Phrase:
    """That it is asked for already, or since when they have it, and until when; and how it is kept longer."""
    there = in_force_of(ticket, item.key)
    if there is None:
        return wording("already_asked", ref=name_of(ticket, policy), title=ticket.title, person=other, same=same)
    given, end = there
    waits = end if end is not None and end.state == "waiting_date" else None
    since = ticket.first_resolved_at or ticket.created_at
    return wording(
        "already_given",
        ref=name_of(ticket, policy),
        title=given.title,
        person=other,
        since=since,
        until=waits.begins if waits else None,
        own=waits is not None and declared(policy.automations, waits.automation or "") is not None,
    )
