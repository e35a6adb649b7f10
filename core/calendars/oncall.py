"""Who is on call: rotations that hand over at a wall-clock time of their zone, and people who stand in.

Shifts are wall-clock hours in the schedule's zone, turned into UTC one by one, so a hand-over at 09:00 is at 09:00
on both sides of a clock change. A hand-over at a time that the clocks jump over happens at the jump; one that comes
twice happens the first time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from core.calendars.hours import Calendar, is_open_day, wall_instant

Source = Literal["rotation", "override", "gap_fallback", "none"]

_DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HANDOVER = re.compile(r"(?:([a-z]{3}) )?([0-2]?[0-9]):([0-5][0-9])")
_FOREVER = 366  # days to look ahead for the next open day before calling a shift endless


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rotation. Its first shift begins at the first hand-over on or after `start` and is the first member's.

    weekly: one member a week, `handover` such as "mon 09:00". daily: one member a day, `handover` such as "09:00";
    with a calendar the rotation moves on only on days that have open hours, so on a weekend or holiday the last open
    day's person stays. `gap_fallback` is who is asked when the rotation has nobody.
    Raises ValueError with a sentence when the hand-over does not fit the rotation.
    """

    name: str
    tz: str
    rotation: Literal["daily", "weekly"]
    handover: str
    start: date
    members: tuple[str, ...]
    gap_fallback: str | None = None
    calendar: Calendar | None = None

    def __post_init__(self) -> None:
        weekday, _ = parse_handover(self.handover)
        if self.rotation not in ("daily", "weekly"):
            raise ValueError(f"Schedule {self.name}: rotation is daily or weekly, not {self.rotation!r}.")
        if self.rotation == "weekly" and weekday is None:
            raise ValueError(f'Schedule {self.name}: a weekly hand-over names its day, like "mon 09:00".')
        if self.rotation == "daily" and weekday is not None:
            raise ValueError(f'Schedule {self.name}: a daily hand-over is a time alone, like "09:00".')
        if self.rotation == "weekly" and self.calendar is not None:
            raise ValueError(f"Schedule {self.name}: a calendar goes with a daily rotation; a weekly one has none.")


@dataclass(frozen=True, slots=True)
class Override:
    """One person stands in on a schedule from start (inside) to end (outside); both aware."""

    schedule: str
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who is on call, why, and until when that holds (UTC; None when nothing is known to change it)."""

    person: str | None
    source: Source
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of time during which one answer holds. `end` is None when nothing is known to change it."""

    person: str | None
    source: Source
    start: datetime
    end: datetime | None


def parse_handover(text: str) -> tuple[int | None, time]:
    """Read "mon 09:00" as (0, 09:00) and "09:00" as (None, 09:00). Raises ValueError with a sentence."""
    found = _HANDOVER.fullmatch(text.strip().lower())
    if found is None or (found[1] and found[1] not in _WEEKDAYS) or int(found[2]) > 23:
        raise ValueError(f'"{text}" is not a hand-over: write it like "mon 09:00" or "09:00".')
    return _WEEKDAYS.index(found[1]) if found[1] else None, time(int(found[2]), int(found[3]))


def on_call(schedule: Schedule, at: datetime, overrides: Iterable[Override] = ()) -> OnCall:
    """Who is on call at that instant. Of overlapping overrides the last given wins; other schedules' do not count."""
    moment = _utc(at)
    own = [each for each in overrides if each.schedule == schedule.name and _utc(each.start) < _utc(each.end)]
    stand_in = _stand_in(own, moment)
    if stand_in is not None:
        return OnCall(stand_in.person, "override", _change(own, moment, stand_in))
    index, _, shift_end = _shift(schedule, moment)
    next_stand_in = _change(own, moment, None)
    until = min((each for each in (shift_end, next_stand_in) if each is not None), default=None)
    if index is not None:
        return OnCall(schedule.members[index % len(schedule.members)], "rotation", until)
    if schedule.gap_fallback is not None:
        return OnCall(schedule.gap_fallback, "gap_fallback", until)
    return OnCall(None, "none", until)


