"""An order that is over, of what its requester can order no longer: its button was drawn while they could."""

from __future__ import annotations

from dataclasses import replace

from core.commands.registry import Asking
from core.intake.catalog import may_order
from core.intake.picker import choose_form, usual_items
from core.people import PersonId
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording


def is_offered(policy: Policy, ticket: Ticket, person: PersonId) -> bool:
    """Whether `person` may order once more what was ordered, as the catalog offers it now; a record that was no order
    is refused elsewhere.
    """
    item = policy.catalog.get(ticket.item or "")
    return not isinstance(ticket.details, RequestDetails) or (item is not None and may_order(policy, item, person))


def instead(asked: Asking, policy: Policy, ticket: Ticket) -> Blank:
    """The choice of something else, below that they can order it no longer."""
    item = policy.catalog.get(ticket.item or "")
    said = wording("ordered_no_more", item=item.name if item is not None else ticket.title)
    usual, reading = usual_items(asked.tx, asked.person.id), replace(asked.engine.reading(), policy=policy)
    form = choose_form(reading, asked.person.id, {}, usual)
    note = Question("note:ordered_no_more", "", "note", required=False, text=said)
    return replace(form, questions=(note, *form.questions))
