"""The form of an item says before it is sent who will have to agree, by name, with the substitute of who is away."""

from __future__ import annotations

from dataclasses import replace

from core.commands.registry import Asking
from core.intake.catalog import FOR_WHOM
from core.intake.told_deciders import NOTE, deciding, note_of
from core.items import Item
from core.people import PersonId
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.reading import Values


def told(asked: Asking, blank: Blank, item: Item, of: Ticket | None = None) -> Blank:
    """An item's form with who decides below its other notes; what changes that has the form drawn anew.

    `of` is the order that is changed, or sent again.
    """
    if not item.stages:
        return blank
    given = {each.id: each.value for each in blank.questions if each.value is not None}
    values = {**asked.values, **given}
    reading = asked.engine.reading(asked.tx)
    notes = [each for each in blank.questions if each.id.startswith(NOTE)]
    fields = [
        replace(each, reloads=True) if each.id in deciding(item) else each
        for each in blank.questions
        if not each.id.startswith(NOTE)
    ]
    notes += note_of(item, values, _people(asked, values, of), reading)
    return replace(blank, questions=(*notes, *fields))


def _people(asked: Asking, values: Values, of: Ticket | None) -> tuple[PersonId, PersonId, PersonId]:
    """Who asks, for whom it is, and who logs it."""
    me, other = asked.person.id, values.get(FOR_WHOM)
    if of is not None:
        return of.requester, of.beneficiary, me
    return me, other if isinstance(other, str) and other else me, me
