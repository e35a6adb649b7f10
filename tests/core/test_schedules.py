"""Who is on call at an instant: the shipped schedules, clock changes, holidays, stand-ins and gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars.hours import Calendar, is_open_day
from core.calendars.oncall import (
    Absence,
    OnCall,
    Override,
    Rota,
    Schedule,
    Shift,
    gaps,
    on_call,
    parse_handover,
    problems,
    shifts,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(
    "berlin-office",
    "Europe/Berlin",
    (((540, 1020),),) * 5 + ((), ()),
    overrides=((date(2026, 12, 24), ((540, 780),)),),
    holidays=((date(2026, 10, 26), "Company day"), (date(2026, 12, 25), "Christmas")),
)
FIRST = date(2026, 10, 5)
INFRA = ("mara.jensen", "jonas.weber", "priya.nair", "tomas.novak")
PRIMARY = Schedule("infra-primary", "Europe/Berlin", "weekly", "mon 09:00", FIRST, INFRA, "omar.haddad")
SECONDARY = Schedule(
    "infra-secondary", "Europe/Berlin", "weekly", "mon 09:00", FIRST, INFRA[1:] + INFRA[:1], "omar.haddad"
)
DESK = Schedule(
    "desk-duty", "Europe/Berlin", "daily", "09:00", FIRST, ("dana", "emre", "sofia", "nils", "yara"), "lena", OFFICE
)
EVERY_DAY = Schedule("every-day", "Europe/Berlin", "daily", "09:00", FIRST, ("a", "b", "c"))


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


def z(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stands_in(person: str, start: str, end: str, schedule: str = "infra-primary") -> Override:
    return Override(schedule, person, at(start), at(end))


def test_the_hand_over_of_scenario_twelve_is_at_nine_after_the_clocks_went_back():
    assert on_call(PRIMARY, at("2026-10-26 08:57")) == OnCall("priya.nair", "rotation", z("2026-10-26 08:00"))
    assert on_call(PRIMARY, at("2026-10-26 08:59:59")).person == "priya.nair"
    assert on_call(PRIMARY, at("2026-10-26 09:00")) == OnCall("tomas.novak", "rotation", z("2026-11-02 08:00"))
    assert on_call(SECONDARY, at("2026-10-26 09:02")).person == "mara.jensen"


def test_a_week_with_a_clock_change_lasts_from_nine_to_nine_all_the_same():
    assert on_call(PRIMARY, at("2026-10-19 09:00")) == OnCall("priya.nair", "rotation", z("2026-10-26 08:00"))
    assert on_call(PRIMARY, at("2026-10-19 08:59")).until == z("2026-10-19 07:00")
    assert on_call(PRIMARY, at("2027-03-22 09:00")).until == z("2027-03-29 07:00")


@pytest.mark.parametrize("weeks", range(80))
def test_every_week_begins_at_nine_on_the_wall(weeks):
    begins = datetime.combine(FIRST + timedelta(weeks=weeks), time(9), BERLIN)
    assert on_call(PRIMARY, begins).person == INFRA[weeks % 4]
    assert on_call(PRIMARY, begins.astimezone(UTC) - timedelta(seconds=1)).until == begins.astimezone(UTC)


def test_the_start_may_be_in_the_middle_of_a_week_and_the_first_hand_over_begins_it():
    late = Schedule("late", "Europe/Berlin", "weekly", "fri 18:00", date(2026, 10, 7), ("a", "b"), "boss")
    assert on_call(late, at("2026-10-08 12:00")) == OnCall("boss", "gap_fallback", z("2026-10-09 16:00"))
    assert on_call(late, at("2026-10-09 18:00")).person == "a"
    assert on_call(late, at("2026-10-16 18:00")).person == "b"


def test_before_the_start_there_is_a_gap():
    assert on_call(PRIMARY, at("2026-10-05 08:59")) == OnCall("omar.haddad", "gap_fallback", z("2026-10-05 07:00"))
    assert on_call(EVERY_DAY, at("2026-10-05 08:59")) == OnCall(None, "none", z("2026-10-05 07:00"))
    assert on_call(DESK, at("2026-10-04 12:00")) == OnCall("lena", "gap_fallback", z("2026-10-05 07:00"))
    assert on_call(DESK, at("2020-01-01 12:00")) == OnCall("lena", "gap_fallback", z("2026-10-05 07:00"))


def test_a_rotation_of_nobody_is_a_gap_without_end():
    empty = Schedule("empty", "Europe/Berlin", "weekly", "mon 09:00", FIRST, (), "boss")
    assert on_call(empty, at("2026-10-26 09:00")) == OnCall("boss", "gap_fallback", None)
    assert shifts(empty, at("2026-10-26 09:00"), 3) == [
        Shift("boss", "gap_fallback", z("2026-10-26 08:00"), None),
    ]


def test_the_desk_moves_on_by_open_days_and_fridays_person_stays_until_the_next_one():
    assert on_call(DESK, at("2026-10-05 09:00")) == OnCall("dana", "rotation", z("2026-10-06 07:00"))
    assert on_call(DESK, at("2026-10-09 10:00")) == OnCall("yara", "rotation", z("2026-10-12 07:00"))
    assert on_call(DESK, at("2026-10-11 23:00")).person == "yara"
    assert on_call(DESK, at("2026-10-12 08:59")).person == "yara"
    assert on_call(DESK, at("2026-10-12 09:00")).person == "dana"


def test_a_holiday_keeps_the_desks_duty_over_the_long_weekend():
    for instant in ("2026-10-23 15:30", "2026-10-25 02:30", "2026-10-26 12:00", "2026-10-27 08:59"):
        assert on_call(DESK, at(instant)) == OnCall("yara", "rotation", z("2026-10-27 08:00"))
    assert on_call(DESK, at("2026-10-27 09:00")).person == "dana"


def test_a_half_day_is_an_open_day():
    before, half, after = (on_call(DESK, at(f"2026-12-{day} 10:00")).person for day in ("23", "24", "28"))
    assert len({before, half, after}) == 3
    assert on_call(DESK, at("2026-12-26 10:00")).person == half


def test_a_start_on_a_closed_day_waits_for_the_next_open_one():
    weekend = Schedule("w", "Europe/Berlin", "daily", "09:00", date(2026, 10, 24), ("a", "b"), "boss", OFFICE)
    assert on_call(weekend, at("2026-10-26 12:00")) == OnCall("boss", "gap_fallback", z("2026-10-27 08:00"))
    assert on_call(weekend, at("2026-10-27 09:00")).person == "a"


def test_a_start_in_the_middle_of_a_week_begins_with_the_first():
    thursday = Schedule("w", "Europe/Berlin", "daily", "09:00", date(2026, 10, 22), ("a", "b"), "boss", OFFICE)
    assert [on_call(thursday, at(f"2026-10-{day} 10:00")).person for day in (22, 23, 24)] == ["a", "b", "b"]


def test_a_calendar_that_never_opens_has_nobody_on_duty_and_no_end_of_it():
    never = Calendar("never", "Europe/Berlin", ((),) * 7)
    schedule = Schedule("w", "Europe/Berlin", "daily", "09:00", FIRST, ("a", "b"), "boss", never)
    assert on_call(schedule, at("2026-10-26 12:00")) == OnCall("boss", "gap_fallback", None)


def test_without_a_calendar_every_day_hands_over():
    assert [on_call(EVERY_DAY, at(f"2026-10-{day} 09:00")).person for day in (24, 25, 26)] == ["b", "c", "a"]
    assert on_call(EVERY_DAY, at("2026-10-25 08:59")).until == z("2026-10-25 08:00")


def test_a_hand_over_in_the_doubled_hour_happens_the_first_time_and_in_the_missing_one_at_the_jump():
    night = Schedule("night", "Europe/Berlin", "daily", "02:30", date(2026, 10, 24), ("a", "b"))
    assert on_call(night, at("2026-10-25 02:29")).person == "a"
    assert on_call(night, at("2026-10-25 02:30")).person == "b"
    assert on_call(night, at("2026-10-25 02:10", fold=1)).person == "b"
    before, after = on_call(night, z("2027-03-28 00:59:59")), on_call(night, z("2027-03-28 01:00"))
    assert before.until == z("2027-03-28 01:00")
    assert before.person != after.person


def test_a_stand_in_takes_the_rotations_place_and_gives_it_back():
    evening = Rota((stands_in("jonas.weber", "2026-10-26 18:00", "2026-10-26 22:00"),))
    assert on_call(PRIMARY, at("2026-10-26 17:00"), evening) == OnCall("tomas.novak", "rotation", z("2026-10-26 17:00"))
    assert on_call(PRIMARY, at("2026-10-26 18:00"), evening) == OnCall("jonas.weber", "override", z("2026-10-26 21:00"))
    assert on_call(PRIMARY, at("2026-10-26 22:00"), evening) == OnCall("tomas.novak", "rotation", z("2026-11-02 08:00"))


def test_a_stand_in_on_another_schedule_changes_nothing():
    other = Rota((stands_in("jonas.weber", "2026-10-26 18:00", "2026-10-26 22:00", schedule="infra-secondary"),))
    assert on_call(PRIMARY, at("2026-10-26 19:00"), other) == on_call(PRIMARY, at("2026-10-26 19:00"))


def test_of_two_stand_ins_the_last_one_given_wins_while_it_lasts():
    long = stands_in("a", "2026-10-26 12:00", "2026-10-26 22:00")
    both = Rota((long, stands_in("b", "2026-10-26 14:00", "2026-10-26 15:00")))
    assert on_call(PRIMARY, at("2026-10-26 13:00"), both) == OnCall("a", "override", z("2026-10-26 13:00"))
    assert on_call(PRIMARY, at("2026-10-26 14:30"), both) == OnCall("b", "override", z("2026-10-26 14:00"))
    assert on_call(PRIMARY, at("2026-10-26 15:00"), both) == OnCall("a", "override", z("2026-10-26 21:00"))


def test_a_stand_in_fills_a_gap():
    early = Rota((stands_in("a", "2026-10-01 12:00", "2026-10-02 12:00"),))
    assert on_call(PRIMARY, at("2026-10-01 09:00"), early).until == z("2026-10-01 10:00")
    assert on_call(PRIMARY, at("2026-10-01 12:00"), early) == OnCall("a", "override", z("2026-10-02 10:00"))


def test_a_stand_in_for_the_doubled_hour_lasts_an_hour():
    doubled = Rota((Override("infra-primary", "a", at("2026-10-25 02:30"), at("2026-10-25 02:30", fold=1)),))
    assert on_call(PRIMARY, z("2026-10-25 01:00"), doubled) == OnCall("a", "override", z("2026-10-25 01:30"))


def test_a_stand_in_that_ends_before_it_starts_counts_for_nothing():
    backwards = Rota((stands_in("a", "2026-10-26 22:00", "2026-10-26 18:00"),))
    assert on_call(PRIMARY, at("2026-10-26 19:00"), backwards) == on_call(PRIMARY, at("2026-10-26 19:00"))


def test_the_next_shifts_follow_each_other_with_stand_ins_between():
    evening = Rota((stands_in("jonas.weber", "2026-10-26 18:00", "2026-10-26 22:00"),))
    assert shifts(PRIMARY, at("2026-10-26 08:57"), 5, evening) == [
        Shift("priya.nair", "rotation", z("2026-10-26 07:57"), z("2026-10-26 08:00")),
        Shift("tomas.novak", "rotation", z("2026-10-26 08:00"), z("2026-10-26 17:00")),
        Shift("jonas.weber", "override", z("2026-10-26 17:00"), z("2026-10-26 21:00")),
        Shift("tomas.novak", "rotation", z("2026-10-26 21:00"), z("2026-11-02 08:00")),
        Shift("mara.jensen", "rotation", z("2026-11-02 08:00"), z("2026-11-09 08:00")),
    ]


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        on_call(PRIMARY, datetime(2026, 10, 26, 9))  # noqa: DTZ001 - that is what is refused


def test_hand_overs_read_as_people_write_them():
    assert parse_handover("mon 09:00") == (0, time(9))
    assert parse_handover(" SUN 9:05 ") == (6, time(9, 5))
    assert parse_handover("09:00") == (None, time(9))


@pytest.mark.parametrize("text", ["", "mon", "24:00", "25:00", "09:60", "noon 09:00", "xyz 09:00", "mon09:00"])
def test_what_is_no_hand_over_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="write it like"):
        parse_handover(text)


@pytest.mark.parametrize(
    ("rotation", "handover", "calendar", "said"),
    [
        ("weekly", "09:00", None, "names its day"),
        ("daily", "mon 09:00", None, "a time alone"),
        ("monthly", "09:00", None, "daily or weekly"),
        ("weekly", "mon 09:00", OFFICE, "goes with a daily rotation"),
    ],
)
def test_a_hand_over_that_does_not_fit_the_rotation_is_refused(rotation, handover, calendar, said):
    with pytest.raises(ValueError, match=said):
        Schedule("s", "Europe/Berlin", rotation, handover, FIRST, ("a",), None, calendar)


def test_what_does_not_hold_together_is_told():
    assert problems(PRIMARY) == problems(DESK) == []
    wrong = problems(Schedule("s", "Europe/Atlantis", "daily", "09:00", FIRST, ()))
    assert [each for each in wrong if "no time zone" in each]
    assert [each for each in wrong if "no members" in each]
    assert [each for each in wrong if "no gap_fallback" in each]
    assert "more than once" in problems(Schedule("s", "UTC", "daily", "09:00", FIRST, ("a", "a"), "b"))[0]


moments = st.datetimes(datetime(2026, 10, 6), datetime(2028, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_the_desks_duty_is_the_count_of_open_days_walked_one_by_one(moment):
    local = moment.astimezone(BERLIN)
    last = local.date() if local.time() >= time(9) else local.date() - timedelta(days=1)
    walked = [day for n in range((last - FIRST).days + 1) if is_open_day(OFFICE, day := FIRST + timedelta(days=n))]
    assert on_call(DESK, moment).person == DESK.members[(len(walked) - 1) % 5]


@given(moments, st.lists(st.tuples(moments, st.integers(1, 10_000)), max_size=4))
def test_an_answer_holds_until_it_says_and_no_longer(moment, stretches):
    given = (
        Override("desk-duty", f"stand-in {n}", start, start + timedelta(minutes=length))
        for n, (start, length) in enumerate(stretches)
    )
    overrides = Rota(tuple(given))
    now = on_call(DESK, moment, overrides)
    assert now.until is not None
    assert now.until > moment
    just_before = on_call(DESK, max(moment, now.until - timedelta(microseconds=1)), overrides)
    assert (just_before.person, just_before.source) == (now.person, now.source)
    then = on_call(DESK, now.until, overrides)
    assert (then.person, then.source) != (now.person, now.source)


def _given_once(rota: Rota, asked: Override) -> Rota:
    """The rota after somebody was asked to stand in, as the desk keeps it."""
    if rota.standing(asked):
        return rota
    return replace(rota, overrides=(*(each for each in rota.overrides if each != asked), asked))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 12), st.integers(1, 6)), min_size=1, max_size=6))
def test_whoever_is_asked_again_stands_in_once_and_nobody_elses_turn_changes(asked):
    hour = timedelta(hours=1)
    kept = every = Rota()
    for who, begins, lasts in asked:
        one = Override("every-day", who, z("2026-11-02") + begins * hour, z("2026-11-02") + (begins + lasts) * hour)
        kept, every = _given_once(kept, one), Rota((*every.overrides, one))
        assert _given_once(kept, one) == kept, "the same is asked again"
    for moment in (z("2026-11-02") + n * hour for n in range(20)):
        assert on_call(EVERY_DAY, moment, kept).person == on_call(EVERY_DAY, moment, every).person
        assert on_call(EVERY_DAY, moment, kept).until == on_call(EVERY_DAY, moment, every).until
    for each in kept.overrides:
        whole = kept.whole(each)
        assert whole.start <= each.start < each.end <= whole.end
        assert kept.whole(whole) == whole


@given(
    st.lists(
        st.tuples(st.integers(-100, 300), st.integers(1, 400), st.sampled_from((*INFRA, "omar.haddad"))), max_size=9
    ),
    st.lists(st.integers(0, 14 * 24 - 1), min_size=1, max_size=20),
)
def test_gaps_are_the_hours_in_which_no_member_is_on_call(stretches, hours):
    start, hour = at("2026-10-20 12:30"), timedelta(hours=1)
    away = (Absence(who, start + begins * hour, start + (begins + lasts) * hour) for begins, lasts, who in stretches)
    all_away = (Absence(who, start + 30 * hour, start + 90 * hour) for who in INFRA)
    rota = Rota(absences=(*away, *all_away))
    found = gaps(PRIMARY, start, start + timedelta(days=14), rota)
    for moment in (start + each * hour for each in hours):
        now = on_call(PRIMARY, moment, rota)
        within = [gap.person for gap in found if gap.start <= moment and (gap.end is None or moment < gap.end)]
        assert within == ([] if now.person in INFRA else [now.person])
    assert all((one.end, one.person) != (later.start, later.person) for one, later in pairwise(found))


def test_of_a_gap_everybody_is_named_who_is_away_in_any_part_of_it():
    """Before the rotation starts nobody is away, and on the last day whoever was to stand in; it is one gap."""
    away = (Absence(who, at("2026-10-05 09:00"), at("2026-10-09 09:00")) for who in INFRA)
    stand_in = Absence("ina", at("2026-10-08 09:00"), at("2026-10-20 09:00"))
    others = (
        Absence("eva", at("2026-10-05 09:00"), at("2026-10-09 09:00")),
        Absence(INFRA[0], at("2026-11-01 09:00"), at("2026-11-02 09:00")),
    )
    rota = Rota((stands_in("ina", "2026-10-08 10:00", "2026-10-08 12:00"),), (*away, stand_in, *others))
    (gap,) = gaps(PRIMARY, at("2026-10-01 09:00"), at("2026-10-10 09:00"), rota)
    assert (gap.start, gap.end) == (at("2026-10-01 09:00"), at("2026-10-09 09:00"))
    assert rota.missing(PRIMARY, gap.start, gap.end) == (*INFRA, "ina")
    assert rota.missing(PRIMARY, at("2026-11-05 09:00"), None) == ()
