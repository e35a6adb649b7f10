"""The answers of an order as its form has them, to change it or to order it once more."""

from __future__ import annotations

from collections.abc import Iterator

from core.intake.answers import is_number, names_of
from core.items import Item, ItemField
from core.processes import RequestDetails
from core.tickets.ticket import Ticket
from core.ui.forms import FormValue
from core.ui.reading import Values


def answers_of(item: Item, details: RequestDetails) -> Iterator[tuple[str, FormValue]]:
    """The answers of an order that its form can still hold, as the form has them."""
    for each in item.form:
        answer = details.answers.get(each.id)
        if answer is not None and not each.sensitive and each.kind != "file" and _fits(each, answer):
            yield each.id, _as_filled_in(each, answer)


def _as_filled_in(each: ItemField, answer: str) -> FormValue:
    match each.kind:
        case "users":
            return tuple(answer.split(", "))
        case "number":
            return int(answer)
        case _:
            return answer


def _fits(each: ItemField, answer: str) -> bool:
    match each.kind:
        case "select":
            return answer in each.options
        case "number":
            return is_number(answer)
        case _:
            return True


def files_sent(item: Item, ticket: Ticket, details: RequestDetails) -> Values:
    """The files that an order was sent with, by field, as a form brings them (`core.intake.opening.files_of`)."""
    left = list(ticket.files)
    found: dict[str, FormValue] = {}
    for each in item.form:
        given = tuple(f"{one.url} {one.source or '-'} {one.name}" for one in left)
        counts = range(1, len(left) + 1)
        wanted = details.answers.get(each.id) if each.kind == "file" else None
        count = next((count for count in counts if names_of(given[:count]) == wanted), 0)
        if count:
            found[each.id], left = given[:count], left[count:]
    return found
