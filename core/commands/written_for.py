"""For whom a form is written: words that a person is to read are sent to nobody else without their writer knowing it.

A form remembers who had asked when it was opened. Where somebody else has asked by the time it is sent, it comes back
with its words and says so; sent again it is for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.ports.tickets import Transaction
from core.processes import parent_of
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, SentBack
from core.ui.reading import Values

WRITTEN_FOR = "written_for"
"""What a form remembers that by."""


def written_for(engine: Engine, tx: Transaction, blank: Blank, ticket: Ticket) -> Blank:
    """The form, which remembers whom its words are for."""
    return replace(blank, context={**blank.context, WRITTEN_FOR: _asked_for(engine, tx, ticket).requester})


def need_same_reader(
    engine: Engine, tx: Transaction, blank: Blank, ticket: Ticket, person: PersonId,
    context: Mapping[str, str | int | bool], values: Values,
) -> None:  # fmt: skip
    """Refuse what was written for somebody who is not the one who asked any more; a form of an older desk says of none.

    `blank` is the form as it is by now, with the `values` that were filled in. Raises SentBack with it.
    """
    whole = _asked_for(engine, tx, ticket)
    was, now = context.get(WRITTEN_FOR), whole.requester
    if was in (None, now):
        return
    kept = tuple(replace(each, value=values[each.id]) if each.id in values else each for each in blank.questions)
    field = next((each.id for each in kept if _is_written(each)), kept[0].id)
    why = Refusal("asked_by_another", field=field, ref=whole.ref, reader=was, person=now, own=now == person)
    raise SentBack(why, written_for(engine, tx, replace(blank, questions=kept), ticket), anew=True)


def _asked_for(engine: Engine, tx: Transaction, ticket: Ticket) -> Ticket:
    """What its reader asked for: of a step the request that it is of."""
    parent = parent_of(ticket.details)
    return engine.ticket(tx, parent) if parent else ticket


def _is_written(question: Question) -> bool:
    return question.kind == "long_text"
