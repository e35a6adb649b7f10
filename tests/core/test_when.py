"""Dates and times that people type: each of these texts is one instant, or one stretch of time, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.errors import Refusal
from core.ui.when.days import take_day
from core.ui.when.stretch import begins_with_time, read_stretches

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 22, 10, 0, tzinfo=BERLIN)
"""A Thursday; on the Sunday that follows clocks go back."""


def shown(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%a %Y-%m-%d %H:%M %Z}"


def outcome(read: Callable[[], str]) -> str:
    try:
        return read()
    except Refusal as why:
        return f"! {why.code}"


def of_day(text: str) -> str:
    at, rest = take_day(text, NOW, "Europe/Berlin")
    return (shown(at) if at else "none") + (f" | {rest}" if rest else "")


def of_stretch(text: str) -> str:
    found = read_stretches(text, NOW, "Europe/Berlin")
    return "; ".join(f"{shown(each.start)} to {shown(each.end)}" for each in found)


DAYS = [
    ("until friday", "Fri 2026-10-23 12:00 CEST"),
    ("until fri", "Fri 2026-10-23 12:00 CEST"),
    ("until so", "Sun 2026-10-25 12:00 CET"),
    ("bis so", "Sun 2026-10-25 12:00 CET"),
    ("bis do", "Thu 2026-10-29 12:00 CET"),
    ("bis mi TN-881", "Wed 2026-10-28 12:00 CET | TN-881"),
    ("until so and so answers", "! no_day"),
    ("bis so lange", "! no_day"),
    ("by sat phone", "none | by sat phone"),
    ("until sun comes out", "! no_day"),
    ("until so, TN-881", "Sun 2026-10-25 12:00 CET | , TN-881"),
    ("so it is friday", "Fri 2026-10-23 12:00 CEST | so it is"),
    ("in 2 hours", "Thu 2026-10-22 12:00 CEST"),
    ("in 90 minutes", "Thu 2026-10-22 11:30 CEST"),
    ("in an hour", "Thu 2026-10-22 11:00 CEST"),
    ("in einer Stunde", "Thu 2026-10-22 11:00 CEST"),
    ("until in 2 hours", "Thu 2026-10-22 12:00 CEST"),
    ("in 3 days", "Sun 2026-10-25 12:00 CET"),
    ("in three days", "Sun 2026-10-25 12:00 CET"),
    ("in zwei Tagen", "Sat 2026-10-24 12:00 CEST"),
    ("in 2 weeks", "Thu 2026-11-05 12:00 CET"),
    ("in 2 months", "! no_day"),
    ("until in 2 months", "! no_day"),
    ("tomorrow 6pm", "Fri 2026-10-23 18:00 CEST"),
    ("6pm tomorrow", "Fri 2026-10-23 18:00 CEST"),
    ("heute 18 Uhr", "Thu 2026-10-22 18:00 CEST"),
    ("heute 18.30 Uhr", "Thu 2026-10-22 18:30 CEST"),
    ("heute um 18:30", "Thu 2026-10-22 18:30 CEST"),
    ("morgen früh", "! no_day"),
    ("morgen abend", "! no_day"),
    ("heute morgen", "! no_day"),
    ("Montag morgen", "! no_day"),
    ("bis Mo morgen", "! no_day"),
    ("bis übermorgen", "Sat 2026-10-24 12:00 CEST"),
    ("next friday", "! which_day"),
    ("next monday", "Mon 2026-10-26 12:00 CET"),
    ("until next sunday", "! which_day"),
    ("kommenden Freitag", "Fri 2026-10-23 12:00 CEST"),
    ("this friday", "Fri 2026-10-23 12:00 CEST"),
    ("this thursday", "Thu 2026-10-22 12:00 CEST"),
    ("next week", "Mon 2026-10-26 12:00 CET"),
    ("nächste Woche", "Mon 2026-10-26 12:00 CET"),
    ("naechste Woche", "Mon 2026-10-26 12:00 CET"),
    ("end of next week", "! no_day"),
    ("until end of next week", "! no_day"),
    ("week after next", "none | week after next"),
    ("monday next week", "! no_day"),
    ("friday in two weeks", "! no_day"),
    ("until fri-mon", "! no_day"),
    ("between Fri and Mon", "! no_day"),
    ("until Fri or Mon", "! no_day"),
    ("until Fri/Mon", "! no_day"),
    ("Fri and Mon", "! no_day"),
    ("until friday 24:00", "Sat 2026-10-24 00:00 CEST"),
    ("until 24:00", "Fri 2026-10-23 00:00 CEST"),
    ("until friday 24:30", "! no_such_time"),
    ("until friday 12am", "Fri 2026-10-23 00:00 CEST"),
    ("until 12am", "Fri 2026-10-23 00:00 CEST"),
    ("until friday 12pm", "Fri 2026-10-23 12:00 CEST"),
    ("until friday 0am", "! no_such_time"),
    ("until friday 13pm", "! no_such_time"),
    ("until friday 0:00", "Fri 2026-10-23 00:00 CEST"),
    ("until friday midnight", "! no_day"),
    ("until friday noon", "Fri 2026-10-23 12:00 CEST"),
    ("bis Freitag mittag", "Fri 2026-10-23 12:00 CEST"),
    ("until 31.04.", "! no_such_day"),
    ("until 31 April", "! no_such_day"),
    ("until 30.2.2027", "! no_such_day"),
    ("until 29 Feb", "Tue 2028-02-29 12:00 CET"),
    ("until 29.2.2027", "! no_such_day"),
    ("until 29.02.", "Tue 2028-02-29 12:00 CET"),
    ("until 28.10.", "Wed 2026-10-28 12:00 CET"),
    ("until 28.10.26", "Wed 2026-10-28 12:00 CET"),
    ("until 28.10.2026 14:00", "Wed 2026-10-28 14:00 CET"),
    ("until 28. Oktober", "Wed 2026-10-28 12:00 CET"),
    ("until 28th of October", "Wed 2026-10-28 12:00 CET"),
    ("until October 28", "Wed 2026-10-28 12:00 CET"),
    ("until October 28th, 2026", "Wed 2026-10-28 12:00 CET"),
    ("until Oct 28 5pm", "Wed 2026-10-28 17:00 CET"),
    ("until 28Oct", "Wed 2026-10-28 12:00 CET"),
    ("until Wed 28 Oct", "Wed 2026-10-28 12:00 CET"),
    ("until Wed 28 Oct 12:00 CET", "Wed 2026-10-28 12:00 CET"),
    ("until Mi 28.10.", "Wed 2026-10-28 12:00 CET"),
    ("until Mittwoch, den 28. Oktober 2026", "Wed 2026-10-28 12:00 CET"),
    ("until Fri 28 Oct", "! wrong_weekday"),
    ("until 28/10/2026", "! no_day"),
    ("until 2026-10-28", "Wed 2026-10-28 12:00 CET"),
    ("until 2026-13-01", "! no_such_day"),
    ("until 2026-10-28T14:00", "! no_day"),
    ("until 2026-10-28 14:00", "Wed 2026-10-28 14:00 CET"),
    ("until 2026-10-28 14:00:30", "! no_day"),
    ("until 28.03.2027 02:30", "Sun 2027-03-28 03:00 CEST"),
    ("until 25.10.2026 02:30", "Sun 2026-10-25 02:30 CEST"),
    ("until 25.10.2026 02:30 CEST", "Sun 2026-10-25 02:30 CEST"),
    ("until 25.10.2026 02:30 CET", "Sun 2026-10-25 02:30 CET"),
    ("until friday 14:00 CEST", "Fri 2026-10-23 14:00 CEST"),
    ("until friday 14:00 CET", "! no_day"),
    ("until friday 14:00 PST", "! no_day"),
    ("until 21.10.", "! day_over"),
    ("until 21.10.2026", "Wed 2026-10-21 12:00 CEST"),
    ("until yesterday", "! no_day"),
    ("last friday", "! no_day"),
    ("after friday", "! no_day"),
    ("not before friday", "! no_day"),
    ("until today", "Thu 2026-10-22 12:00 CEST"),
    ("until today 08:00", "Thu 2026-10-22 08:00 CEST"),
    ("until 9:00", "Fri 2026-10-23 09:00 CEST"),
    ("until 2099-01-01", "! too_far"),
    ("until 28 Oct 14", "! no_day"),
    ("until friday at 5", "! no_day"),
    ("until friday 5", "! no_day"),
    ("until friday 14:00-16:00", "! no_day"),
    ("until friday 14:00 or 15:00", "! no_day"),
    ("until 14:00 friday 15:00", "! no_day"),
    ("tomorrow at noon", "Fri 2026-10-23 12:00 CEST"),
    ("every friday", "! no_day"),
    ("until thurs", "Thu 2026-10-29 12:00 CET"),
    ("until Sonnabend", "Sat 2026-10-24 12:00 CEST"),
    ("version 10.12.", "none | version 10.12."),
    ("may be late", "none | may be late"),
    ("until they call on Friday", "! no_day"),
    ("so Friday", "! no_day"),
    ("until Friday EOD", "! no_day"),
    ("Friday in the morning", "! no_day"),
    ("Mon Cheri ordered", "none | Mon Cheri ordered"),
    ("TN-881 until Friday", "Fri 2026-10-23 12:00 CEST | TN-881"),
    ("TN-881 10/28", "none | TN-881 10/28"),
    ("until 5.11. 9 Uhr", "Thu 2026-11-05 09:00 CET"),
    ("until 11pm", "Thu 2026-10-22 23:00 CEST"),
    ("until 3 Nov 1am", "Tue 2026-11-03 01:00 CET"),
]
"""A day behind a command, and what is left of the words; "!" before what it is refused with."""
STRETCHES = [
    ("between Fri and Mon", "Fri 2026-10-23 00:00 CEST to Tue 2026-10-27 00:00 CET"),
    ("zwischen Fr und Mo", "Fri 2026-10-23 00:00 CEST to Tue 2026-10-27 00:00 CET"),
    ("between Fri 18:00 and Mon 9:00", "Fri 2026-10-23 18:00 CEST to Mon 2026-10-26 09:00 CET"),
    ("between 18:00 and 22:00", "Thu 2026-10-22 18:00 CEST to Thu 2026-10-22 22:00 CEST"),
    ("Fri and Mon", "! no_stretch"),
    ("mon and wed", "! no_stretch"),
    ("between Fri", "! no_stretch"),
    ("until so", "Thu 2026-10-22 10:00 CEST to Sun 2026-10-25 00:00 CEST"),
    ("bis so", "Thu 2026-10-22 10:00 CEST to Sun 2026-10-25 00:00 CEST"),
    ("bis do", "Thu 2026-10-22 10:00 CEST to Thu 2026-10-29 00:00 CET"),
    ("bis zum 26.10.", "Thu 2026-10-22 10:00 CEST to Mon 2026-10-26 00:00 CET"),
    ("fri-mon", "Fri 2026-10-23 00:00 CEST to Tue 2026-10-27 00:00 CET"),
    ("Fr-Mo", "Fri 2026-10-23 00:00 CEST to Tue 2026-10-27 00:00 CET"),
    ("fr bis mo", "Fri 2026-10-23 00:00 CEST to Tue 2026-10-27 00:00 CET"),
    ("in 2 hours", "! no_stretch"),
    ("until in 2 hours", "Thu 2026-10-22 10:00 CEST to Thu 2026-10-22 12:00 CEST"),
    ("for 2 hours", "Thu 2026-10-22 10:00 CEST to Thu 2026-10-22 12:00 CEST"),
    ("2 hours", "Thu 2026-10-22 10:00 CEST to Thu 2026-10-22 12:00 CEST"),
    ("for 90 minutes", "Thu 2026-10-22 10:00 CEST to Thu 2026-10-22 11:30 CEST"),
    ("next 3 hours", "Thu 2026-10-22 10:00 CEST to Thu 2026-10-22 13:00 CEST"),
    ("for 3 days", "! no_stretch"),
    ("in 3 days", "Sun 2026-10-25 00:00 CEST to Mon 2026-10-26 00:00 CET"),
    ("from in 3 days until friday", "Sun 2026-10-25 00:00 CEST to Fri 2026-10-30 00:00 CET"),
    ("in zwei Tagen", "Sat 2026-10-24 00:00 CEST to Sun 2026-10-25 00:00 CEST"),
    ("tomorrow 6pm", "! no_stretch"),
    ("heute 18 Uhr", "! no_stretch"),
    ("heute 18 Uhr bis 22 Uhr", "Thu 2026-10-22 18:00 CEST to Thu 2026-10-22 22:00 CEST"),
    ("heute 18-22 Uhr", "Thu 2026-10-22 18:00 CEST to Thu 2026-10-22 22:00 CEST"),
    ("heute von 18 bis 22 uhr", "Thu 2026-10-22 18:00 CEST to Thu 2026-10-22 22:00 CEST"),
    ("tomorrow 6pm-8pm", "Fri 2026-10-23 18:00 CEST to Fri 2026-10-23 20:00 CEST"),
    ("tomorrow noon-6pm", "Fri 2026-10-23 12:00 CEST to Fri 2026-10-23 18:00 CEST"),
    ("next friday", "! which_day"),
    ("next friday 18-22", "! which_day"),
    ("next monday", "Mon 2026-10-26 00:00 CET to Tue 2026-10-27 00:00 CET"),
    ("until next monday", "Thu 2026-10-22 10:00 CEST to Mon 2026-10-26 00:00 CET"),
    ("this friday 18-22", "Fri 2026-10-23 18:00 CEST to Fri 2026-10-23 22:00 CEST"),
    ("kommenden Freitag", "Fri 2026-10-23 00:00 CEST to Sat 2026-10-24 00:00 CEST"),
    ("nächste Woche", "Mon 2026-10-26 00:00 CET to Mon 2026-11-02 00:00 CET"),
    ("20:00-24:00", "Thu 2026-10-22 20:00 CEST to Fri 2026-10-23 00:00 CEST"),
    ("24:00-06:00", "Fri 2026-10-23 00:00 CEST to Fri 2026-10-23 06:00 CEST"),
    ("18:00-24:30", "! no_such_time"),
    ("10pm-12am", "Thu 2026-10-22 22:00 CEST to Fri 2026-10-23 00:00 CEST"),
    ("12am-6am", "Fri 2026-10-23 00:00 CEST to Fri 2026-10-23 06:00 CEST"),
    ("12pm-1pm", "Thu 2026-10-22 12:00 CEST to Thu 2026-10-22 13:00 CEST"),
    ("31.04.", "! no_such_day"),
    ("until 31.04.", "! no_such_day"),
    ("29 Feb", "Tue 2028-02-29 00:00 CET to Wed 2028-03-01 00:00 CET"),
    ("28.2.-29.2.", "! over_a_year"),
    ("29.2.2027", "! no_such_day"),
    ("28.10.26", "Wed 2026-10-28 00:00 CET to Thu 2026-10-29 00:00 CET"),
    ("28.10.-30.10.26", "Wed 2026-10-28 00:00 CET to Sat 2026-10-31 00:00 CET"),
    ("Wed 28 Oct", "Wed 2026-10-28 00:00 CET to Thu 2026-10-29 00:00 CET"),
    ("Wed 28 Oct to Fri 30 Oct", "Wed 2026-10-28 00:00 CET to Sat 2026-10-31 00:00 CET"),
    ("Fri 28 Oct", "! wrong_weekday"),
    ("Wed 28 Oct 18:00 CET to Wed 28 Oct 22:00 CET", "Wed 2026-10-28 18:00 CET to Wed 2026-10-28 22:00 CET"),
    ("Fri 23 Oct 18:00 CET to Fri 23 Oct 22:00 CET", "! no_stretch"),
    ("Fri 23 Oct 18:00 CEST to Fri 23 Oct 22:00 CEST", "Fri 2026-10-23 18:00 CEST to Fri 2026-10-23 22:00 CEST"),
    ("25.10. 02:00-03:00", "Sun 2026-10-25 02:00 CEST to Sun 2026-10-25 03:00 CET"),
    ("25.10. 02:30 CET-05:00", "Sun 2026-10-25 02:30 CET to Sun 2026-10-25 05:00 CET"),
    ("28.3.2027 02:30-05:00", "Sun 2027-03-28 03:00 CEST to Sun 2027-03-28 05:00 CEST"),
    ("28.3.2027 02:00-03:00", "! skipped_range"),
    ("27.3.2027 22:00 - 28.3.2027 02:30", "Sat 2027-03-27 22:00 CET to Sun 2027-03-28 03:00 CEST"),
    ("today 07:00-08:00", "! stretch_over"),
    ("21.10.", "! stretch_over"),
    ("yesterday", "! no_stretch"),
    ("2026-10-30 to 2026-10-28", "! ends_before"),
    ("friday to thursday", "Fri 2026-10-23 00:00 CEST to Fri 2026-10-30 00:00 CET"),
    ("fri 18:00 to fri 9:00", "! ends_before"),
    ("5 Nov to 1 Nov", "! ends_before"),
    ("1.11.2026-1.6.2028", "Sun 2026-11-01 00:00 CET to Fri 2028-06-02 00:00 CEST"),
    ("2026-11-01 to 2029-01-01", "! too_far"),
    ("2062-01-01", "! too_far"),
    ("until 2062-01-01", "! too_far"),
    ("1.11.2026-30.11.2027", "Sun 2026-11-01 00:00 CET to Wed 2027-12-01 00:00 CET"),
    ("October 28 to October 30", "Wed 2026-10-28 00:00 CET to Sat 2026-10-31 00:00 CET"),
    ("28th October", "Wed 2026-10-28 00:00 CET to Thu 2026-10-29 00:00 CET"),
    ("Mon 18:00", "! no_stretch"),
    ("from friday", "! no_stretch"),
    ("from friday on", "! no_stretch"),
    ("until", "! no_stretch"),
    ("until then", "! no_stretch"),
    ("montag morgen", "! no_stretch"),
    ("heute abend", "! no_stretch"),
    ("so", "Sun 2026-10-25 00:00 CEST to Mon 2026-10-26 00:00 CET"),
    ("mon wed", "! no_stretch"),
    ("18:00", "! no_stretch"),
    ("25-26", "! no_such_time"),
    ("18-18", "! empty_range"),
    ("weekend", "Sat 2026-10-24 00:00 CEST to Mon 2026-10-26 00:00 CET"),
    ("this weekend", "Sat 2026-10-24 00:00 CEST to Mon 2026-10-26 00:00 CET"),
    ("until the weekend", "! no_stretch"),
    ("28/10", "! no_stretch"),
    ("10/28-10/30", "! no_stretch"),
    ("Thurs-Sun", "Thu 2026-10-29 00:00 CET to Mon 2026-11-02 00:00 CET"),
    ("until 18:00", "Thu 2026-10-22 10:00 CEST to Thu 2026-10-22 18:00 CEST"),
    ("until 9:00", "Thu 2026-10-22 10:00 CEST to Fri 2026-10-23 09:00 CEST"),
    ("from 18:00 until 22:00", "Thu 2026-10-22 18:00 CEST to Thu 2026-10-22 22:00 CEST"),
    ("Fri 18:00 to Mon 9:00", "Fri 2026-10-23 18:00 CEST to Mon 2026-10-26 09:00 CET"),
    ("24.-26.10.", "Sat 2026-10-24 00:00 CEST to Tue 2026-10-27 00:00 CET"),
    ("24. bis 26.10.", "! no_stretch"),
    ("tomorrow 24:00-06:00", "Sat 2026-10-24 00:00 CEST to Sat 2026-10-24 06:00 CEST"),
    ("for tomorrow 18-22", "Fri 2026-10-23 18:00 CEST to Fri 2026-10-23 22:00 CEST"),
    (
        "mon-fri 18-22",
        "Mon 2026-10-26 18:00 CET to Mon 2026-10-26 22:00 CET; "
        "Tue 2026-10-27 18:00 CET to Tue 2026-10-27 22:00 CET; "
        "Wed 2026-10-28 18:00 CET to Wed 2026-10-28 22:00 CET; "
        "Thu 2026-10-29 18:00 CET to Thu 2026-10-29 22:00 CET; "
        "Fri 2026-10-30 18:00 CET to Fri 2026-10-30 22:00 CET",
    ),
]


@pytest.mark.parametrize(("text", "meant"), DAYS)
def test_a_day_is_read_exactly_or_refused(text: str, meant: str) -> None:
    assert outcome(lambda: of_day(text)) == meant


@pytest.mark.parametrize(("text", "meant"), STRETCHES)
def test_a_stretch_is_read_exactly_or_refused(text: str, meant: str) -> None:
    assert outcome(lambda: of_stretch(text)) == meant


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("next week", True),
        ("for 2 hours", True),
        ("between Fri and Mon", True),
        ("in 3 days", True),
        ("on Friday", True),
        ("für heute", True),
        ("for my desk", False),
        ("in a meeting", False),
        ("and the printer is broken", False),
        ("on vacation", False),
    ],
)
def test_words_that_begin_as_a_time_does_are_told_from_others(text: str, begins: bool) -> None:
    assert begins_with_time(text) is begins


def test_of_a_tomorrow_it_is_the_readers() -> None:
    late = datetime(2026, 10, 24, 0, 30, tzinfo=BERLIN)
    assert [shown(take_day("tomorrow", late, zone)[0] or late) for zone in ("Europe/Berlin", "America/New_York")] == [
        "Sun 2026-10-25 12:00 CET",
        "Sat 2026-10-24 18:00 CEST",
    ]


def test_an_instant_without_a_zone_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="time zone"):
        take_day("tomorrow", datetime(2026, 10, 23, 12), "Europe/Berlin")  # noqa: DTZ001  # that is what is refused