def shifts(schedule: Schedule, start: datetime, count: int, overrides: Sequence[Override] = ()) -> list[Shift]:
    """The next `count` stretches from `start` on, stand-ins included; fewer when one of them has no end.

    The first begins at `start` itself, even in the middle of a shift.
    """
    found: list[Shift] = []
    moment: datetime | None = _utc(start)
    while moment is not None and len(found) < count:
        now = on_call(schedule, moment, overrides)
        found.append(Shift(now.person, now.source, moment, now.until))
        moment = now.until
    return found


def problems(schedule: Schedule) -> list[str]:
    """What does not hold together in a schedule, one sentence each; empty when all is well."""
    found = []
    try:
        ZoneInfo(schedule.tz)
    except (KeyError, ValueError, OSError):
        found.append(f"Schedule {schedule.name}: {schedule.tz!r} is no time zone; write one like Europe/Berlin.")
    if not schedule.members:
        found.append(f"Schedule {schedule.name} has no members: nobody is ever on call by rotation.")
    if schedule.gap_fallback is None:
        found.append(f"Schedule {schedule.name} has no gap_fallback: in a gap nobody is asked.")
    repeated = sorted({each for each in schedule.members if schedule.members.count(each) > 1})
    found += [f"Schedule {schedule.name} lists {each} more than once in its rotation." for each in repeated]
    return found


def _stand_in(own: list[Override], moment: datetime) -> Override | None:
    return next((each for each in reversed(own) if _utc(each.start) <= moment < _utc(each.end)), None)


def _change(own: list[Override], moment: datetime, current: Override | None) -> datetime | None:
    """When somebody else stands in, or nobody does any more."""
    edges = sorted({_utc(edge) for each in own for edge in (each.start, each.end) if _utc(edge) > moment})
    return next((edge for edge in edges if _stand_in(own, edge) is not current), None)


def _shift(schedule: Schedule, moment: datetime) -> tuple[int | None, datetime | None, datetime | None]:
    """Which shift of the rotation runs (None in a gap), when it began and when it ends."""
    if not schedule.members:
        return None, None, None
    weekday, at = parse_handover(schedule.handover)

    def handover(day: date) -> datetime:
        return wall_instant(schedule.tz, datetime.combine(day, at))

    today = moment.astimezone(ZoneInfo(schedule.tz)).date()
    reached = today if handover(today) <= moment else today - _DAY
    if weekday is not None:
        first = schedule.start + ((weekday - schedule.start.weekday()) % 7) * _DAY
        weeks = (reached - first).days // 7
        if weeks < 0:
            return None, None, handover(first)
        began = first + weeks * 7 * _DAY
        return weeks, handover(began), handover(began + 7 * _DAY)
    if schedule.calendar is None:
        days = (reached - schedule.start).days
        if days < 0:
            return None, None, handover(schedule.start)
        return days, handover(reached), handover(reached + _DAY)
    passed = _open_days_through(schedule.calendar, schedule.start, reached)
    following = _next_open_day(schedule.calendar, max(reached + _DAY, schedule.start))
    end = None if following is None else handover(following)
    if not passed:
        return None, None, end
    return passed - 1, None, end


def _open_days_through(calendar: Calendar, first: date, last: date) -> int:
    """How many open days lie from `first` to `last`, both counted."""
    return sum(
        bisect_right(days, last.toordinal()) - bisect_right(days, first.toordinal() - 1)
        for days in (_open_days(calendar, year) for year in range(first.year, last.year + 1))
    )


@lru_cache(maxsize=256)
def _open_days(calendar: Calendar, year: int) -> tuple[int, ...]:
    ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    return tuple(each for each in ordinals if is_open_day(calendar, date.fromordinal(each)))


def _next_open_day(calendar: Calendar, first: date) -> date | None:
    return next((day for day in (first + n * _DAY for n in range(_FOREVER)) if is_open_day(calendar, day)), None)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("An instant needs a time zone.")
    return at.astimezone(UTC)
