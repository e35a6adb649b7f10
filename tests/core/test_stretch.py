"""Stretches of time as people write them: all of the words are understood, or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import Refusal
from core.ui.when.stretch import read_stretches

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 22, 10, 0, tzinfo=BERLIN)
"""A Thursday; on the Sunday that follows clocks go back."""


def read(text: str, now: datetime = NOW) -> list[str]:
    found = read_stretches(text, now, "Europe/Berlin")
    return [
        f"{each.start.astimezone(BERLIN):%a %d.%m. %H:%M} - {each.end.astimezone(BERLIN):%a %d.%m. %H:%M}"
        for each in found
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("18:00-22:00", "Thu 22.10. 18:00 - Thu 22.10. 22:00"),
        ("18 - 22", "Thu 22.10. 18:00 - Thu 22.10. 22:00"),
        ("18:00–22:00", "Thu 22.10. 18:00 - Thu 22.10. 22:00"),
        ("9-11", "Thu 22.10. 09:00 - Thu 22.10. 11:00"),
        ("8-9", "Fri 23.10. 08:00 - Fri 23.10. 09:00"),
        ("tomorrow 18:00-22:00", "Fri 23.10. 18:00 - Fri 23.10. 22:00"),
        ("18:00-22:00 tomorrow", "Fri 23.10. 18:00 - Fri 23.10. 22:00"),
        ("on Monday from 6pm to 10:30pm", "Mon 26.10. 18:00 - Mon 26.10. 22:30"),
        ("tomorrow 6-10pm", "Fri 23.10. 18:00 - Fri 23.10. 22:00"),
        ("tomorrow 9-5pm", "Fri 23.10. 09:00 - Fri 23.10. 17:00"),
        ("tomorrow 18-10pm", "Fri 23.10. 18:00 - Fri 23.10. 22:00"),
        ("tomorrow 0-5am", "Fri 23.10. 00:00 - Fri 23.10. 05:00"),
        ("tomorrow 11-1pm", "Fri 23.10. 11:00 - Fri 23.10. 13:00"),
        ("tomorrow 12-5pm", "Fri 23.10. 12:00 - Fri 23.10. 17:00"),
        ("tomorrow 8-10am", "Fri 23.10. 08:00 - Fri 23.10. 10:00"),
        ("tomorrow 11-7am", "Fri 23.10. 23:00 - Sat 24.10. 07:00"),
        ("tomorrow 6pm-10", "Fri 23.10. 18:00 - Fri 23.10. 22:00"),
        ("tomorrow 11pm-7", "Fri 23.10. 23:00 - Sat 24.10. 07:00"),
        ("tomorrow 9am-5:30", "Fri 23.10. 09:00 - Fri 23.10. 17:30"),
        ("tomorrow 6pm-22:00", "Fri 23.10. 18:00 - Fri 23.10. 22:00"),
        ("tomorrow 10pm-12am", "Fri 23.10. 22:00 - Sat 24.10. 00:00"),
        ("tomorrow 22:00-06:00", "Fri 23.10. 22:00 - Sat 24.10. 06:00"),
        ("fri 20:00-24:00", "Fri 23.10. 20:00 - Sat 24.10. 00:00"),
        ("2026-11-27 18-22", "Fri 27.11. 18:00 - Fri 27.11. 22:00"),
        ("27.11. 18.30-22.00", "Fri 27.11. 18:30 - Fri 27.11. 22:00"),
        ("27 Nov 18:00 - 22:00", "Fri 27.11. 18:00 - Fri 27.11. 22:00"),
        ("Mon-Wed", "Mon 26.10. 00:00 - Thu 29.10. 00:00"),
        ("21.10.-25.10.", "Wed 21.10. 00:00 - Mon 26.10. 00:00"),
        ("30.9.-30.10.", "Wed 30.09. 00:00 - Sat 31.10. 00:00"),
        ("24.-26.10.", "Sat 24.10. 00:00 - Tue 27.10. 00:00"),
        ("Mo-Mi", "Mon 26.10. 00:00 - Thu 29.10. 00:00"),
        ("Fr 18-22", "Fri 23.10. 18:00 - Fri 23.10. 22:00"),
        ("übermorgen", "Sat 24.10. 00:00 - Sun 25.10. 00:00"),
        ("1.11.-1.6.", "Sun 01.11. 00:00 - Wed 02.06. 00:00"),
        ("27.10.-30.10.", "Tue 27.10. 00:00 - Sat 31.10. 00:00"),
        ("24 Dec to 2 Jan", "Thu 24.12. 00:00 - Sun 03.01. 00:00"),
        ("Fri 17:00 to Mon 9:00", "Fri 23.10. 17:00 - Mon 26.10. 09:00"),
        ("weekend", "Sat 24.10. 00:00 - Mon 26.10. 00:00"),
        ("next week", "Mon 26.10. 00:00 - Mon 02.11. 00:00"),
        ("until Monday", "Thu 22.10. 10:00 - Mon 26.10. 00:00"),
        ("until Mon 9:00", "Thu 22.10. 10:00 - Mon 26.10. 09:00"),
        ("until 18:00", "Thu 22.10. 10:00 - Thu 22.10. 18:00"),
        ("until 9:00", "Thu 22.10. 10:00 - Fri 23.10. 09:00"),
        ("from tomorrow until Wednesday", "Fri 23.10. 00:00 - Wed 28.10. 00:00"),
        ("bis Montag", "Thu 22.10. 10:00 - Mon 26.10. 00:00"),
    ],
)
def test_a_stretch_is_understood_as_it_is_written(text: str, meant: str) -> None:
    assert read(text) == [meant]


def test_hours_of_a_span_of_days_are_those_of_each_day() -> None:
    assert read("mon-wed 18-22") == [f"{day}.10. 18:00 - {day}.10. 22:00" for day in ("Mon 26", "Tue 27", "Wed 28")]


def test_over_a_change_of_the_clocks_both_ends_are_what_the_clock_says() -> None:
    (night,) = read_stretches("sat 22:00 - sun 06:00", NOW, "Europe/Berlin")
    assert (night.end - night.start).total_seconds() == 9 * 3600
    (night,) = read_stretches("27.3.2027 22:00-06:00", NOW, "Europe/Berlin")
    assert (night.end - night.start).total_seconds() == 7 * 3600


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_stretch"),
        ("sometime", "no_stretch"),
        ("every mon 18-22", "no_stretch"),
        ("next friday 18-22", "which_day"),
        ("mon, wed 18-22", "no_stretch"),
        ("18:00-22:00 CET", "no_stretch"),
        ("mon 18:00", "no_stretch"),
        ("from friday", "no_stretch"),
        ("18:00", "no_stretch"),
        ("18:61-19", "no_such_time"),
        ("25-26", "no_such_time"),
        ("13pm-14pm", "no_such_time"),
        ("30.2.", "no_such_day"),
        ("18-18", "empty_range"),
        ("today 07:00-08:00", "stretch_over"),
        ("2026-10-01", "stretch_over"),
        ("2026-10-30 to 2026-10-28", "ends_before"),
        ("1.10.-21.10.", "stretch_over"),
        ("21.10.", "stretch_over"),
        ("5.11.-1.11.", "ends_before"),
        ("5 Nov to 1 Nov", "ends_before"),
        ("5.11. 18:00 to 4.11. 9:00", "ends_before"),
        ("tomorrow 1-1pm", "empty_range"),
        ("28.3.2027 02:00-03:00", "skipped_range"),
        ("2062-01-01", "too_far"),
        ("2026-11-01 to 2027-01-31 18-22", "too_many_days"),
    ],
)
def test_anything_else_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert (refused.value.code, refused.value.field) == (code, "when")


WORDS = st.lists(
    st.sampled_from(
        ["mon", "fri", "tomorrow", "18:00", "22", "6pm", "-", "to", "until", "27.11.", "weekend", "from", "x"]
    )
)


HALVES = ("am", "pm")


@pytest.mark.parametrize("half", HALVES)
def test_one_half_of_the_day_is_enough_for_both_ends_and_the_range_is_below_half_a_day(half: str) -> None:
    for start, end in product(range(1, 13), repeat=2):
        if start == end:
            continue
        for text in (f"tomorrow {start}-{end}{half}", f"tomorrow {start}{half}-{end}"):
            (found,) = read_stretches(text, NOW, "Europe/Berlin")
            assert found.end - found.start < timedelta(hours=12), text
            named = (found.end if text.endswith("m") else found.start).astimezone(BERLIN)
            assert f"{named:%-I%p}".lower() == f"{end if text.endswith('m') else start}{half}"


@given(WORDS.map(" ".join) | st.text(max_size=30), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001
def test_whatever_is_written_is_refused_or_ends_after_it_begins_and_after_now(text: str, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    try:
        found = read_stretches(text, now, "Europe/Berlin")
    except Refusal:
        return
    assert found
    assert all(each.start < each.end and each.end > now for each in found)


_SPELT = ("{0.day}.{0.month}.{1}", "{0.day}. {0.month}.{1}", "{0:%d} {0:%b} {1}", "{0:%b} {0:%d} {1}")


@pytest.mark.parametrize("between", ["-", " - ", " to ", " bis ", " until "])
@pytest.mark.parametrize("spelt", _SPELT)
@given(first=st.dates(date(2026, 10, 23), date(2028, 6, 1)), days=st.integers(1, 300))
def test_a_year_that_only_the_last_day_names_is_that_of_the_first_or_the_one_after_it(
    spelt: str, between: str, first: date, days: int
) -> None:
    last = first + timedelta(days=days)
    assume(last.year - first.year < 2 and (first.month, first.day) != (2, 29))
    written = f"{spelt.format(first, '').strip()}{between}{spelt.format(last, last.year)}"
    [found] = read_stretches(written, NOW, "Europe/Berlin")
    assert (found.start.astimezone(BERLIN).date(), found.end.astimezone(BERLIN).date()) == (
        first, last if between == " until " else last + timedelta(days=1)
    ), written  # fmt: skip
