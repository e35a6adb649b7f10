"""The same words of a day are the same day for a hold, an absence and whoever stands in, whichever reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.errors import Refusal
from core.ui.when.days import read_day, take_day
from core.ui.when.stretch import read_stretches

ZONE = "Europe/Berlin"
NOW = datetime(2026, 10, 22, 10, 0, tzinfo=ZoneInfo(ZONE))
"""A Thursday."""


def local(at: datetime | None) -> date | None:
    return at.astimezone(ZoneInfo(ZONE)).date() if at else None


def stretch(text: str) -> datetime:
    return read_stretches(text, NOW, ZONE)[0].end


READERS: dict[str, Callable[[str], date | None]] = {
    "update date": lambda text: local(read_day(text, NOW, ZONE)),
    "hold vendor": lambda text: local(take_day(f"vendor TN-1 until {text}", NOW, ZONE)[0]),
    "hold vendor, in German": lambda text: local(take_day(f"vendor TN-1 bis {text}", NOW, ZONE)[0]),
    "away or override on a day": lambda text: local(read_stretches(text, NOW, ZONE)[0].start),
    "away or override until a day": lambda text: local(stretch(f"until {text}")),
    "away or override until a day, in German": lambda text: local(stretch(f"bis {text}")),
    "away or override at times": lambda text: local(read_stretches(f"{text} 18-22", NOW, ZONE)[0].start),
    "from one day to another": lambda text: local(read_stretches(f"today to {text} 24:00", NOW, ZONE)[0].end),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Oct 24", "2026-10-24"), ("24 Oct", "2026-10-24"), ("24. Oktober", "2026-10-24"), ("24.10.", "2026-10-24"),
        ("Nov 1", "2026-11-01"), ("1st of November", "2026-11-01"), ("1.11.", "2026-11-01"), ("Jan 2", "2027-01-02"),
        ("Friday", "2026-10-23"), ("Freitag", "2026-10-23"), ("Thu", "2026-10-29"), ("Montag", "2026-10-26"),
        ("tomorrow", "2026-10-23"), ("übermorgen", "2026-10-24"), ("in 3 days", "2026-10-25"),
        ("in 3 Tagen", "2026-10-25"),
        ("next Friday", "which_day"), ("nächsten Freitag", "which_day"), ("next Monday", "2026-10-26"),
        ("31.2.", "no_such_day"), ("Fri 28 Oct", "wrong_weekday"), ("2029-01-01", "too_far"), ("9999-12-31", "too_far"),
    ],
)  # fmt: skip
def test_a_day_is_one_day(reader: str, text: str, day: str) -> None:
    try:
        found = str(READERS[reader](text))
    except Refusal as why:
        found = why.code
    if reader == "from one day to another" and "_" not in day:
        day = str(date.fromordinal(date.fromisoformat(day).toordinal() + 1))
    assert found == day


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("Dec 30 - Jan 2", "2026-12-30", "2027-01-03"),
        ("30.12.-2.1.", "2026-12-30", "2027-01-03"),
        ("Mon-Mon", "2026-10-26", "2026-11-03"),
        ("Montag bis Montag", "2026-10-26", "2026-11-03"),
        ("Freitag bis Freitag", "2026-10-23", "2026-10-31"),
        ("from Friday to Friday", "2026-10-23", "2026-10-31"),
        ("Thu-Thu", "2026-10-29", "2026-11-06"),
        ("tomorrow to Friday", "2026-10-23", "2026-10-24"),
        ("until Monday", "2026-10-22", "2026-10-26"),
        ("bis Montag", "2026-10-22", "2026-10-26"),
        ("bis 26.10. 9 Uhr", "2026-10-22", "2026-10-26"),
    ],
)
def test_a_span_of_days_is_the_same_in_any_words(text: str, first: str, end: str) -> None:
    (found,) = read_stretches(text, NOW, ZONE)
    assert (str(local(found.start)), str(local(found.end))) == (first, end)
