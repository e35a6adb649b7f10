"""Spans of time in words, and which style an instant deserves beside `now`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.calendars import hours
from core.policy import Policy
from core.ports.clock import Clock
from core.tickets.ticket import SlaClock
from core.ui.text import TimeStyle

TEMPLATE = "times"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_KEPT = 4096
"""How many spans and instants are remembered in words: a card says the same ones again and again."""


class Times:
    """Spans, days and instants in words; `line` gives those of a block of `times.html`.

    A day of another year than the present one, which `clock` tells, is named with its year; without a clock each is.
    """

    def __init__(self, line: Callable[[str, Mapping[str, object]], str], zone: str, clock: Clock | None = None) -> None:
        self._line = line
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._span = lru_cache(_KEPT)(lambda block, **parts: line(block, parts))
        self._kept = lru_cache(_KEPT)(self._instant)

    def instant(self, at: datetime, style: TimeStyle) -> str:
        """An instant in the company's zone, which is named: for places that cannot show the reader's own."""
        return self._kept(at, style, self._present())

    def open(self, seconds: int) -> str:
        """Open time, rounded to minutes: `4 h`, `1 h 36 min`, `28 min`.

        Hours are not folded into days: a business day and a calendar day are different things (domain.md section 7).
        """
        if seconds <= 0:
            return self._span("nothing")
        minutes = (seconds + 30) // 60
        if minutes == 0:
            return self._span("a_moment")
        return self._span("hours_minutes", hours=minutes // 60, minutes=minutes % 60)

    def day(self, day: date) -> str:
        """A day of a calendar, which is the same for every reader: `Mon 2 Nov`, or `Sat 2 Jan 2027`."""
        return self._day(day, self._present())

    def _present(self) -> int | None:
        """The year that it is."""
        return self._clock.now().astimezone(self._zone).year if self._clock else None

    def _day(self, day: date, present: int | None) -> str:
        """A day, with its year where that is not the `present` one."""
        return self._of_year(day) if day.year == present else self.date(day)

    def _of_year(self, day: date) -> str:
        weekday, month = self._span(_WEEKDAYS[day.weekday()]), self._span(_MONTHS[day.month - 1])
        return self._span("day", weekday=weekday, day=day.day, month=month)

    def date(self, day: date) -> str:
        """A day that somebody chose, which may be of another year: `Fri 4 Dec 2026`."""
        return self._span("date", day_of_year=self._of_year(day), year=day.year)

    def there(self, at: datetime, zone: str) -> str:
        """An instant as clocks in a zone of its own show it, which is named: `Fri 27 Nov 18:00 CET`."""
        return self._written(at.astimezone(ZoneInfo(zone)), "full", self._present())

    def _instant(self, at: datetime, style: TimeStyle, present: int | None) -> str:
        return self._written(at.astimezone(self._zone), style, present)

    def _written(self, local: datetime, style: TimeStyle, present: int | None) -> str:
        if style == "day":
            return self._day(local.date(), present)
        parts = {"hour": f"{local:%H}", "minute": f"{local:%M}", "zone": f"{local:%Z}"}
        clock = self._line("clock", parts)
        if style == "time":
            return clock
        return self._line("day_and_clock", {"date": self._day(local.date(), present), "clock": clock})


def style_near(at: datetime, now: datetime, zone: str) -> TimeStyle:
    """`time` for an instant of today, `full` for one of another day, as the company's zone counts days."""
    local = ZoneInfo(zone)
    return "time" if at.astimezone(local).date() == now.astimezone(local).date() else "full"


def style_kept(at: datetime, now: datetime, since: datetime | None, zone: str) -> TimeStyle:
    """`time` for what is still to come on the day that a card was made on; `full` for all others.

    A card stands for days and is not drawn anew at midnight: a time without its day would be read as of today. When
    what was to come has gone by, it is drawn anew.
    """
    made_today = since is not None and style_near(since, now, zone) == "time"
    return style_near(at, now, zone) if made_today and at > now else "full"


def open_between(policy: Policy, clock: SlaClock | None, start: datetime, end: datetime) -> int:
    """Seconds of the clock's open time from start to end; time on the wall where its calendar is no longer known."""
    calendar = policy.calendars.get(clock.calendar) if clock is not None else None
    if calendar is None:
        return max(0, round((end - start).total_seconds()))
    return hours.open_seconds(calendar, start, end)


def used(policy: Policy, clock: SlaClock, now: datetime) -> int:
    """Open seconds a promise has counted up to now."""
    if clock.state != "running" or clock.since is None:
        return clock.elapsed
    return clock.elapsed + open_between(policy, clock, clock.since, now)


def instant(fact: object) -> datetime | None:
    """The instant in a fact, or None where there is none. Raises ValueError when it is no instant."""
    return datetime.fromisoformat(fact) if isinstance(fact, str) and fact else None
