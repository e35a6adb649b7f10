"""A day as people write it behind a command: "until Friday", "28 Oct 14:00", "tomorrow", "in 3 days", "next week".

The last day that words name is taken, since what they are about stands before it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.calendars.hours import wall_instant
from core.errors import Refusal
from core.ui.grammar import DAYS_AHEAD, WEEKDAYS, parse_date
from core.ui.stretch import MONTHS
from core.ui.text import shorten

NOON = 12 * 60
"""Minutes after midnight of a day without a time, as in "Next news from us by Wed 28 Oct 12:00"."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_LEAD = re.compile(r"(?:(?P<lead>until|till?|by|on|bis|to|for)\s+)?(?:(?:the|this|den)\s+)?").pattern
_DAY = re.compile(
    rf"(?<![\w-]){_LEAD}(?:(?P<dom>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?P<month>{_MONTH})\.?(?:\s+(?P<year>\d{{4}}))?"
    rf"|(?P<first>{_MONTH})\.?\s+(?P<behind>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<of>\d{{4}}))?"
    r"|in\s+(?P<count>\d{1,3})\s+(?P<unit>days?|weeks?|tagen?|wochen?)"
    r"|(?P<week>next\s+week|n[aä]chste\s+woche)"
    r"|(?:next\s+)?(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.(?:\d{4})?"
    rf"|{'|'.join(sorted((*DAYS_AHEAD, *WEEKDAYS), key=len, reverse=True))}))"
    r"(?:,?\s+(?:at\s+|um\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?:\s*uhr)?)?(?![\w-])",
    re.IGNORECASE,
)


def take_day(text: str, now: datetime, tz: str, *, field: str | None = None) -> tuple[datetime | None, str]:
    """The last day that words name, as the instant of its noon or of the time behind it, and the words without it.

    A short name of a weekday ("Sun") is one only at the end, or behind "until". None where no day is named. Raises
    Refusal at `field` for a day or a time that there is not.
    """
    found = [each for each in _DAY.finditer(text) if _is_meant(each, text)]
    if not found:
        return None, text
    last = found[-1]
    day, minutes = _day_of(last, now, tz, field), NOON
    if last["hour"]:
        minutes = int(last["hour"]) * 60 + int(last["minute"])
        if minutes > 24 * 60 or int(last["minute"]) > 59:
            raise Refusal("no_such_time", field=field, text=shorten(last[0].strip(), 40))
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a wall time
    at = wall_instant(tz, midnight + timedelta(minutes=minutes))
    return at, " ".join(f"{text[: last.start()]} {text[last.end() :]}".split())


def read_day(text: str, now: datetime, tz: str, *, field: str | None = None) -> datetime:
    """The instant that words mean and nothing else. Raises Refusal at `field` that says what to write."""
    at, rest = take_day(text, now, tz, field=field)
    if at is None or rest:
        raise Refusal("no_day", field=field, text=shorten(text.strip(), 40))
    return at


def _is_meant(found: re.Match[str], text: str) -> bool:
    bare = found["day"] and len(found["day"]) == 3 and found["day"].isalpha()
    return not bare or bool(found["lead"]) or not text[found.end() :].strip(" .!")


def _day_of(found: re.Match[str], now: datetime, tz: str, field: str | None) -> date:
    today = now.astimezone(ZoneInfo(tz)).date()
    if found["count"]:
        weeks = found["unit"].casefold().startswith("w")
        return today + timedelta(days=int(found["count"]) * (7 if weeks else 1))
    if found["week"]:
        return today + timedelta(days=7 - today.weekday())
    written = found["day"]
    if found["dom"]:
        written = f"{found['dom']}.{MONTHS[found['month'].casefold()]}.{found['year'] or ''}"
    elif found["first"]:
        written = f"{found['behind']}.{MONTHS[found['first'].casefold()]}.{found['of'] or ''}"
    return parse_date(written, now, tz, field=field)
