"""A time of day as people write it: 18:00, 18.30 Uhr, 6pm, 24:00, noon; and what clocks of a zone then show."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.calendars.hours import wall_instant
from core.errors import Refusal

NOON = 12 * 60
DAY = 24 * 60
"""Minutes of a day, and the time 24:00."""


def time_pattern(begin: str = "", *, marked: bool = False) -> str:
    """The pattern of a time; the names of its groups begin so. A `marked` one shows that it is one: not "14" alone."""
    mark = re.compile(r"(?=:|(?:\.[0-9]{2})?\s*(?:[ap]\.?m|uhr|h\b|o'clock))").pattern if marked else ""
    return re.compile(
        rf"(?:(?P<{begin}hour>[0-9]{{1,2}}){mark}(?:[:.](?P<{begin}minute>[0-9]{{2}}))?"
        rf"(?:\s*(?P<{begin}half>[ap])\.?m\b\.?|\s*(?:uhr|h|o'clock)\b)?"
        rf"|(?P<{begin}noon>noon|midday|mittags?))(?!:?[0-9])"
    ).pattern


ZONE = re.compile(
    r"(?:UTC|GMT|WES?T|CES?T|EES?T|MSK|BST|IST|[ECMP][SD]T|AK[SD]T|HST|JST|KST|HKT|SGT|AE[SD]T|AC[SD]T|AWST|NZ[SD]T"
    r"|SAST|WAT|CAT|EAT|PKT|[+][0-9]{2}(?:[0-9]{2})?)"
).pattern
"""The pattern of a zone behind a time, as `instant_of` judges it; "-03" would be the end of a range."""


def minutes_of(hour: str | None, minute: str | None, half: str | None) -> int | None:
    """Minutes after midnight, 1440 for 24:00, of a matched time; noon where no hour is named; None for no such time."""
    if hour is None:
        return NOON
    minutes = int(hour) * 60 + int(minute or 0)
    if minutes > DAY or int(minute or 0) > 59:
        return None
    if not half:
        return minutes
    if not 60 <= minutes < 13 * 60:
        return None
    return minutes % NOON + (NOON if half.casefold() == "p" else 0)


def instant_of(tz: str, day: date, minutes: int, zone: str = "", *, refused: Refusal) -> datetime:
    """The UTC instant at which clocks of the zone first show that many minutes of a day: of two, the first.

    With the abbreviation of a zone ("CET") the one of the two that it names. Raises `refused` where clocks never show
    the one that it names.
    """
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001  # a wall clock reading
    found = wall_instant(tz, wall)
    if not zone:
        return found
    for fold in (0, 1):
        local = wall.replace(tzinfo=ZoneInfo(tz), fold=fold)
        there = local.astimezone(UTC)
        if f"{local:%Z}".casefold() == zone.casefold() and there.astimezone(ZoneInfo(tz)).replace(tzinfo=None) == wall:
            return there
    raise refused
