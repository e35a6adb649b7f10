"""Who is on call: rotations that hand over at a wall-clock time of their zone, who stands in, who is away.

Shifts are wall-clock hours in the schedule's zone, turned into UTC one by one, so a hand-over at 09:00 is at 09:00
on both sides of a clock change. A hand-over at a time that the clocks jump over happens at the jump; one that comes
twice happens the first time. Whoever is away is passed over: the next of the rotation who is there has the shift.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from core.calendars.hours import Calendar, is_open_day, wall_instant

Source = Literal["rotation", "override", "substitute", "gap_fallback", "none"]

_DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HANDOVER = re.compile(r"(?:([a-z]{3}) )?([0-2]?[0-9]):([0-5][0-9])")
AHEAD = timedelta(days=14)
"""How far ahead a gap is told of: long enough to find somebody, near enough that people know their plans."""
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

    @property
    def people(self) -> tuple[str, ...]:
        """Its members in their turn, and whoever is asked in a gap."""
        stand_in = (self.gap_fallback,) if self.gap_fallback else ()
        return tuple(dict.fromkeys((*self.members, *stand_in)))

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
class Absence:
    """Somebody is away from start (inside) to end (outside); both aware. `delegate` decides for them meanwhile."""

    person: str
    start: datetime
    end: datetime
    delegate: str | None = None


@dataclass(frozen=True, slots=True)
class Rota:
    """What changes the rotations of app.yaml: overrides and absences, each in the order in which they were given."""

    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()

    def away(self, person: str, at: datetime) -> Absence | None:
        """The absence of somebody at that instant that ends last, or None where they are there."""
        now = [each for each in self.absences if each.person == person and each.start <= at < each.end]
        return max(now, key=lambda each: each.end, default=None)

    def delegates(self, at: datetime) -> dict[str, str]:
        """Who decides for whom at that instant, where an absence names them; what was said last holds."""
        return {each.person: each.delegate for each in self.absences if each.delegate and each.start <= at < each.end}

    def standing(self, asked: Override) -> Override | None:
        """The override by which they stand in for all of that time already, and that nobody else's has overtaken."""
        later = tuple(reversed(self._meeting(asked)))
        for each in later:
            if each.person != asked.person:
                return None
            if each.start <= asked.start and asked.end <= each.end:
                return each
        return None

    def whole(self, asked: Override) -> Override:
        """It as one stretch with all of their own that it touches: how long they stand in without a break.

        One that somebody else's has overtaken in part is no part of it.
        """
        own = [
            each
            for each in self.overrides
            if (each.schedule, each.person) == (asked.schedule, asked.person)
            and not any(one.person != each.person for one in self._meeting(each, after=each))
        ]
        whole = asked
        while beside := [each for each in own if each.start <= whole.end and whole.start <= each.end]:
            own = [each for each in own if each not in beside]
            start = min(each.start for each in (whole, *beside))
            whole = replace(whole, start=start, end=max(each.end for each in (whole, *beside)))
        return whole

    def others_beside(self, asked: Override) -> tuple[str, ...]:
        """Who else was to stand in on that schedule at some of that time: what is given last comes in their place."""
        return tuple(dict.fromkeys(each.person for each in self._meeting(asked) if each.person != asked.person))

    def holding(self) -> tuple[Override, ...]:
        """The overrides in force or to come into force: none that somebody else's, given later, covers as a whole."""
        return tuple(
            each
            for each in self.overrides
            if not any(
                one.person != each.person and one.start <= each.start and each.end <= one.end
                for one in self._meeting(each, after=each)
            )
        )

    def _meeting(self, asked: Override, after: Override | None = None) -> tuple[Override, ...]:
        """Whatever is given for the same schedule and meets that time, in order; of them those behind one."""
        known = self.overrides[self.overrides.index(after) + 1 :] if after else self.overrides
        return tuple(each for each in known if each.schedule == asked.schedule and _meets(each, asked.start, asked.end))

    def missing(self, schedule: Schedule, start: datetime, end: datetime | None) -> tuple[str, ...]:
        """Who of a schedule is away at some time from `start` to `end` (None: for good): members, whoever stands in."""
        stand_ins = (
            each.person for each in self.overrides if each.schedule == schedule.name and _meets(each, start, end)
        )
        gone = {each.person for each in self.absences if _meets(each, start, end)}
        return tuple(one for one in dict.fromkeys((*schedule.people, *stand_ins)) if one in gone)


