"""Spans of time in words, and which style an instant deserves beside `now`."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.calendars import hours
from core.policy import Policy
from core.tickets.ticket import SlaClock
from core.ui.text import TimeStyle


def spell_open(seconds: int) -> str:
    """Open time, rounded to minutes: `4 h`, `1 h 36 min`, `28 min`.

    Hours are not folded into days: a business day and a calendar day are different things (domain.md section 7).
    """
    if seconds <= 0:
        return "0 min"
    minutes = (seconds + 30) // 60
    if minutes == 0:
        return "less than a minute"
    parts = [f"{minutes // 60} h" if minutes >= 60 else "", f"{minutes % 60} min" if minutes % 60 else ""]
    return " ".join(part for part in parts if part)


def spell_wall(seconds: int) -> str:
    """Time on the wall, rounded to minutes; from a day on in days and hours: `2 days 18 h`."""
    if seconds < 86_400:
        return spell_open(seconds)
    whole = (seconds + 1800) // 3600
    days, rest = divmod(whole, 24)
    return f"{days} {'day' if days == 1 else 'days'}" + (f" {rest} h" if rest else "")


def spell_day(day: date) -> str:
    """A day of a calendar, which is the same for every reader: `Mon 2 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


def style_near(at: datetime, now: datetime, zone: str) -> TimeStyle:
    """`time` for an instant of today, `full` for one of another day, as the company's zone counts days."""
    local = ZoneInfo(zone)
    return "time" if at.astimezone(local).date() == now.astimezone(local).date() else "full"


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
