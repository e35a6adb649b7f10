"""Open hours: when a calendar is open, how much open time lies between two instants, when a promise falls due.

All instants are aware; results are UTC. Local time is used only to turn a day's wall-clock hours into UTC intervals
(domain.md, principle 2): every sum and comparison here is on whole seconds since 1970 UTC.

- Whole seconds: an instant counts as the second it lies in (microseconds are dropped before any arithmetic), so
  counting is additive: a..b and b..c together are always a..c.
- A wall time that does not exist (clocks jump over it) is the instant of the jump. One that exists twice is its first
  occurrence. Both are "the first instant at which the wall clock shows at least that time".
- Overnight hours belong to the day on which they start; so does a holiday, which closes what starts that day.
- A holiday beats an override of the same day; an override replaces the weekday's hours.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeVar, get_args
from zoneinfo import ZoneInfo

Unit = Literal["s", "m", "h", "bd", "cd"]
Hours = tuple[tuple[int, int], ...]
"""One day's open hours as (start, end) in minutes after local midnight; end > 1440 or end <= start is overnight."""

BUSINESS_DAY_SECONDS = 8 * 3600
DAY_MINUTES = 24 * 60
HORIZON_SECONDS = 366 * 86_400
"""How far ahead a target is looked for. One not reached by then is a configuration error (domain.md, section 7)."""

