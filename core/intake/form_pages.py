"""An item's form in pages, where a platform could not show all of its fields at once, and the answers between them.

Slack takes 100 blocks in a modal, of which a field that is wrong needs two; Teams 80 kB in an activity, and a form that
comes again holds every answer twice. Which fields share a page hangs on the form alone: no answer moves another field.
What is for the fulfilment staff alone is asked for on the last page, since answers of pages before are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.intake.answers import asked_of, room_of
from core.items import LONGEST, ItemField
from core.people import PersonId
from core.ports.chats import SetAside
from core.ports.tickets import Transaction
from core.ui.forms import FormValue
from core.ui.inbound import FormChanged, Submit
from core.ui.reading import Arguments, Values

PAGE = "page"
"""Under which a form's context says which of its pages it shows, from 0."""
FIELDS = 30
"""Fields on a page at most."""
ROOM = 25_000
"""Characters on a page at most: of its questions, their choices, and the longest answers that they may have."""
_BESIDE, _PER_CHOICE = 200, 40
"""What a question, and each of its choices, takes beside its words."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its fields that are asked, its `number` in the form, and which of the pages that are seen it is."""

    fields: tuple[ItemField, ...]
    number: int
    place: int
    of: int
    before: int | None
    after: int | None


def cut(form: Sequence[ItemField]) -> tuple[tuple[ItemField, ...], ...]:
    """The fields of each page, in order; one page at least."""
    last = _for_staff(form)
    pages: list[list[ItemField]] = [[]]
    room = ROOM
    for each in [*(one for one in form if one.id not in last), *(one for one in form if one.id in last)]:
        size = weight(each)
        if pages[-1] and (len(pages[-1]) == FIELDS or size > room):
            pages.append([])
            room = ROOM
        pages[-1].append(each)
        room -= size
    if any(one.id in last for page in pages[:-1] for one in page):
        kept = [one for page in pages for one in page if one.id in last]
        pages = [left for page in pages if (left := [one for one in page if one.id not in last])] + [kept]
    order = {each.id: number for number, each in enumerate(form)}
    return tuple(tuple(sorted(page, key=lambda one: order[one.id])) for page in pages)


def weight(each: ItemField) -> int:
    """How much of a page's room a field takes."""
    choices = sum(len(option) + _PER_CHOICE for option in each.options)
    return len(each.label) + _BESIDE + choices + (room_of(each) if each.kind in LONGEST else 0)


def fits_a_page(form: Sequence[ItemField]) -> bool:
    """Whether what is for the fulfilment staff alone, and so stands on one page, has room there."""
    staff = [each for each in form if each.id in _for_staff(form)]
    return len(staff) <= 1 or (len(staff) <= FIELDS and sum(map(weight, staff)) <= ROOM)


def _for_staff(form: Iterable[ItemField]) -> frozenset[str]:
    """The fields whose answers are for the fulfilment staff alone, and what hangs on those."""
    found: set[str] = set()
    for each in form:
        if each.sensitive or (each.show_if is not None and each.show_if[0] in found):
            found.add(each.id)
    return frozenset(found)


def page_at(form: Sequence[ItemField], wanted: object, values: Values) -> Page:
    """The page of that number with the fields that these answers ask for; the nearest one before it that has any."""
    asked = {each.id for each in asked_of(form, values)}
    pages = [tuple(each for each in page if each.id in asked) for page in cut(form)]
    seen = [number for number, page in enumerate(pages) if page] or [0]
    number = wanted if isinstance(wanted, int) else 0
    place = max((spot for spot, one in enumerate(seen) if one <= number), default=0)
    return Page(
        pages[seen[place]],
        seen[place],
        place + 1,
        len(seen),
        seen[place - 1] if place else None,
        seen[place + 1] if place + 1 < len(seen) else None,
    )


def page_of(form: Sequence[ItemField], field: str | None) -> int | None:
    """On which page a field stands; what belongs to one (`needed_by:why`) stands there, too."""
    id_ = (field or "").partition(":")[0]
    return next((number for number, page in enumerate(cut(form)) if any(one.id == id_ for one in page)), None)


def on_page(context: Arguments, number: int) -> Arguments:
    """A form's context on that page."""
    return {**context, PAGE: number}


def so_far(
    tx: Transaction,
    person: PersonId,
    form: Submit | FormChanged,
    fields: Sequence[ItemField],
    values: Values,
    before: Values | None = None,
) -> Values:
    """The answers of this page, with those of the pages that were sent before it; others are as they stood `before`.

    A file that was chosen on a page stays when that page comes back without one: no form can show it again.
    """
    kept = tx.aside(person, _key(form)) if PAGE in form.context else None
    earlier = {**(before or {}), **(_unpacked(kept.text) if kept is not None and kept.text else {})}
    empty = {name for name in _files(fields) if earlier.get(name) and not _is_chosen(values.get(name))}
    return {**earlier, **{name: value for name, value in values.items() if name not in empty}}


def shown_on(fields: Sequence[ItemField], values: Values) -> Values:
    """The answers of a page that stays open, without its files: they stand in their inputs and need not be named."""
    files = _files(fields)
    return {name: value for name, value in values.items() if name not in files}


def _files(fields: Iterable[ItemField]) -> frozenset[str]:
    return frozenset(each.id for each in fields if each.kind == "file")


def _is_chosen(value: FormValue | None) -> bool:
    """Whether a form brings files: a tuple of them, and not only the names of those that are there."""
    return isinstance(value, tuple) and bool(value)


def keep(tx: Transaction, person: PersonId, sent: Submit, fields: Sequence[ItemField], values: Values) -> None:
    """Keep the answers for the pages that follow, without those for the fulfilment staff alone."""
    staff = _for_staff(fields)
    kept = {name: value for name, value in values.items() if name not in staff}
    tx.set_aside(person, SetAside(_key(sent), json.dumps(kept, ensure_ascii=False)), sent.at)


def forget(tx: Transaction, person: PersonId, sent: Submit) -> None:
    """The form was taken: what was kept of it is needed no more."""
    if PAGE in sent.context:
        tx.set_aside(person, SetAside(_key(sent), ""), sent.at)


def _key(form: Submit | FormChanged) -> str:
    return f"form:{form.command_id}"


def _unpacked(text: str) -> dict[str, FormValue | None]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(text).items()}
