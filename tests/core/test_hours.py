"""Open hours: scenarios 1 to 4 as plain arithmetic, clock changes, durations, and calendars that are not sound."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.calendars.hours import (
    Calendar,
    Duration,
    add,
    advance,
    holiday_name,
    hours_on,
    is_open,
    is_open_day,
    next_opening,
    open_seconds,
    parse_duration,
    parse_hours,
    problems,
    wall_instant,
)

BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_FIVE = ((540, 1020),)
OFFICE = Calendar(
    "berlin-office",
    "Europe/Berlin",
    (NINE_TO_FIVE,) * 5 + ((), ()),
    overrides=((date(2026, 12, 24), ((540, 780),)), (date(2026, 12, 31), ((540, 780),))),
    holidays=((date(2026, 10, 26), "Company day"), (date(2026, 12, 25), "Christmas"), (date(2027, 1, 1), "New Year")),
)
ALWAYS = Calendar("always", "Europe/Berlin", always=True)
NIGHTS = Calendar("nights", "Europe/Berlin", (((1320, 1800),),) * 7)
H = 3600


def at(text: str, fold: int = 0) -> datetime:
    """A wall-clock time in Berlin; fold=1 is the second of a doubled hour."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


def z(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "seconds", "due"),
    [
        # scenario 1: response at 75, 90, 100 %, resolution at 50, 75, 90, 100 %
        ("2026-10-23 15:30", 2 * H * 75 // 100, "2026-10-23 15:00"),
        ("2026-10-23 15:30", 2 * H * 90 // 100, "2026-10-27 08:18"),
        ("2026-10-23 15:30", 2 * H, "2026-10-27 08:30"),
        ("2026-10-23 15:30", 8 * H, "2026-10-27 14:30"),
        ("2026-10-23 15:30", 12 * H, "2026-10-28 10:30"),
        ("2026-10-23 15:30", 16 * H * 90 // 100, "2026-10-28 12:54"),
        ("2026-10-23 15:30", 16 * H, "2026-10-28 14:30"),
        # scenario 3
        ("2026-10-22 15:00", 2 * H, "2026-10-22 15:00"),
        ("2026-10-22 17:00", 2 * H, "2026-10-23 09:00"),
        ("2026-10-22 07:10", 2 * H, "2026-10-22 09:00"),
        ("2026-10-24 12:00", 2 * H, "2026-10-27 10:00"),
        # scenario 4
        ("2026-12-23 15:00", 2 * H, "2026-12-23 16:00"),
        ("2026-12-23 15:00", 16 * H, "2026-12-29 10:00"),
        ("2026-12-24 12:30", 2 * H, "2026-12-28 09:30"),
        # over New Year: 2 h Wednesday, 4 h on the half day, 8 h Monday, 2 h Tuesday
        ("2026-12-30 15:00", 16 * H, "2027-01-05 10:00"),
    ],
)
def test_an_office_promise_is_due_when_the_scenarios_say(created, seconds, due):
    assert advance(OFFICE, at(created), seconds) == z(due)


@pytest.mark.parametrize(
    ("seconds", "due"),
    [
        (15 * 60, "2026-10-24 21:45"),
        (3 * H, "2026-10-25 00:30"),
        (4 * H * 90 // 100, "2026-10-25 01:06"),
        (4 * H, "2026-10-25 01:30"),
    ],
)
def test_a_clock_that_never_stops_counts_the_doubled_hour_twice(seconds, due):
    assert advance(ALWAYS, at("2026-10-24 23:30"), seconds) == z(due)


def test_resolved_a_second_before_the_second_half_past_two_has_used_a_second_less_than_four_hours():
    used = open_seconds(ALWAYS, at("2026-10-24 23:30"), at("2026-10-25 02:29:59", fold=1))
    assert used == 4 * H - 1


def test_a_ladder_through_the_clock_change_keeps_its_order():
    armed = at("2026-10-25 02:55")
    assert [advance(ALWAYS, armed, m * 60) for m in (5, 10, 20)] == [
        z("2026-10-25 01:00"),
        z("2026-10-25 01:05"),
        z("2026-10-25 01:15"),
    ]


def test_open_time_used_stands_still_after_closing_although_the_promise_is_broken():
    created = at("2026-10-22 15:00")
    assert open_seconds(OFFICE, created, at("2026-10-22 17:00:00")) == 2 * H
    assert open_seconds(OFFICE, created, at("2026-10-22 17:00:01")) == 2 * H


def test_waiting_over_the_long_weekend_is_ten_open_hours():
    assert open_seconds(OFFICE, at("2026-10-22 15:00"), at("2026-10-25 21:12")) == 10 * H
    assert at("2026-10-25 21:12").astimezone(UTC) - at("2026-10-22 15:00").astimezone(UTC) == timedelta(hours=79.2)


@pytest.mark.parametrize(("evening", "hours"), [(date(2026, 10, 24), 9), (date(2027, 3, 27), 7), (date(2026, 7, 1), 8)])
def test_the_nights_of_the_clock_change_are_longer_and_shorter(evening, hours):
    opening = at(f"{evening} 22:00").astimezone(UTC)
    closing = at(f"{evening + timedelta(days=1)} 06:00").astimezone(UTC)
    assert next_opening(NIGHTS, opening - timedelta(hours=5)) == opening
    assert open_seconds(NIGHTS, opening, closing) == hours * H
    assert open_seconds(NIGHTS, opening - timedelta(hours=5), closing + timedelta(hours=5)) == hours * H
    assert (closing - opening) == timedelta(hours=hours)


def test_a_holiday_closes_the_night_that_starts_that_day_and_not_the_one_that_ends_on_it():
    calendar = Calendar("nights", "Europe/Berlin", NIGHTS.weekly, holidays=((date(2026, 7, 2), "off"),))
    assert is_open(calendar, at("2026-07-02 05:59"))
    assert not is_open(calendar, at("2026-07-02 22:30"))
    assert not is_open(calendar, at("2026-07-03 05:00"))
    assert is_open(calendar, at("2026-07-03 22:00"))


def test_opening_is_inside_and_closing_is_outside():
    assert is_open(OFFICE, at("2026-10-23 09:00"))
    assert is_open(OFFICE, at("2026-10-23 16:59:59"))
    assert not is_open(OFFICE, at("2026-10-23 17:00"))
    assert not is_open(OFFICE, at("2026-10-23 08:59:59"))
    assert not is_open(OFFICE, at("2026-10-26 11:00"))
    assert is_open(ALWAYS, at("2026-10-26 11:00"))


def test_the_next_opening_is_the_instant_itself_when_open():
    now = at("2026-10-23 10:00:00.250")
    assert next_opening(OFFICE, now) == now
    assert next_opening(ALWAYS, now).tzinfo is UTC


def test_the_next_opening_skips_the_weekend_and_the_holiday():
    assert next_opening(OFFICE, at("2026-10-23 17:00")) == z("2026-10-27 08:00")
    assert next_opening(OFFICE, at("2026-10-23 03:00")) == z("2026-10-23 07:00")


def test_the_next_opening_is_found_over_new_year():
    assert next_opening(OFFICE, at("2026-12-31 13:00")) == z("2027-01-04 08:00")


def test_a_zone_far_from_greenwich_finds_its_hours_at_the_edge_of_the_year():
    auckland = Calendar("auckland", "Pacific/Auckland", (((0, 60),),) * 7)
    assert is_open(auckland, z("2026-12-31 11:30"))
    assert next_opening(auckland, z("2026-12-31 10:00")) == z("2026-12-31 11:00")
    honolulu = Calendar("honolulu", "Pacific/Honolulu", (((1380, 1440),),) * 7)
    assert is_open(honolulu, z("2027-01-01 09:30"))
    assert advance(honolulu, z("2027-01-01 08:00"), H) == z("2027-01-01 10:00")


def test_no_time_at_all_has_passed_at_once():
    assert advance(OFFICE, at("2026-10-24 12:00"), 0) == at("2026-10-24 12:00").astimezone(UTC)


def test_parts_of_seconds_are_dropped_before_counting():
    start, end = at("2026-10-22 10:00:00.900"), at("2026-10-22 10:00:01.100")
    assert open_seconds(OFFICE, start, end) == 1
    assert advance(OFFICE, start, H) == z("2026-10-22 09:00")


def test_counting_backwards_counts_nothing():
    assert open_seconds(OFFICE, at("2026-10-22 12:00"), at("2026-10-22 10:00")) == 0
    assert open_seconds(ALWAYS, at("2026-10-22 12:00"), at("2026-10-22 10:00")) == 0
    with pytest.raises(ValueError, match="backwards"):
        advance(OFFICE, at("2026-10-22 12:00"), -1)


@pytest.mark.parametrize("calendar", [OFFICE, ALWAYS])
def test_an_instant_without_a_zone_is_refused(calendar):
    naive = datetime(2026, 10, 22, 12)  # noqa: DTZ001 - that is what is refused
    for call in (
        lambda: is_open(calendar, naive),
        lambda: next_opening(calendar, naive),
        lambda: advance(calendar, naive, 5),
        lambda: advance(calendar, naive, 0),
        lambda: open_seconds(calendar, naive, at("2026-10-22 13:00")),
        lambda: add(calendar, naive, Duration(3, "cd")),
    ):
        with pytest.raises(ValueError, match="time zone"):
            call()


def test_a_target_that_no_year_of_open_time_holds_is_an_error_that_names_it():
    with pytest.raises(ValueError, match=r"Calendar berlin-office has no 36000000 seconds"):
        advance(OFFICE, at("2026-10-22 12:00"), 36_000_000)
    with pytest.raises(ValueError, match="always"):
        advance(ALWAYS, at("2026-10-22 12:00"), 367 * 86_400)
    never = Calendar("never", "Europe/Berlin", ((),) * 7)
    with pytest.raises(ValueError, match="Calendar never"):
        advance(never, at("2026-10-22 12:00"), 1)
    with pytest.raises(ValueError, match="Calendar never does not open"):
        next_opening(never, at("2026-10-22 12:00"))


def test_a_business_day_is_eight_open_hours_also_over_half_days():
    assert add(OFFICE, at("2026-12-23 15:00"), Duration(2, "bd")) == z("2026-12-29 10:00")
    assert add(OFFICE, at("2026-10-20 12:00"), Duration(3, "bd")) == z("2026-10-23 10:00")


def test_calendar_days_keep_the_wall_clock_over_the_clock_change():
    assert add(OFFICE, at("2026-10-24 12:00"), Duration(1, "cd")) == at("2026-10-25 12:00").astimezone(UTC)
    assert add(OFFICE, at("2026-03-01 09:00"), Duration(180, "cd")) == at("2026-08-28 09:00").astimezone(UTC)


def test_a_wall_time_that_is_jumped_over_is_the_jump_and_a_doubled_one_is_the_first():
    assert add(OFFICE, at("2027-03-27 02:30"), Duration(1, "cd")) == z("2027-03-28 01:00")
    assert add(OFFICE, at("2026-10-24 02:30"), Duration(1, "cd")) == z("2026-10-25 00:30")
    assert wall_instant("Europe/Berlin", datetime(2027, 3, 28, 2, 0)) == z("2027-03-28 01:00")  # noqa: DTZ001
    assert wall_instant("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 10)) == z("2026-10-03 15:30")  # noqa: DTZ001


def test_no_calendar_days_from_now_is_now():
    second_half_past_two = at("2026-10-25 02:30", fold=1)
    assert add(OFFICE, second_half_past_two, Duration(0, "cd")) == z("2026-10-25 01:30")


def test_a_special_day_says_what_it_is():
    assert holiday_name(OFFICE, date(2026, 10, 26)) == "Company day"
    assert holiday_name(OFFICE, date(2026, 10, 27)) is None
    assert hours_on(OFFICE, date(2026, 12, 24)) == ((540, 780),)
    assert not is_open_day(OFFICE, date(2026, 10, 24))


def test_a_calendar_that_is_always_open_but_for_a_holiday_closes_on_it():
    calendar = Calendar("almost", "Europe/Berlin", holidays=((date(2026, 12, 25), "Christmas"),), always=True)
    assert advance(calendar, at("2026-12-24 23:00"), 2 * H) == z("2026-12-26 00:00")
    assert not is_open(calendar, at("2026-12-25 12:00"))


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("2h", Duration(2, "h")),
        ("0m", Duration(0, "m")),
        ("25m", Duration(25, "m")),
        ("90s", Duration(90, "s")),
        ("3bd", Duration(3, "bd")),
        (" 180CD ", Duration(180, "cd")),
        ("1h30m", Duration(90, "m")),
        ("1h 30m", Duration(90, "m")),
        ("1m30s", Duration(90, "s")),
    ],
)
def test_durations_read_as_people_write_them(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["2d", "1d", "1d4h", "2 weeks", "", "h", "-5m", "1.5h", "1h1h", "1bd2h", "1h 2cd", "٣h"]
)
def test_what_is_no_duration_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r'^".*" (is|mixes) .*\.$'):
        parse_duration(text)


def test_a_bare_d_is_refused_with_the_reason():
    with pytest.raises(ValueError, match=r'"bd" for business days .* "cd" for calendar days'):
        parse_duration("2d")


def test_durations_count_open_seconds():
    assert [parse_duration(each).open_seconds(OFFICE) for each in ("90s", "25m", "2h", "3bd")] == [
        90,
        1500,
        7200,
        86400,
    ]
    with pytest.raises(ValueError, match="calendar days, not open time"):
        Duration(3, "cd").open_seconds(OFFICE)
    assert str(Duration(3, "bd")) == "3bd"
    with pytest.raises(ValueError, match="negative"):
        Duration(-1, "h")
    with pytest.raises(ValueError, match="not a unit"):
        Duration(1, "d")  # type: ignore[arg-type]


def test_hours_read_as_minutes_of_the_day():
    assert parse_hours("09:00-17:00") == (540, 1020)
    assert parse_hours("22:00-06:00") == (1320, 1800)
    assert parse_hours(" 00:00 \u2013 24:00 ") == (0, 1440)


@pytest.mark.parametrize(
    "text", ["9-17", "09:00", "25:00-26:00", "09:60-10:00", "09:00-09:00", "24:00-06:00", "09:00-24:30"]
)
def test_what_are_no_hours_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r'^".*\.$'):
        parse_hours(text)