_T = TypeVar("_T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock reading, deliberately without a zone
_SECONDS: dict[str, int] = {"s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"(?:[0-9]{1,6}[a-z]{1,2}\s*)+")
_DURATION_PART = re.compile(r"([0-9]{1,6})([a-z]{1,2})")
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-\u2013\u2014]\s*([0-9]{1,2}):([0-9]{2})")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of time as people configure it. s, m, h and bd are open time of a calendar, cd are calendar days."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("A duration cannot be negative.")
        if self.unit not in get_args(Unit):
            raise ValueError(f"{self.unit!r} is not a unit: use s, m, h, bd or cd.")

    def open_seconds(self, calendar: Calendar | None = None) -> int:
        """Seconds of open time. A business day is 8 h of the calendar's open time, over half days too.

        The calendar does not change the number, only when those seconds pass. Raises ValueError for calendar days,
        which are no open time: use `add`.
        """
        if self.unit == "cd":
            raise ValueError(f"{self} is calendar days, not open time: use s, m, h or bd here.")
        if self.unit == "bd":
            return self.amount * BUSINESS_DAY_SECONDS
        return self.amount * _SECONDS[self.unit]

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def parse_duration(text: str) -> Duration:
    """Read "25m", "2h", "90s", "3bd", "180cd" or a compound such as "1h30m" (which becomes 90m).

    Raises ValueError with a sentence that says what to write; a bare "d" is refused because people mean two things by
    it (domain.md, section 7).
    """
    cleaned = text.strip().lower()
    parts = _DURATION_PART.findall(cleaned) if _DURATION.fullmatch(cleaned) else []
    units = [unit for _, unit in parts]
    if "d" in units:
        raise ValueError(
            f'"{_short(text)}" is unclear: write "bd" for business days (8 open hours each) or "cd" for calendar days.'
        )
    if not parts or any(unit not in get_args(Unit) for unit in units):
        raise ValueError(f'"{_short(text)}" is not a duration: write it like 25m, 2h, 1h30m, 3bd or 180cd.')
    if len(parts) == 1:
        amount, unit = parts[0]
        return Duration(int(amount), unit)
    if any(unit not in _SECONDS for unit in units) or len(set(units)) < len(units):
        raise ValueError(f'"{_short(text)}" mixes units: only hours, minutes and seconds go together, like 1h30m.')
    total = sum(int(amount) * _SECONDS[unit] for amount, unit in parts)
    return Duration(total, "s") if total % 60 else Duration(total // 60, "m")


class EmptyRange(ValueError):
    """A time range that begins and ends at the same time."""


def parse_hours(text: str) -> tuple[int, int]:
    """Read "09:00-17:00" as (540, 1020) minutes; overnight hours end after 1440: "22:00-06:00" is (1320, 1800).

    Raises ValueError with a sentence that says what to write.
    """
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{_short(text)}" is not a time range: write it like 09:00-17:00.')
    from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or start >= DAY_MINUTES or end > DAY_MINUTES:
        raise ValueError(f'"{_short(text)}" has a time that is on no clock: hours go to 24:00, minutes to 59.')
    if start == end:
        raise EmptyRange(f'"{_short(text)}" starts and ends at the same time: write 00:00-24:00 for a whole day.')
    return start, end if end > start else end + DAY_MINUTES


@dataclass(frozen=True, slots=True)
class Calendar:
    """Wall-clock open hours in a zone: seven weekdays (Monday first), dates with other hours, and holidays.

    `always` means 00:00-24:00 every day, whatever `weekly` says (it may then be empty). Overrides and holidays may be
    given as mappings and are kept as tuples of pairs. Raises ValueError when the shape itself is wrong; what is merely
    unwise is told by `problems`.
    """

    name: str
    tz: str
    weekly: tuple[Hours, ...] = ()
    overrides: tuple[tuple[date, Hours], ...] = ()
    holidays: tuple[tuple[date, str], ...] = ()
    always: bool = False
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keep = object.__setattr__  # the dataclass is frozen; these make what was given hashable
        if self.always and not self.weekly:
            keep(self, "weekly", ((),) * 7)
        if len(self.weekly) != 7:
            raise ValueError(f"Calendar {self.name} needs hours for seven weekdays; it has {len(self.weekly)}.")
        keep(self, "weekly", tuple(self._normal(hours) for hours in self.weekly))
        keep(self, "overrides", tuple((day, self._normal(hours)) for day, hours in _pairs(self.overrides)))
        keep(self, "holidays", tuple((day, name) for day, name in _pairs(self.holidays)))
        # Calendars are cache keys: their hash is asked for at every sum, so it is worked out once.
        keep(self, "_hash", hash((self.name, self.tz, self.weekly, self.overrides, self.holidays, self.always)))

    def __hash__(self) -> int:
        return self._hash

    def _normal(self, hours: Iterable[tuple[int, int]]) -> Hours:
        normal = []
        for start, end in hours:
            until = end if end > start else end + DAY_MINUTES
            if not 0 <= start < DAY_MINUTES or not 0 < until - start <= DAY_MINUTES:
                raise ValueError(
                    f"Calendar {self.name}: hours of {start} to {end} minutes are not within a day: they start before"
                    " 24:00 and last at most 24 hours."
                )
            normal.append((start, until))
        return tuple(sorted(normal))


def hours_on(calendar: Calendar, day: date) -> Hours:
    """The wall-clock hours that start on that local date; empty on a closed day."""
    holidays, overrides = _special_days(calendar)
    if day in holidays:
        return ()
    if day in overrides:
        return overrides[day]
    return ((0, DAY_MINUTES),) if calendar.always else calendar.weekly[day.weekday()]


def is_open_day(calendar: Calendar, day: date) -> bool:
    """Whether any hours start on that local date."""
    return bool(hours_on(calendar, day))


def holiday_name(calendar: Calendar, day: date) -> str | None:
    """What that local date is closed for, or None when it is no holiday."""
    return _special_days(calendar)[0].get(day)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the calendar is open in the second of `at`. Opening is inside, closing is outside."""
    second = _second(at)
    return _never_closes(calendar) or any(start <= second < end for start, end in _intervals_around(calendar, second))


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself when open, else the next opening. Raises ValueError when there is none within a year."""
    second = _second(at)
    if is_open(calendar, at):
        return at.astimezone(UTC)
    for chunk in _chunks_from(calendar, second):
        index = bisect_left(chunk.starts, second)
        if index < len(chunk.starts) and chunk.starts[index] - second <= HORIZON_SECONDS:
            return _instant(chunk.starts[index])
    raise ValueError(f"Calendar {calendar.name} does not open within a year of {at.isoformat()}.")


def open_seconds(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Whole seconds of open time from start to end; 0 when end is not after start."""
    since, until = _second(start), _second(end)
    if until <= since:
        return 0
    if _never_closes(calendar):
        return until - since
    years = range(_year_of(since) - 1, _year_of(until) + 2)
    return sum(chunk.before(until) - chunk.before(since) for chunk in (_chunk(calendar, year) for year in years))


def advance(calendar: Calendar, start: datetime, seconds: int) -> datetime:
    """The earliest instant at which `seconds` of open time have passed since start.

    A remainder that ends exactly at closing time is due at closing time; 0 seconds have passed at once. Raises
    ValueError for negative seconds, and when the calendar has not that much open time within a year.
    """
    if seconds < 0:
        raise ValueError("Open time cannot be counted backwards.")
    since = _second(start)
    if seconds == 0:
        return start.astimezone(UTC)
    due = since + seconds if _never_closes(calendar) else _due(calendar, since, seconds)
    if due is None or due - since > HORIZON_SECONDS:
        raise ValueError(
            f"Calendar {calendar.name} has no {seconds} seconds of open time within a year of {start.isoformat()}:"
            " shorten the target or open the calendar longer."
        )
    return _instant(due)


def soonest(start: datetime, seconds: int) -> datetime:
    """An instant that `advance` never lies before, whatever the calendar: open time passes no faster than time."""
    return start.astimezone(UTC) + timedelta(seconds=seconds, microseconds=-start.microsecond)


def add(calendar: Calendar, start: datetime, duration: Duration) -> datetime:
    """The instant `duration` after start: open time for s, m, h, bd; for cd the same wall clock, days later."""
    if duration.unit != "cd":
        return advance(calendar, start, duration.open_seconds(calendar))
    _second(start)
    if duration.amount == 0:
        return start.astimezone(UTC)
    wall = start.astimezone(ZoneInfo(calendar.tz)).replace(tzinfo=None, microsecond=0, fold=0)
    return wall_instant(calendar.tz, wall + timedelta(days=duration.amount))


def wall_instant(tz: str, wall: datetime) -> datetime:
    """The first UTC instant at which clocks of the zone show at least `wall` (a naive datetime)."""
    zone = ZoneInfo(tz)
    return _instant(_wall_second(zone, wall))


def problems(calendar: Calendar) -> list[str]:
    """What does not hold together in a calendar, one sentence each; empty when all is well."""
    found = []
    if not _zone_exists(calendar.tz):
        found.append(f"Calendar {calendar.name}: {calendar.tz!r} is no time zone; write one like Europe/Berlin.")
    if not calendar.always and not any(calendar.weekly):
        found.append(f"Calendar {calendar.name} has no hours: nothing that runs on it would ever be due.")
    for index, hours in enumerate(() if calendar.always else calendar.weekly):
        if _overlap(calendar.weekly[index - 1], hours):
            found.append(f"Calendar {calendar.name}: hours of {_WEEKDAYS[index]} overlap each other or the day before.")
    for day, _ in calendar.overrides:
        if holiday_name(calendar, day) is not None:
            found.append(f"Calendar {calendar.name}: {day} is a holiday and an override; the holiday counts, drop one.")
        before, after = day - timedelta(days=1), day + timedelta(days=1)
        if any(_overlap(hours_on(calendar, a), hours_on(calendar, b)) for a, b in ((before, day), (day, after))):
            found.append(f"Calendar {calendar.name}: hours of {day} overlap each other or a day beside it.")
    for days in (calendar.overrides, calendar.holidays):
        dates = [day for day, _ in days]
        twice = sorted({day for day in dates if dates.count(day) > 1})
        found += [f"Calendar {calendar.name}: {day} stands there twice; drop one." for day in twice]
    return found


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The open intervals that start in one local year, disjoint and in order, and open seconds up to each one's end."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    totals: tuple[int, ...]

    def before(self, second: int) -> int:
        """Open seconds of this year that lie before `second`."""
        index = bisect_right(self.starts, second) - 1
        if index < 0:
            return 0
        return self.totals[index] - max(0, self.ends[index] - second)


@lru_cache(maxsize=1024)
def _chunk(calendar: Calendar, year: int) -> _Chunk:
    zone = ZoneInfo(calendar.tz)
    day, last = date(year, 1, 1), date(year, 12, 31)
    eve = day - timedelta(days=1)
    busy_until = max((end for _, end in _spans(zone, eve, hours_on(calendar, eve))), default=-(2**62))
    starts, ends, totals, total = [], [], [], 0
    while day <= last:
        for start, end in _spans(zone, day, hours_on(calendar, day)):
            # Overlapping hours are a configuration problem, but open time is never counted twice.
            begin = max(start, busy_until)
            if begin < end:
                total += end - begin
                busy_until = end
                starts.append(begin)
                ends.append(end)
                totals.append(total)
        day += timedelta(days=1)
    return _Chunk(tuple(starts), tuple(ends), tuple(totals))


def _chunks_from(calendar: Calendar, second: int) -> Iterable[_Chunk]:
    """Chunks that can hold open time from `second` to the horizon; local years and UTC years differ at the edges."""
    return (_chunk(calendar, year) for year in range(_year_of(second) - 1, _year_of(second + HORIZON_SECONDS) + 2))


def _due(calendar: Calendar, since: int, seconds: int) -> int | None:
    remaining = seconds
    for chunk in _chunks_from(calendar, since):
        if not chunk.ends or chunk.ends[-1] <= since:
            continue
        target = chunk.before(since) + remaining
        index = bisect_left(chunk.totals, target)
        if index < len(chunk.totals):
            return chunk.ends[index] - (chunk.totals[index] - target)
        remaining = target - chunk.totals[-1]
    return None


def _intervals_around(calendar: Calendar, second: int) -> Iterable[tuple[int, int]]:
    year = _year_of(second)
    for chunk in (_chunk(calendar, y) for y in (year - 1, year, year + 1)):
        index = bisect_right(chunk.starts, second) - 1
        if index >= 0:
            yield chunk.starts[index], chunk.ends[index]


def _spans(zone: ZoneInfo, day: date, hours: Hours) -> list[tuple[int, int]]:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock reading
    return [
        (_wall_second(zone, midnight + timedelta(minutes=start)), _wall_second(zone, midnight + timedelta(minutes=end)))
        for start, end in hours
    ]


def _wall_second(zone: ZoneInfo, wall: datetime) -> int:
    reading = (wall - _WALL_EPOCH) // timedelta(seconds=1)
    before = _offset(wall.replace(tzinfo=zone, fold=0))
    after = _offset(wall.replace(tzinfo=zone, fold=1))
    if before >= after:  # an ordinary time, or the first of two
        return reading - before
    # Clocks jump over this reading, somewhere between these two seconds: find the jump.
    low, high = reading - after, reading - before
    while low < high:
        middle = (low + high) // 2
        if middle + _offset(_instant(middle).astimezone(zone)) >= reading:
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(maxsize=256)
def _special_days(calendar: Calendar) -> tuple[dict[date, str], dict[date, Hours]]:
    return dict(calendar.holidays), dict(calendar.overrides)


def _never_closes(calendar: Calendar) -> bool:
    return calendar.always and not calendar.overrides and not calendar.holidays


def _overlap(before: Hours, hours: Hours) -> bool:
    reach = max((end for _, end in before), default=0) - DAY_MINUTES
    return any(start < reach for start, _ in hours) or any(a[1] > b[0] for a, b in pairwise(hours))


def _pairs(given: Mapping[date, _T] | Iterable[tuple[date, _T]]) -> Iterable[tuple[date, _T]]:
    return given.items() if isinstance(given, Mapping) else given


def _zone_exists(tz: str) -> bool:
    try:
        ZoneInfo(tz)
    except (KeyError, ValueError, OSError):  # unknown; not a key at all; a folder of the zone database
        return False
    return True


def _second(at: datetime) -> int:
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("An instant needs a time zone.")
    return (at.astimezone(UTC) - _EPOCH) // timedelta(seconds=1)


def _offset(at: datetime) -> int:
    offset = at.utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)


def _instant(second: int) -> datetime:
    return _EPOCH + timedelta(seconds=second)


def _year_of(second: int) -> int:
    return _instant(second).year


def _short(text: str) -> str:
    return text.strip()[:40]
