"""What `deskbell check` remarks: how the file was understood where it can be meant otherwise, and what only the date
tells. Nothing here is wrong by itself, so nobody is told of it but who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.automations import Automation
from core.calendars.hours import DAY_MINUTES, Calendar
from core.policy import Policy


def remarks(policy: Policy, today: date) -> tuple[str, ...]:
    """Sentences about a policy as it is on this day, each beginning with the key that it is about."""
    found: list[str] = []
    for key, calendar in policy.calendars.items():
        found += (f"calendars.{key}: {sentence}" for sentence in (*_overnight(calendar), *_past(calendar, today)))
    return (*found, *_without_summer(policy, today.year))


def unset_secrets(policy: Policy, secret_of: Callable[[Automation], str | None]) -> Iterator[str]:
    """Sentences about automations that cannot be called from here, since their secret is not in the environment."""
    for key, automation in policy.automations.items():
        if secret_of(automation) is None:
            yield f"automations.{key}.secret: {automation.secret} is not set, so what {key} is to do fails."


def _overnight(calendar: Calendar) -> Iterator[str]:
    ranges = dict.fromkeys(hours for day in calendar.weekly for hours in day if hours[1] > DAY_MINUTES)
    for start, end in ranges:
        yield (
            f"{_clock(start)}-{_clock(end - DAY_MINUTES)} is understood as open over night, for "
            f"{_length(end - start)}: until {_clock(end - DAY_MINUTES)} of the next day."
        )


def _past(calendar: Calendar, today: date) -> Iterator[str]:
    if calendar.holidays and (last := max(day for day, _ in calendar.holidays)) < today:
        yield f"all its holidays are past, the last was {last}. Add those of the time to come."


def _without_summer(policy: Policy, year: int) -> Iterator[str]:
    """Zones that never change their clocks beside a city that does and may be meant.

    That is any zone by a number or an abbreviation, and a city that has the time of the other for half of the year.
    """
    named = {"company.timezone": policy.company.zone}
    named |= {f"calendars.{key}.tz": calendar.tz for key, calendar in policy.calendars.items()}
    named |= {f"schedules.{key}.tz": schedule.tz for key, schedule in policy.schedules.items()}
    cities = [zone for zone in dict.fromkeys(named.values()) if len(set(_offsets(zone, year))) > 1]
    for key, zone in named.items():
        always, changes = _offsets(zone, year)
        if always != changes:
            continue
        same = [city for city in cities if always in _offsets(city, year)]
        is_city = "/" in zone and not zone.startswith("Etc/")
        for city in (same or ([] if is_city else cities))[:1]:
            told = f"{zone} has no summer time and {city} has: {_apart(zone, city, year)}"
            yield f"{key}: {told} Write {city} if it is meant."


def _apart(zone: str, city: str, year: int) -> str:
    apart = [abs(one - other) for one, other in zip(_offsets(zone, year), _offsets(city, year), strict=True)]
    if timedelta() in apart:
        return f"for half of the year they are {_span(max(apart))} apart."
    return f"they are {_span(apart[0])} apart in January and {_span(apart[1])} in July."


def _span(apart: timedelta) -> str:
    return _length(round(apart / timedelta(minutes=1)))


def _offsets(zone: str, year: int) -> tuple[timedelta, timedelta]:
    """How far a zone is from UTC in January and in July."""
    found = [datetime(year, month, 15, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta() for month in (1, 7)]
    return found[0], found[1]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours and rest else f"{rest} min" if rest else f"{hours} h"
