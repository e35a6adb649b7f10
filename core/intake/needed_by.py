"""An order that is needed earlier than it is promised asks for a reason (experience.md section 3, domain.md section 5).

It is asked where the day is asked: the field `needed_by` of an item's form. Its own `min` is not refused there, but a
day that the reason has to speak for; only what has passed is refused.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.calendars.hours import advance
from core.errors import Refusal
from core.intake.answers import day_of, days_of
from core.items import Item, ItemField
from core.policy import Policy
from core.processes import REQUEST, RequestDetails
from core.ui.blanks import Question, Wording, wording
from core.ui.reading import Reading, Values
from core.ui.text import clean

FIELD = "needed_by"
WHY = f"{FIELD}:why"
"""The question for the reason. No field can have its id: a name of the file has no colon."""
LEAST, MOST = 5, 500
"""Characters of a reason."""


def is_day(each: ItemField) -> bool:
    """Whether this field says by when it is needed."""
    return each.id == FIELD and each.kind == "date"


def soft(each: ItemField) -> ItemField:
    """The field as its answer is checked: any day to come is taken, an early one with its reason."""
    return replace(each, minimum=None) if is_day(each) else each


def promised(item: Item, policy: Policy, now: datetime) -> datetime:
    """About when an item is there that is ordered, and agreed to, now."""
    calendar = policy.calendars[policy.target(item.service, REQUEST.kind, "P4", item).calendar]
    return advance(calendar, now, item.fulfil.open_seconds(calendar))


def earliest(item: Item, each: ItemField, reading: Reading) -> date:
    """The first day that needs no reason: that of the promise, or the field's own `min` where that is later."""
    by = promised(item, reading.policy, reading.now).astimezone(ZoneInfo(reading.policy.company.zone)).date()
    return max(by, days_of(each, reading)[0])


def is_early(item: Item, each: ItemField, values: Values, reading: Reading, was: RequestDetails | None = None) -> bool:
    """Whether a reason is asked for: none speaks for a day that has passed.

    The day of the order that `was` was early or not when it was ordered, however late it is by now.
    """
    day = day_of(values.get(each.id))
    if was is not None and day is not None and was.answers.get(each.id) == day.isoformat() and not was.urgent:
        return False
    today = reading.now.astimezone(ZoneInfo(reading.policy.company.zone)).date()
    return is_day(each) and day is not None and today <= day < earliest(item, each, reading)


def hint(item: Item, each: ItemField, reading: Reading) -> Wording:
    """From which day on nobody asks why."""
    return wording("request_needed_by_hint", earliest=earliest(item, each, reading))


def ask_why(values: Values) -> Question:
    """The question for the reason."""
    return Question(
        WHY, wording("request_urgent"), "long_text", value=values.get(WHY), min_length=LEAST, max_length=MOST,
        hint=wording("request_urgent_hint"),
    )  # fmt: skip


def read_why(item: Item, each: ItemField, values: Values, reading: Reading, was: RequestDetails | None = None) -> str:
    """The reason, empty where none is needed; of the day of the order that `was` its own. Raises Refusal."""
    if not is_early(item, each, values, reading, was):
        return was.urgent if was and was.answers.get(each.id) == values.get(each.id) else ""
    given = clean(str(values.get(WHY) or ""))
    if not given:
        raise Refusal("why_urgent", field=WHY, earliest=earliest(item, each, reading))
    if len(given) < LEAST:
        raise Refusal("too_short", field=WHY, least=LEAST)
    if len(given) > MOST:
        raise Refusal("too_long", field=WHY, limit=MOST)
    return given
