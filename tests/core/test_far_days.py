"""No day that a door takes, in words or in a form, is one that a calendar cannot count with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.calendars.hours import add, parse_duration
from core.errors import Refusal
from core.fulfilment.graph import morning_of
from core.intake.answers import read_answer
from core.items import ItemField
from core.ui.reading import Reading
from core.ui.when.dates import FARTHEST
from core.ui.when.days import read_day
from core.ui.when.stretch import read_stretches
from tests.fakes.company import shipped

NOW = datetime(2026, 10, 22, 8, 0, tzinfo=UTC)
COMPANY = shipped()
ZONES = ("Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles")
BEFORE, BEHIND = ("", "until ", "bis ", "today to ", "24:00 "), ("", " 00:00", " 24:00", " 18-22", " 18:00")
PLACES = st.sampled_from([f"{before}{{}}{behind}" for before in BEFORE for behind in BEHIND])


def typed(day: date, place: str, zone: str) -> list[datetime]:
    """The instants that the readers of words make of a day."""
    found: list[datetime] = []
    text = place.format(day.isoformat())
    for read in (read_day, read_stretches):
        try:
            meant = read(text, NOW, zone)
        except Refusal:
            continue
        found += [meant] if isinstance(meant, datetime) else [each.end for each in meant]
    return found


@given(st.dates() | st.dates(date(2026, 10, 1), date(2029, 1, 1)), PLACES, st.sampled_from(ZONES))
@example(date.max, "{}", "Europe/Berlin")
@example(date.max, "until {} 24:00", "America/Los_Angeles")
@example(date.min, "{}", "Europe/Berlin")
@example(date.min, "until {} 00:00", "Pacific/Kiritimati")
def test_a_typed_day_is_refused_or_can_be_counted_with(day: date, place: str, zone: str) -> None:
    for at in typed(day, place, zone):
        assert at <= NOW + FARTHEST + timedelta(days=3)
        add(COMPANY.calendars[COMPANY.office], at, parse_duration("200bd"))


@pytest.mark.parametrize("most", [None, "today+30cd", "today+9999cd"])
@given(day=st.dates() | st.dates(date(2026, 10, 1), date(2029, 1, 1)))
@example(day=date.max)
@example(day=date.min)
def test_a_chosen_day_is_refused_or_can_be_counted_with(most: str | None, day: date) -> None:
    field = ItemField("last_day", "date", "Last day", minimum="today-9999cd", maximum=most)
    try:
        answer = read_answer(field, {"last_day": day.isoformat()}, Reading(COMPANY, NOW, "form-1"))
    except Refusal:
        return
    office = COMPANY.calendars[COMPANY.office]
    add(office, morning_of(str(answer), office), parse_duration("200bd"))