def test_a_sound_calendar_has_no_problems():
    for calendar in (OFFICE, ALWAYS, NIGHTS):
        assert problems(calendar) == []


@pytest.mark.parametrize(
    ("calendar", "said"),
    [
        (Calendar("c", "Europe/Berlin", ((),) * 7), "has no hours"),
        (Calendar("c", "Europe/Atlantis", (NINE_TO_FIVE,) * 7), "no time zone"),
        (Calendar("c", "../etc", (NINE_TO_FIVE,) * 7), "no time zone"),
        (Calendar("c", "UTC", (((540, 700), (690, 800)),) + ((),) * 6), "hours of Monday overlap"),
        (Calendar("c", "UTC", (((60, 120),),) + ((),) * 5 + (((1320, 120),),)), "hours of Monday overlap"),
        (Calendar("c", "UTC", (NINE_TO_FIVE,) * 7, ((date(2026, 1, 5), ((0, 60), (30, 90))),)), "2026-01-05 overlap"),
        (Calendar("c", "UTC", NIGHTS.weekly, ((date(2026, 1, 5), ((0, 60),)),)), "2026-01-05 overlap"),
        (
            Calendar("c", "UTC", NIGHTS.weekly, ((date(2026, 1, 5), ((600, 660),)),), ((date(2026, 1, 5), "x"),)),
            "holiday and an override",
        ),
        (Calendar("c", "UTC", NIGHTS.weekly, holidays=((date(2026, 1, 5), "x"), (date(2026, 1, 5), "y"))), "twice"),
    ],
)
def test_what_does_not_hold_together_is_told(calendar, said):
    assert [each for each in problems(calendar) if said in each], problems(calendar)


