"""Whatever names a day of another year than the present one names its year, in every sentence and on every card."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.presentation import CardPresenter, sample
from adapters.presentation.desk_words import DeskWords
from adapters.presentation.gallery import examples
from core.ui.text import TimeStyle, flatten
from tests.commands.reading import read

_DAY = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [0-9]{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
_WITHOUT_YEAR = re.compile(_DAY.pattern + r"(?! [0-9]{4})")
TIMES = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).times


class YearBefore:
    """It is a year before the samples."""

    def now(self) -> datetime:
        return sample.NOW - timedelta(days=365)


def drawn(clock: YearBefore | sample.SampleClock) -> list[tuple[str, str]]:
    """All that can be said, by its name: each sentence, form and answer, and each card and page."""
    presenter = CardPresenter(sample.policy(), sample.SampleDirectory(), clock=clock)
    said = [
        (f"{template}.{code}", flatten(text)) for template, code, text in presenter.sentences() if template != "times"
    ]
    return said + [(name, read(card)) for name, card in examples(presenter)]


def test_every_sentence_and_card_names_the_year_of_another_year() -> None:
    named = drawn(YearBefore())
    assert sum(bool(_DAY.search(text)) for _, text in named) > 50
    assert [(name, text) for name, text in named if _WITHOUT_YEAR.search(text)] == []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles"])
@given(at=st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)).map(lambda at: at.replace(tzinfo=UTC)))  # noqa: DTZ001
def test_a_day_has_its_year_unless_it_is_the_present_one(zone: str, at: datetime) -> None:
    there = TIMES.there(at, zone)
    assert bool(_WITHOUT_YEAR.search(there)) is (at.astimezone(ZoneInfo(zone)).year == sample.NOW.year)
    styles: tuple[TimeStyle, ...] = ("day", "full")
    for style in styles:
        here = TIMES.instant(at, style)
        assert bool(_WITHOUT_YEAR.search(here)) is (at.astimezone(ZoneInfo("Europe/Berlin")).year == sample.NOW.year)


def test_the_turn_of_the_year_is_seen() -> None:
    assert [TIMES.day(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == ["Thu 31 Dec", "Fri 1 Jan 2027"]
