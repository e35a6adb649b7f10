"""A stretch of time as people write it: "tomorrow 18:00-22:00", "Mon-Wed", "Fri 18:00 to Mon 9:00", "until Monday".

All of it is understood or none: what holds a word that is no part of a time is refused, so that nothing is kept for
another time than was meant. Days are of the zone that is named; instants are UTC, on both sides of a clock change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from core.errors import Refusal
from core.ui.text import shorten
from core.ui.when import clock
from core.ui.when.clock import ZONE, instant_of, minutes_of, time_pattern
from core.ui.when.dates import COUNT, DAY, HOURS, MONTHS, WEEKDAYS, NamedDay, count_of, day_of, local_day, named_day
from core.ui.when.days import full_minute

FIELD = "when"
"""The field of a form in which a stretch is written."""
LONGEST = 80
"""Characters that the field takes."""
MOST_DAYS = 31
"""So many evenings one span of days may mean."""
LONG = timedelta(days=366)
"""What lasts longer is meant only where its last day has a year: "28.2.-29.2." is none of two years."""
_DAY = timedelta(days=1)
_TOKEN = re.compile(
    rf"\s*(?:(?P<ahead>in\s+)?(?:(?:the\s+)?next\s+|for\s+|für\s+)?(?P<hours>{COUNT})\s+(?P<of_hours>{HOURS})"
    rf"|{DAY}"
    r"|(?P<span>(?:this\s+|next\s+)?weekend|wochenende|next\s+week|n(?:ä|ae|a)chste\s+woche)"
    rf"|{time_pattern()}(?:\s*(?P<zone>(?i:{ZONE})))?"
    r"|(?P<until>until|till?|before)|(?P<to>to|through|bis)|(?P<both>between|zwischen)|(?P<and>and|und)"
    r"|(?P<open>from|ab|von|starting|since)|(?P<filler>on|at|the|am|um|den|dem|zum|for|für))(?![^\W_])"
    r"|\s*(?:(?P<dash>-)|,)"
)
_OF_ONE_MONTH = re.compile(
    r"(?<![0-9.])(?<![0-9]\.\s)([0-9]{1,2})\.\s*(-|bis|to)\s*([0-9]{1,2}\.\s?([0-9]{1,2}\.(?:\s?[0-9]{4}|[0-9]{2}(?![0-9]))?))"
)
"""Two days of one month, of which only the second names it: "24.-26.10."."""
_ALSO_BEGIN = frozenset({"for", "für", "and", "und"})
"""Words between those of a time that begin as well what is about none."""
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))

Sort = Literal["D", "T", "S", "L", "M", "-", "u", "&"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From start (inside) to end (outside), both UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Part:
    """A day (D), a time (T), a span with a name (S), a length (L) or an instant (M) in minutes from now.

    Or what leads to the end: `-` with it, `u` up to it, `&` where both were announced.
    """

    sort: Sort
    text: str
    day: NamedDay | None = None
    hour: str | None = None
    minute: str | None = None
    half: str = ""
    zone: str = ""
    minutes: int = 0


class _Reader:
    """Reads one text, as seen at `now` in a zone."""

    def __init__(self, text: str, now: datetime, tz: str) -> None:
        self._said, self._now, self._tz = shorten(text.strip(), 40), now.astimezone(UTC), tz
        self._today = local_day(now, tz)
        self._from = self._both = False
        self._parts = self._split(_OF_ONE_MONTH.sub(r"\1.\4\2\3", text.translate(_DASHES).casefold()))

    def read(self) -> tuple[Stretch, ...]:
        """What it means; each shape stands for one way of writing it. Raises Refusal."""
        shape = "".join(part.sort for part in self._parts)
        if self._parts and self._parts[0].text == "bis":  # it leads to a day as "to" does, and begins as "until" does
            shape = f"u{shape[1:]}"
        shape = shape.replace("&", "-") if self._both and shape.count("&") == 1 and "-" not in shape else shape
        shapes: Mapping[str, Callable[[], tuple[Stretch, ...]]] = {
            "L": lambda: self._lasting(0),
            "uM": lambda: self._lasting(1),
            "-M": lambda: self._lasting(1),
            "T-T": lambda: self._next_hours(0),
            "DT-T": lambda: self._hours(self._day(0), self._day(0), 1),
            "T-TD": lambda: self._hours(self._day(3), self._day(3), 0),
            "D-DT-T": lambda: self._hours(self._day(0), self._day(2, self._day(0)), 3),
            "T-TD-D": lambda: self._hours(self._day(3), self._day(5, self._day(3)), 0),
            "ST-T": lambda: self._hours(*self._span(0), 1),
            "D": lambda: self._days(self._day(0), self._day(0)),
            "S": lambda: self._days(*self._span(0)),
            "D-D": lambda: self._days(self._day(0), self._day(2, self._day(0) + self._same_weekday() * _DAY)),
            "DuD": lambda: self._between(self._day(0), None, self._day(2, self._day(0)), None),
            "DT-DT": lambda: self._from_to(0, 3),
            "DTuDT": lambda: self._from_to(0, 3),
            "TD-TD": lambda: self._from_to(1, 4, before=True),
            "D-DT": lambda: self._between(self._day(0), None, self._day(2, self._day(0)), 3),
            "DuDT": lambda: self._between(self._day(0), None, self._day(2, self._day(0)), 3),
            "DT-D": lambda: self._between(self._day(0), 1, self._day(3, self._day(0)), None, whole=True),
            "DTuD": lambda: self._between(self._day(0), 1, self._day(3, self._day(0)), None),
            "DTuT": lambda: self._hours(self._day(0), self._day(0), 1),
            "TuT": lambda: self._next_hours(0),
            "uD": lambda: self._until(self._day(1), 0),
            "-D": lambda: self._until(self._day(1), clock.DAY),
            "uDT": lambda: self._until(self._day(1), self._minutes(2), 2),
            "-DT": lambda: self._until(self._day(1), self._minutes(2), 2),
            "uTD": lambda: self._until(self._day(2), self._minutes(1), 1),
            "uT": lambda: self._until_time(1),
            "-T": lambda: self._until_time(1),
        }
        meant = shapes.get(shape)
        lacks_end = self._from and shape in ("D", "S", "L")
        if meant is None or lacks_end or (self._both and "&" not in (part.sort for part in self._parts)):
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
        text = found[0].strip()
        if found["hours"]:
            minutes = count_of(found["hours"]) * (1 if found["of_hours"].startswith("min") else 60)
            return _Part("M" if found["ahead"] else "L", text, minutes=minutes)
        if any(found[name] for name in ("dom", "first", "iso", "dotted", "count", "word")):
            if (day := named_day(found)) is None:
                raise Refusal("no_stretch", field=FIELD, text=self._said)
            return _Part("D", text, day)
        if found["span"]:
            return _Part("S", text)
        if found["hour"] or found["noon"]:
            return _Part("T", text, None, found["hour"], found["minute"], found["half"] or "", found["zone"] or "")
        if found["until"] or found["to"] or found["dash"]:
            return _Part("u" if found["until"] else "-", text)
        if found["and"]:
            return _Part("&", text)
        self._both = self._both or bool(found["both"])
        self._from = self._from or bool(found["open"])
        return None

    def _day(self, at: int, first: date | None = None) -> date:
        """The day of a part; after `first`, the next such day from that one on."""
        named = self._parts[at].day
        assert named is not None  # a shape says where a day stands
        if first is None:
            return day_of(self._of_last_year(named, at), self._today, field=FIELD, begun=True)
        # A weekday is the next one after the day on which it is said; it may be the first day, unless it ends there.
        seen = first if named.numbers or self._parts[at - 1].sort == "u" else max(first - _DAY, self._today)
        day = day_of(named, self._today if named.counts_from_now else seen, field=FIELD, begun=True)
        if day < first:
            raise Refusal("ends_before", field=FIELD, text=self._said)
        return day

    def _of_last_year(self, named: NamedDay, at: int) -> NamedDay:
        """A first day that names no year is of the last day's, or of the one before where it goes on over New Year."""
        last = next((part.day.numbers for part in self._parts[at + 1 :] if part.day and part.day.numbers), None)
        if named.numbers is None or named.numbers[2] is not None or last is None or last[2] is None:
            return named
        day, month, _ = named.numbers
        return replace(named, numbers=(day, month, last[2] - ((month, day) > (last[1], last[0]))))

    def _same_weekday(self) -> bool:
        """Whether both ends of a span are one weekday: "Friday to Friday" is a week, and no single day."""
        words = [part.day.word for part in self._parts if part.day and not part.day.counts_from_now]
        return len(words) == 2 and "" not in words and WEEKDAYS[words[0]] == WEEKDAYS[words[1]]

    def _span(self, at: int) -> tuple[date, date]:
        """The first and last day of a span with a name: the weekend that comes or runs, the week after this one."""
        text = self._parts[at].text
        monday = self._today - timedelta(days=self._today.weekday())
        following = timedelta(days=7 if text.startswith("n") else 0)
        if not text.endswith(("weekend", "wochenende")):
            return monday + 7 * _DAY, monday + 13 * _DAY
        return monday + 5 * _DAY + following, monday + 6 * _DAY + following

    def _minutes(self, at: int, like: str = "") -> int:
        """Minutes after midnight; `like` is the half of the day that is meant where none is named. Raises Refusal."""
        part = self._parts[at]
        minutes = minutes_of(part.hour, part.minute, part.half or like if part.hour else None)
        if minutes is None:
            raise Refusal("no_such_time", field=FIELD, text=self._said)
        return minutes

    def _is_of_twelve(self, at: int) -> bool:
        """Whether a time without its half of the day may be of either."""
        return self._parts[at].hour is not None and 60 <= self._minutes(at) < 13 * 60

    def _ends(self, at: int) -> tuple[int, int]:
        """The two times of a range of hours; one over midnight ends after 1440. Raises Refusal."""
        first, last = self._parts[at].half, self._parts[at + 2].half
        start, end = self._minutes(at), self._minutes(at + 2)
        if last and not first and self._is_of_twelve(at):  # of "9-5pm" and "11-7am" the half that stands before the end
            other = "a" if last == "p" else "p"
            same = self._minutes(at, last)
            start = same if same <= end else self._minutes(at, other)
        elif first and not last and end < 13 * 60 and self._parts[at + 2].hour:  # of "6pm-10" the next 10
            halves = [self._minutes(at + 2, half) for half in "ap"] if end >= 60 else [end]
            end = min(halves, key=lambda each: (each - start - 1) % (24 * 60))
        if start == end:
            raise Refusal("empty_range", field=FIELD, text=self._said)
        return start, end if end > start else end + 24 * 60

    def _next_hours(self, at: int) -> tuple[Stretch, ...]:
        """The hours that run or come next."""
        start, end = self._ends(at)
        for days in (-1, 0, 1, 2):
            day = self._today + timedelta(days=days)
            found = self._wall(day, start, day, end, at, at + 2)
            if found.start < found.end and found.end > self._now:
                return (found,)
        raise Refusal("skipped_range", field=FIELD, text=self._said)

    def _lasting(self, at: int) -> tuple[Stretch, ...]:
        """From now on for so many minutes; stated to the minute, so it begins and ends with one."""
        start = full_minute(self._now)
        return (Stretch(self._now, start + timedelta(minutes=self._parts[at].minutes)),)

    def _hours(self, first: date, last: date, at: int) -> tuple[Stretch, ...]:
        """The same hours of each day of a span."""
        start, end = self._ends(at)
        days = (last - first).days + 1
        if days > MOST_DAYS:
            raise Refusal("too_many_days", field=FIELD, text=self._said)
        each_day = (first + n * _DAY for n in range(days))
        found = tuple(self._wall(day, start, day, end, at, at + 2) for day in each_day)
        return tuple(each for each in found if each.end > self._now) or found[-1:]

    def _days(self, first: date, last: date) -> tuple[Stretch, ...]:
        return (self._wall(first, 0, last, clock.DAY),)

    def _between(
        self, first: date, at: int | None, last: date, to: int | None, *, whole: bool = False
    ) -> tuple[Stretch, ...]:
        """From a day to another, at times where they are named, else from midnight to that of the `whole` last day."""
        start = 0 if at is None else self._minutes(at)
        end = clock.DAY * whole if to is None else self._minutes(to)
        return (self._wall(first, start, last, end, at, to),)

    def _from_to(self, first: int, last: int, *, before: bool = False) -> tuple[Stretch, ...]:
        """From a day and time to another; `before` where each time stands before its day."""
        step = -1 if before else 1
        day = self._day(first)
        start, end = self._minutes(first + step), self._minutes(last + step)
        return (self._wall(day, start, self._day(last, day), end, first + step, last + step),)

    def _until(self, day: date, minutes: int, at: int | None = None) -> tuple[Stretch, ...]:
        return (Stretch(self._now, self._instant(day, minutes, at)),)

    def _until_time(self, at: int) -> tuple[Stretch, ...]:
        """Until a time of today, or of tomorrow where that has gone by."""
        minutes = self._minutes(at)
        today = self._until(self._today, minutes, at)
        return today if today[0].end > self._now else self._until(self._today + _DAY, minutes, at)

    def _wall(
        self, first: date, start: int, last: date, end: int, at: int | None = None, to: int | None = None
    ) -> Stretch:
        """From minutes of a day to those of another; `at` and `to` are the times that name their zones."""
        return Stretch(self._instant(first, start, at), self._instant(last, end, to))

    def _instant(self, day: date, minutes: int, at: int | None = None) -> datetime:
        zone = self._parts[at].zone if at is not None else ""
        refused = Refusal("no_stretch", field=FIELD, text=self._said)
        return instant_of(self._tz, day, minutes, zone, refused=refused)

    def _names_year(self) -> bool:
        """Whether the last day that is named has its year."""
        days = [part.day for part in self._parts if part.day]
        return bool(days and days[-1].numbers and days[-1].numbers[2])

    def _sound(self, found: Stretch) -> Stretch:
        """What can be kept. Raises Refusal for what is over, is none, or is meant for another year."""
        if found.end <= self._now:
            raise Refusal("stretch_over", field=FIELD, text=self._said)
        if found.start >= found.end:
            if found.start == found.end:
                raise Refusal("skipped_range", field=FIELD, text=self._said)
            raise Refusal("ends_before", field=FIELD, text=self._said)
        if found.end - found.start > LONG and not self._names_year():
            raise Refusal("over_a_year", field=FIELD, text=self._said)
        return found


def read_stretches(text: str, now: datetime, tz: str) -> tuple[Stretch, ...]:
    """The stretches of time that a text means in a zone, at least one, in order: of "Mon-Fri 18-22" five evenings.

    "until Monday" and "bis Montag" end as Monday begins; "to" and "-" behind a day end with the day that is named.
    Hours without a day are those that run or come next; hours that end before they begin end on the following day.
    Raises Refusal at the field `when`, which says how to write it.
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
    return word in MONTHS or (word not in _ALSO_BEGIN and _TOKEN.fullmatch(word) is not None)


def begins_with_time(text: str) -> bool:
    """Whether words begin as a stretch of time does: "next week", "for 2 hours", "on Friday"; not "for my desk"."""
    text, at = text.translate(_DASHES).casefold(), 0
    while (found := _TOKEN.match(text, at)) is not None and (found["filler"] or found["both"]):
        at = found.end()
    return found is not None and found["and"] is None
