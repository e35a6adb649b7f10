"""A stretch of time as people write it: "tomorrow 18:00-22:00", "Mon-Wed", "Fri 18:00 to Mon 9:00", "until Monday".

All of it is understood or none: what holds a word that is no part of a time is refused, so that nothing is kept for
another time than was meant. Days are of the zone that is named; instants are UTC, on both sides of a clock change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.calendars.hours import wall_instant
from core.errors import Refusal
from core.ui.grammar import WEEKDAYS, parse_date, time_range_instants
from core.ui.text import shorten

FIELD = "when"
"""The field of a form in which a stretch is written."""
MOST_DAYS = 31
"""So many evenings one span of days may mean."""
FARTHEST = timedelta(days=732)
"""What begins later is a slip of the year."""

_DAY = timedelta(days=1)
_MONTH_NAMES = (
    ("jan", "january", "januar", "jänner"), ("feb", "february", "februar"), ("mar", "mär", "march", "märz", "mrz"),
    ("apr", "april"), ("may", "mai"), ("jun", "june", "juni"), ("jul", "july", "juli"), ("aug", "august"),
    ("sep", "sept", "september"), ("oct", "okt", "october", "oktober"), ("nov", "november"),
    ("dec", "dez", "december", "dezember"),
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_TOKEN = re.compile(
    rf"\s*(?:(?P<dom>[0-9]{{1,2}})\.?\s+(?P<month>{_MONTH})(?![a-zäöüß])\.?(?:\s+(?P<year>[0-9]{{4}}))?"
    rf"|(?P<day>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|[0-9]{{1,2}}\.[0-9]{{1,2}}\.(?:[0-9]{{4}})?"
    rf"|today|heute|tomorrow|morgen|{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})"
    r"|(?P<span>(?:this\s+|next\s+)?weekend|wochenende|next\s+week|n[aä]chste\s+woche)"
    r"|(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?(?P<hours>h)?(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<until>until|till?|before)|(?P<to>to|through|bis)|(?P<open>from|ab|von|starting|since)"
    r"|(?P<filler>on|at|the|am|um|den|uhr|o'clock))(?![^\W_])|\s*(?:(?P<dash>-)|,)",
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))

Sort = Literal["D", "T", "S", "-", "u"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From start (inside) to end (outside), both UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Part:
    """A day (D), a time (T), a span of days with a name (S), or what leads to the end: `-` with it, `u` up to it."""

    sort: Sort
    text: str
    minutes: int = 0
    half: str = ""


class _Reader:
    """Reads one text, as seen at `now` in a zone."""

    def __init__(self, text: str, now: datetime, tz: str) -> None:
        self._said, self._now, self._tz = shorten(text.strip(), 40), now.astimezone(UTC), tz
        self._today = now.astimezone(ZoneInfo(tz)).date()
        self._from = False
        self._parts = self._split(text.translate(_DASHES).casefold())

    def read(self) -> tuple[Stretch, ...]:
        """What it means; each shape stands for one way of writing it. Raises Refusal."""
        shape = "".join(part.sort for part in self._parts)
        shapes: Mapping[str, Callable[[], tuple[Stretch, ...]]] = {
            "T-T": lambda: self._next_hours(0),
            "DT-T": lambda: self._hours(self._day(0), self._day(0), 1),
            "T-TD": lambda: self._hours(self._day(3), self._day(3), 0),
            "D-DT-T": lambda: self._hours(self._day(0), self._day(2, self._day(0)), 3),
            "T-TD-D": lambda: self._hours(self._day(3), self._day(5, self._day(3)), 0),
            "ST-T": lambda: self._hours(*self._span(0), 1),
            "D": lambda: self._days(self._day(0), self._day(0)),
            "S": lambda: self._days(*self._span(0)),
            "D-D": lambda: self._days(self._day(0), self._day(2, self._day(0))),
            "DuD": lambda: self._between(self._day(0), 0, self._day(2, self._day(0)), 0),
            "DT-DT": lambda: self._from_to(0, 3),
            "DTuDT": lambda: self._from_to(0, 3),
            "TD-TD": lambda: self._from_to(1, 4, before=True),
            "D-DT": lambda: self._between(self._day(0), 0, self._day(2, self._day(0)), self._minutes(3)),
            "DuDT": lambda: self._between(self._day(0), 0, self._day(2, self._day(0)), self._minutes(3)),
            "DT-D": lambda: self._between(self._day(0), self._minutes(1), self._day(3, self._day(0)), 24 * 60),
            "DTuD": lambda: self._between(self._day(0), self._minutes(1), self._day(3, self._day(0)), 0),
            "DTuT": lambda: self._hours(self._day(0), self._day(0), 1),
            "TuT": lambda: self._next_hours(0),
            "uD": lambda: self._until(self._day(1), 0),
            "-D": lambda: self._until(self._day(1), 24 * 60),
            "uDT": lambda: self._until(self._day(1), self._minutes(2)),
            "-DT": lambda: self._until(self._day(1), self._minutes(2)),
            "uTD": lambda: self._until(self._day(2), self._minutes(1)),
            "uT": lambda: self._until_time(1),
            "-T": lambda: self._until_time(1),
        }
        meant = shapes.get(shape)
        if meant is None or (self._from and shape in ("D", "S")):
            raise Refusal("no_stretch", field=FIELD, text=self._said)
        return tuple(self._sound(each) for each in meant())

    def _split(self, text: str) -> list[_Part]:
        parts: list[_Part] = []
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if found is None:
                raise Refusal("no_stretch", field=FIELD, text=self._said)
            at = found.end()
            part = self._part(found)
            if part is not None:
                parts.append(part)
        return parts

    def _part(self, found: re.Match[str]) -> _Part | None:
        if found["month"]:
            return _Part("D", f"{found['dom']}.{MONTHS[found['month']]}.{found['year'] or ''}")
        if found["day"]:
            return _Part("D", found["day"])
        if found["span"]:
            return _Part("S", found["span"])
        if found["hour"]:
            return _Part("T", found[0], int(found["hour"]) * 60 + int(found["minute"] or 0), found["half"] or "")
        if found["until"] or found["to"] or found["dash"]:
            return _Part("u" if found["until"] else "-", found[0])
        self._from = self._from or bool(found["open"])
        return None

    def _day(self, at: int, first: date | None = None) -> date:
        """The day of a part; after `first`, the next such day from that one on."""
        text = self._parts[at].text
        if first is None:
            return parse_date(text, self._now, self._tz, field=FIELD)
        # A weekday is the next one after the day on which it is said; it may be the first day, unless it ends there.
        seen = first if text[:1].isdigit() or self._parts[at - 1].sort == "u" else first - _DAY
        day = parse_date(text, wall_instant(self._tz, _at(seen, 12 * 60)), self._tz, field=FIELD)
        if text in ("today", "heute", "tomorrow", "morgen"):
            day = parse_date(text, self._now, self._tz, field=FIELD)
        if day < first:
            raise Refusal("ends_before", field=FIELD, text=self._said)
        return day

    def _span(self, at: int) -> tuple[date, date]:
        """The first and last day of a span with a name: the weekend that comes or runs, the week after this one."""
        text = self._parts[at].text
        monday = self._today - timedelta(days=self._today.weekday())
        following = timedelta(days=7 if text.startswith("n") else 0)
        if not text.endswith(("weekend", "wochenende")):
            return monday + 7 * _DAY, monday + 13 * _DAY
        return monday + 5 * _DAY + following, monday + 6 * _DAY + following

    def _minutes(self, at: int, like: str = "") -> int:
        """Minutes after midnight; `like` is the half of the day that the other end names. Raises Refusal."""
        part = self._parts[at]
        half, minutes = part.half or like, part.minutes
        if minutes > 24 * 60 or _sixty(part.text):
            raise Refusal("no_such_time", field=FIELD, text=self._said)
        if half:
            if not 60 <= minutes < 13 * 60:
                raise Refusal("no_such_time", field=FIELD, text=self._said)
            minutes = minutes % (12 * 60) + (12 * 60 if half == "p" else 0)
        return minutes

    def _ends(self, at: int) -> tuple[int, int]:
        """The two times of a range of hours; one over midnight ends after 1440. Raises Refusal."""
        like = self._parts[at + 2].half
        start, end = self._minutes(at, like), self._minutes(at + 2)
        if start in (end, 24 * 60):
            raise Refusal("empty_range", field=FIELD, text=self._said)
        return start, end if end > start else end + 24 * 60

    def _next_hours(self, at: int) -> tuple[Stretch, ...]:
        """The hours that run or come next."""
        start, end = self._ends(at)
        written = f"{start // 60}:{start % 60:02}-{end % 1440 // 60 if end != 1440 else 24}:{end % 60:02}"
        return (Stretch(*time_range_instants(written, self._now, self._tz)),)

    def _hours(self, first: date, last: date, at: int) -> tuple[Stretch, ...]:
        """The same hours of each day of a span."""
        start, end = self._ends(at)
        days = (last - first).days + 1
        if days > MOST_DAYS:
            raise Refusal("too_many_days", field=FIELD, text=self._said)
        found = tuple(self._wall(first + n * _DAY, start, first + n * _DAY, end) for n in range(days))
        return tuple(each for each in found if each.end > self._now) or found[-1:]

    def _days(self, first: date, last: date) -> tuple[Stretch, ...]:
        return (self._wall(first, 0, last, 24 * 60),)

    def _between(self, first: date, start: int, last: date, end: int) -> tuple[Stretch, ...]:
        return (self._wall(first, start, last, end),)

    def _from_to(self, first: int, last: int, *, before: bool = False) -> tuple[Stretch, ...]:
        """From a day and time to another; `before` where each time stands before its day."""
        step = -1 if before else 1
        day = self._day(first)
        start, end = self._minutes(first + step), self._minutes(last + step)
        return (self._wall(day, start, self._day(last, day), end),)

    def _until(self, day: date, minutes: int) -> tuple[Stretch, ...]:
        return (Stretch(self._now, wall_instant(self._tz, _at(day, minutes))),)

    def _until_time(self, at: int) -> tuple[Stretch, ...]:
        """Until a time of today, or of tomorrow where that has gone by."""
        minutes = self._minutes(at)
        today = wall_instant(self._tz, _at(self._today, minutes))
        return (Stretch(self._now, today),) if today > self._now else self._until(self._today + _DAY, minutes)

    def _wall(self, first: date, start: int, last: date, end: int) -> Stretch:
        return Stretch(wall_instant(self._tz, _at(first, start)), wall_instant(self._tz, _at(last, end)))

    def _sound(self, found: Stretch) -> Stretch:
        """What can be kept. Raises Refusal for what is over, is none, or is meant for another year."""
        if found.end <= self._now:
            raise Refusal("stretch_over", field=FIELD, text=self._said)
        if found.start >= found.end:
            if found.start == found.end:
                raise Refusal("skipped_range", field=FIELD, text=self._said)
            raise Refusal("ends_before", field=FIELD, text=self._said)
        if found.start > self._now + FARTHEST or found.end > self._now + FARTHEST:
            raise Refusal("too_far", field=FIELD, text=self._said)
        return found


def read_stretches(text: str, now: datetime, tz: str) -> tuple[Stretch, ...]:
    """The stretches of time that a text means in a zone, at least one, in order: of "Mon-Fri 18-22" five evenings.

    "until Monday" ends as Monday begins, "to" and "-" end with the day that is named; hours without a day are those
    that run or come next; hours that end before they begin end on the following day. Raises Refusal at the field
    `when`, which says how to write it.
    """
    return _Reader(text, now, tz).read()


def is_stretch(text: str, now: datetime, tz: str) -> bool:
    """Whether all of a text is written as a stretch of time is, though it may be over or end before it begins."""
    try:
        read_stretches(text, now, tz)
    except Refusal as why:
        return why.code != "no_stretch"
    return True


def is_of_time(name: str) -> bool:
    """Whether a name is also a word that a time is written with: a month, a weekday, "till"."""
    word = name.casefold()
    return word in MONTHS or _TOKEN.fullmatch(word) is not None


def _at(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001  # a wall clock reading


def _sixty(text: str) -> bool:
    """Whether minutes are written that no hour has."""
    found = re.search(r"[:.]([0-9]{2})", text)
    return found is not None and int(found[1]) > 59
