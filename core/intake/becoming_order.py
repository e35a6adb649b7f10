"""What a ticket is asked when it becomes an order: the form of the item, with what the ticket says already.

The fields stand in the form of `convert`, each under the key of its item, so that another choice takes none along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.errors import Refusal
from core.intake.answers import room_of
from core.intake.catalog import FOR_WHOM, field_for_words, item_form, orderable, read_order
from core.intake.form_pages import cut
from core.intake.opening import Opening
from core.items import Item
from core.people import PersonId
from core.policy import Policy
from core.tickets.ticket import Ticket
from core.ui.blanks import Question
from core.ui.reading import Reading, Values
from core.ui.text import shorten


def becomes(item: Item) -> bool:
    """Whether an item's form has room beside the choice of the item: one page, and no files."""
    return len(cut(item.form)) == 1 and not any(each.kind == "file" for each in item.form)


def fits_any_service(item: Item) -> bool:
    """Whether an item asks for words alone, as a question does: it may be about whatever they are about."""
    return all(each.kind == "text" and not each.sensitive and not each.pattern for each in item.form) and bool(
        field_for_words(item)
    )


def convertible(policy: Policy, person: PersonId) -> tuple[Item, ...]:
    """What a ticket of `person` can become."""
    return tuple(item for item in orderable(policy, person) if becomes(item))


def questions(item: Item, ticket: Ticket, values: Values, reading: Reading) -> Iterator[Question]:
    """The fields of the item, filled in as far as that is known."""
    for each in item_form(item, _answers(item, ticket, values), reading, {}).questions:
        if each.id != FOR_WHOM:  # whoever it is for is known
            yield replace(each, id=_key(item, each.id))


def read(item: Item, ticket: Ticket, values: Values, reading: Reading) -> Opening:
    """What is ordered, of the form's fields. Raises all Refusals at once, each with its field in that form."""
    try:
        return read_order(item, _answers(item, ticket, values), reading)
    except Refusal as refusal:
        raise _at_its_field(item, refusal) from None


def _answers(item: Item, ticket: Ticket, values: Values) -> Values:
    """The answers by their own names; what was not asked yet is what the ticket says."""
    ours = _key(item, "")
    given = {key.removeprefix(ours): value for key, value in values.items() if key.startswith(ours)}
    first = field_for_words(item)
    if first is None:
        return given
    return {first.id: shorten(ticket.description or ticket.title, room_of(first)), **given}


def _key(item: Item, field: str) -> str:
    return f"{item.key}:{field}"


def _at_its_field(item: Item, refusal: Refusal) -> Refusal:
    field = _key(item, refusal.field) if refusal.field is not None else None
    moved = Refusal(refusal.code, field=field, **refusal.phrase.data)
    moved.also = tuple(_at_its_field(item, each) for each in refusal.also)
    return moved