def test_a_misshapen_calendar_is_refused():
    with pytest.raises(ValueError, match="seven weekdays"):
        Calendar("c", "UTC", (NINE_TO_FIVE,) * 5)
    for wrong in ((1500, 1600), (-5, 60), (0, 2000)):
        with pytest.raises(ValueError, match="within a day"):
            Calendar("c", "UTC", ((wrong,),) + ((),) * 6)


def test_hours_that_end_before_they_start_end_on_the_next_day():
    nights = Calendar("c", "UTC", (((1320, 360),),) * 7)  # 22:00-06:00
    assert nights.weekly == (((1320, 1800),),) * 7


def test_overlapping_hours_are_not_counted_twice():
    double = Calendar("c", "UTC", (((1320, 1860), (600, 700), (650, 750)),) * 7)  # 22:00-07:00, 10:00-12:30
    assert open_seconds(double, z("2026-01-05 08:00"), z("2026-01-06 08:00")) == (9 * 60 + 150) * 60
    into_morning = Calendar("c", "UTC", (((360, 480), (1320, 1860)),) * 7)  # 06:00-08:00 and 22:00-07:00
    assert open_seconds(into_morning, z("2026-01-01 00:00"), z("2026-01-02 00:00")) == 10 * H


def test_calendars_given_as_mappings_are_kept_hashable():
    one = Calendar("c", "UTC", (NINE_TO_FIVE,) * 7, {date(2026, 1, 5): [(0, 60)]}, {date(2026, 1, 6): "x"})  # type: ignore[arg-type]
    two = Calendar("c", "UTC", (NINE_TO_FIVE,) * 7, ((date(2026, 1, 5), ((0, 60),)),), ((date(2026, 1, 6), "x"),))
    assert one == two
    assert hash(one) == hash(two)
    assert len({one, two}) == 1
