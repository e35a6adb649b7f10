"""Who is on call, in words: `/oncall`, and `/oncall override @jonas 18:00-22:00 [schedule]`."""

from __future__ import annotations

from collections.abc import Sequence

from core.calendars.oncall import Override
from core.engine import Workings
from core.errors import Refusal
from core.people import PersonId
from core.ports import Transaction
from core.queries import lists
from core.ui.cards import Card
from core.ui.grammar import MentionPart, time_range_instants


def on_call_words(
    works: Workings, tx: Transaction, person: PersonId, parts: Sequence[str | MentionPart], text: str
) -> Card:
    """Who is on call, after an override where `text` asks for one. Raises Refusal."""
    if text.lower().startswith("override"):
        _stand_in(works, tx, person, parts, text[len("override") :])
    return lists.who_is_on_call(works, tx)


def _stand_in(
    works: Workings, tx: Transaction, person: PersonId, parts: Sequence[str | MentionPart], text: str
) -> None:
    mentioned = [part.person for part in parts if isinstance(part, MentionPart)]
    if not mentioned:
        raise Refusal("no_person", "Who stands in? Write it like `/oncall override @jonas 18:00-22:00`.")
    named = [name for name in works.policy.schedules if name in text]
    own = [each for each in works.policy.schedules.values() if mentioned[0] in each.members]
    schedule = works.policy.schedules[named[0]] if named else own[0] if own else None
    if schedule is None:
        names = ", ".join(works.policy.schedules)
        raise Refusal("no_schedule", f"On which schedule? Add one of: {names}.")
    span = next((word for word in text.split() if ":" in word or word[:1].isdigit()), "")
    try:
        start, end = time_range_instants(span, works.now(), schedule.tz)
    except ValueError as error:
        raise Refusal("bad_range", str(error)) from error
    lists.stand_in(works, tx, person, Override(schedule.name, mentioned[0], start, end))