PLAIN = Rota()
"""Nobody stands in and nobody is away."""


def _meets(stretch: Override | Absence, start: datetime, end: datetime | None) -> bool:
    return stretch.end > start and (end is None or stretch.start < end)


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


def on_call(schedule: Schedule, at: datetime, rota: Rota = PLAIN) -> OnCall:
    """Who is on call at that instant. Of overlapping overrides the last given wins; other schedules' do not count.

    Nobody has a shift while they are away: an override of theirs does not count then, and the next member of the
    rotation who is there has theirs.
    """
    moment = _utc(at)
    own = [each for each in rota.overrides if each.schedule == schedule.name and _utc(each.start) < _utc(each.end)]
    duty = _duty(schedule, own, rota, moment)
    until = _change(schedule, own, rota, moment, duty)
    if not duty.fixed:
        shift_end = _shift(schedule, moment)[2]
        until = min((each for each in (shift_end, until) if each is not None), default=None)
    return OnCall(duty.person, duty.source, until)


def is_on_call_within(schedule: Schedule, person: str, start: datetime, end: datetime, rota: Rota = PLAIN) -> bool:
    """Whether somebody is on call on a schedule at some time from `start` (inside) to `end` (outside)."""
    moment: datetime | None = _utc(start)
    while moment is not None and moment < _utc(end):
        now = on_call(schedule, moment, rota)
        if now.person == person:
            return True
        moment = now.until
    return False


def shifts(schedule: Schedule, start: datetime, count: int, rota: Rota = PLAIN) -> list[Shift]:
    """The next `count` stretches from `start` on, stand-ins included; fewer when one of them has no end.

    The first begins at `start` itself, even in the middle of a shift.
    """
    found: list[Shift] = []
    moment: datetime | None = _utc(start)
    while moment is not None and len(found) < count:
        now = on_call(schedule, moment, rota)
        found.append(Shift(now.person, now.source, moment, now.until))
        moment = now.until
    return found


def gaps(schedule: Schedule, start: datetime, end: datetime, rota: Rota = PLAIN) -> list[Shift]:
    """The stretches from `start` to `end` in which no member has the duty: the stand-in is asked, or nobody.

    Stretches that touch are one where the same stand-in is asked. The last may reach beyond `end`.
    """
    found: list[Shift] = []
    moment: datetime | None = _utc(start)
    while moment is not None and moment < _utc(end):
        now = on_call(schedule, moment, rota)
        if now.source in ("gap_fallback", "none"):
            begun = found.pop().start if found and (found[-1].person, found[-1].end) == (now.person, moment) else moment
            found.append(Shift(now.person, now.source, begun, now.until))
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


@dataclass(frozen=True, slots=True)
class _Duty:
    """Who has the duty at an instant and why; `override` is the one that gives it to them.

    It is the same duty where two of theirs follow each other.
    """

    person: str | None
    source: Source
    override: Override | None = field(default=None, compare=False)

    @property
    def fixed(self) -> bool:
        """Whether it goes on beyond the shift."""
        return self.override is not None


def _duty(schedule: Schedule, own: Sequence[Override], rota: Rota, moment: datetime) -> _Duty:
    for each in reversed(own):
        if _utc(each.start) <= moment < _utc(each.end) and rota.away(each.person, moment) is None:
            return _Duty(each.person, "override", each)
    index = _shift(schedule, moment)[0]
    if index is not None:
        first = index % len(schedule.members)
        for member in (*schedule.members[first:], *schedule.members[:first]):
            if rota.away(member, moment) is None:
                return _Duty(member, "rotation" if member == schedule.members[first] else "substitute")
    if schedule.gap_fallback is not None and rota.away(schedule.gap_fallback, moment) is None:
        return _Duty(schedule.gap_fallback, "gap_fallback")
    return _Duty(None, "none")


def _change(
    schedule: Schedule, own: Sequence[Override], rota: Rota, moment: datetime, current: _Duty
) -> datetime | None:
    """When an override or an absence next makes it somebody else's duty, by a rotation that stands still meanwhile."""
    stretches: tuple[Override | Absence, ...] = (*own, *rota.absences)
    edges = {_utc(edge) for each in stretches for edge in (each.start, each.end)}
    shift_end = None if current.fixed else _shift(schedule, moment)[2]
    ahead = sorted(edge for edge in edges if edge > moment and (shift_end is None or edge < shift_end))
    return next((edge for edge in ahead if _duty(schedule, own, rota, edge) != current), None)


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
