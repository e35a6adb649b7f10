"""What an answer states of a time is read again as the same time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.presentation import sample
from adapters.presentation.desk_words import DeskWords
from core.ui.when.days import read_day
from core.ui.when.stretch import Stretch, read_stretches

TIMES = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).times

ZONES = ("Europe/Berlin", "America/New_York", "UTC")


@pytest.mark.parametrize("zone", ZONES)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    st.integers(1, 320 * 24 * 60),
    st.integers(1, 40 * 24 * 60),
)
def test_what_an_answer_states_is_read_as_the_same_instants(zone: str, moment: datetime, begin: int, last: int) -> None:
    now = moment.replace(tzinfo=UTC, second=0, microsecond=0)
    start, end = now + timedelta(minutes=begin), now + timedelta(minutes=begin + last)
    stated = [TIMES.there(each, zone) for each in (start, end)]
    assert read_day(f"until {stated[0]}", now, zone) == start
    assert read_stretches(" to ".join(stated), now, zone) == (Stretch(start, end),)
