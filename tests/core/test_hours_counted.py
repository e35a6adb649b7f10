"""Open hours against a count of their own: every UTC minute is walked and asked for what the wall clock shows.

The count shares no code with core.calendars.hours but `hours_on`'s input. It is right for hours that do not begin or
end inside a doubled hour.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.calendars.hours import (
    Calendar,
    advance,
    is_open,
    next_opening,
    open_seconds,
    wall_instant,
)

H = 3600


def open_minute(calendar: Calendar, minute: datetime) -> bool:
    local = minute.astimezone(ZoneInfo(calendar.tz))
    reading = local.hour * 60 + local.minute
    special = dict(calendar.overrides)
    closed = dict(calendar.holidays)
    for back in (0, 1):
        day = local.date() - timedelta(days=back)
        hours = () if day in closed else special.get(day, calendar.weekly[day.weekday()])
        for start, end in hours:
            until = end if end > start else end + 1440
            if start <= reading + back * 1440 < until:
                return True
    return False


minutes = st.sampled_from([0, 240, 300, 390, 480, 540, 555, 720, 780, 900, 1020, 1200, 1320])  # none in 01:00-04:00


@st.composite
def day_hours(draw):
    first = sorted(draw(st.lists(minutes, min_size=0, max_size=4, unique=True)))
    pairs = list(zip(first[::2], first[1::2], strict=False))
    if not pairs and draw(st.booleans()):
        return ((1320, 1440 + 240),)
    return tuple(pairs)


@st.composite
def calendars(draw):
    days = st.dates(date(2026, 10, 20), date(2026, 11, 2)) | st.dates(date(2027, 3, 24), date(2027, 4, 2))
    return Calendar(
        "drawn",
        draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"])),
        tuple(draw(st.lists(day_hours(), min_size=7, max_size=7))),
        tuple(draw(st.dictionaries(days, day_hours(), max_size=2)).items()),
        tuple(draw(st.dictionaries(days, st.just("closed"), max_size=2)).items()),
    )


instants = (
    st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 2), timezones=st.just(UTC))  # noqa: DTZ001
    | st.datetimes(datetime(2026, 12, 29), datetime(2027, 1, 4), timezones=st.just(UTC))  # noqa: DTZ001
    | st.datetimes(datetime(2027, 3, 24), datetime(2027, 4, 2), timezones=st.just(UTC))  # noqa: DTZ001
).map(lambda each: each.replace(microsecond=0))


@settings(max_examples=40, deadline=None)
@given(calendars(), instants, st.integers(0, 3 * 1440))
def test_open_time_is_what_a_minute_by_minute_count_finds(calendar, start, length):
    start = start.replace(second=0)
    counted = sum(open_minute(calendar, start + timedelta(minutes=n)) for n in range(length))
    assert open_seconds(calendar, start, start + timedelta(minutes=length)) == counted * 60


@settings(max_examples=40, deadline=None)
@given(calendars(), instants, st.integers(1, 20 * 60))
def test_a_promise_is_due_at_the_first_minute_a_minute_by_minute_count_reaches(calendar, start, target):
    start = start.replace(second=0)
    counted, moment = 0, start
    for _ in range(4 * 1440):
        if counted == target:
            break
        counted += open_minute(calendar, moment)
        moment += timedelta(minutes=1)
    assume(counted == target)
    assert advance(calendar, start, target * 60) == moment


@settings(max_examples=80, deadline=None)
@given(calendars(), instants, st.integers(0, 60 * H))
def test_advance_and_open_seconds_undo_each_other(calendar, start, seconds):
    assume(any(calendar.weekly))
    due = advance(calendar, start, seconds)
    assert open_seconds(calendar, start, due) == seconds
    if seconds:
        assert open_seconds(calendar, start, due - timedelta(seconds=1)) == seconds - 1  # the earliest such instant


@settings(max_examples=80, deadline=None)
@given(calendars(), instants, instants, st.integers(0, 40 * H), st.integers(0, 40 * H))
def test_later_starts_and_longer_targets_are_never_due_sooner(calendar, one, other, short, longer):
    assume(any(calendar.weekly))
    short, longer = sorted((short, longer))
    assert advance(calendar, one, short) <= advance(calendar, one, longer)
    early, late = sorted((one, other))
    assert advance(calendar, early, longer) <= advance(calendar, late, longer)


@settings(max_examples=80, deadline=None)
@given(calendars(), st.tuples(instants, instants, instants), st.integers(0, 999_999))
def test_open_time_of_two_parts_is_the_open_time_of_the_whole(calendar, three, micros):
    a, b, c = sorted(three)
    b = b.replace(microsecond=micros)
    assume(b <= c)
    assert open_seconds(calendar, a, b) + open_seconds(calendar, b, c) == open_seconds(calendar, a, c)


@settings(max_examples=80, deadline=None)
@given(calendars(), instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, start):
    assume(any(calendar.weekly))
    opening = next_opening(calendar, start)
    assert is_open(calendar, opening)
    assert open_seconds(calendar, start, opening) == 0


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Casablanca"]
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - wall readings
)
def test_a_wall_time_is_the_first_instant_that_the_clock_shows_it_or_more(tz, wall):
    found = wall_instant(tz, wall.replace(microsecond=0))
    zone = ZoneInfo(tz)

    def shows(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(tzinfo=None, fold=0)

    assert shows(found) >= wall.replace(microsecond=0)
    assert all(shows(found - timedelta(seconds=n)) < wall.replace(microsecond=0) for n in (1, 1800, 3600, 7200))
