"""A day as people write it: 28.10., Wed 28 Oct, October 28th 2026, Friday, next Monday, tomorrow, in 3 days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.errors import Refusal
from core.ui.text import shorten

JUST_OVER = timedelta(days=65)
"""A day without a year that went by no longer ago is not that of next year."""
FARTHEST = timedelta(days=732)
"""What is later is a slip of the year."""
FIRST = date(1970, 1, 1)
"""What is earlier is none that anybody means, and near the end of what a calendar can count."""
DAYS_AHEAD = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2, "uebermorgen": 2}
_WEEKDAY_NAMES = (
    ("mon", "mo", "monday", "montag"),
    ("tue", "tues", "di", "tuesday", "dienstag"),
    ("wed", "weds", "mi", "wednesday", "mittwoch"),
    ("thu", "thur", "thurs", "do", "thursday", "donnerstag"),
    ("fri", "fr", "friday", "freitag"),
    ("sat", "sa", "saturday", "samstag", "sonnabend"),
    ("sun", "so", "sunday", "sonntag"),
)
WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names}
_MONTH_NAMES = (
    ("jan", "january", "januar", "jänner"), ("feb", "february", "februar"), ("mar", "mär", "march", "märz", "mrz"),
    ("apr", "april"), ("may", "mai"), ("jun", "june", "juni"), ("jul", "july", "juli"), ("aug", "august"),
    ("sep", "sept", "september"), ("oct", "okt", "october", "oktober"), ("nov", "november"),
    ("dec", "dez", "december", "dezember"),
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "ein": 1, "eine": 1, "einer": 1, "einem": 1, "two": 2, "zwei": 2, "three": 3, "drei": 3,
    "four": 4, "vier": 4, "five": 5, "fünf": 5,
}  # fmt: skip


def _any(words: Mapping[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


COUNT = re.compile(rf"[0-9]{{1,3}}|{_any(_NUMBERS)}").pattern
HOURS = re.compile(r"hours?|hrs?|stunden?|minutes?|mins?|minuten?").pattern
_NEXT = re.compile(r"next|nächste[nrs]?|naechste[nrs]?").pattern
DAY = re.compile(
    rf"(?:(?:(?P<beside>{_any(WEEKDAYS)})\b\.?,?\s+(?:(?:the|den|dem|der)\s+)?)?(?:"
    rf"(?P<dom>[0-9]{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<month>{_any(MONTHS)})(?![a-zäöüß])\.?"
    r"(?:,?\s+(?P<year>[0-9]{4})(?![0-9:]))?"
    rf"|(?P<first>{_any(MONTHS)})\.?\s+(?P<behind>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:])(?:,?\s+(?P<of>[0-9]{{4}}))?"
    r"|(?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?![0-9])"
    r"|(?P<dotted>[0-9]{1,2}\.\s?[0-9]{1,2}\.(?:\s?[0-9]{4}|[0-9]{2})?(?![0-9])))"
    rf"|in\s+(?P<count>{COUNT})\s+(?P<unit>days?|weeks?|months?|tage?n?|wochen?|monate?n?)"
    rf"|(?:(?P<which>{_NEXT}|kommende[nrs]?|coming|this|diese[nrms]?)\s+)?(?P<word>{_any({**DAYS_AHEAD, **WEEKDAYS})}))"
).pattern
"""The pattern of a day, case ignored; `named_day` reads what it matched."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """What words say of a day: a `word` (today, a weekday) and `which`, so many days `ahead`, or day, month, year."""

    text: str
    word: str = ""
    which: str = ""
    ahead: int | None = None
    numbers: tuple[int, int, int | None] | None = None
    beside: str = ""

    @property
    def counts_from_now(self) -> bool:
        """Whether it is told from today, whatever was said before."""
        return self.ahead is not None


def named_day(found: re.Match[str]) -> NamedDay | None:
    """What a match of `DAY` says; None for months ahead, which have no one length."""
    text, of = found[0].strip(), {name: (said or "").casefold() for name, said in found.groupdict().items()}
    numbers = None
    if of["count"]:
        if of["unit"].startswith("mon"):
            return None
        return NamedDay(text, ahead=count_of(of["count"]) * (7 if of["unit"].startswith("w") else 1))
    if of["word"]:
        return NamedDay(text, of["word"], of["which"], DAYS_AHEAD.get(of["word"]))
    if of["dom"]:
        numbers = (int(of["dom"]), MONTHS[of["month"]], int(of["year"]) if of["year"] else None)
    elif of["first"]:
        numbers = (int(of["behind"]), MONTHS[of["first"]], int(of["of"]) if of["of"] else None)
    elif of["iso"]:
        year, month, day = map(int, of["iso"].split("-"))
        numbers = (day, month, year)
    else:
        parts = [int(part) for part in of["dotted"].split(".") if part.strip()]
        numbers = (parts[0], parts[1], (parts[2] + 2000 * (parts[2] < 100)) if len(parts) > 2 else None)
    return NamedDay(text, numbers=numbers, beside=of["beside"])


def count_of(written: str) -> int:
    """A number in digits or as a word."""
    return int(written) if written.isdigit() else _NUMBERS[written.casefold()]


def day_of(named: NamedDay, today: date, *, field: str | None = None, begun: bool = False) -> date:
    """The day that is meant, as seen on `today`.

    Without a year it is the next such day, today included; a weekday is the next one after today. One that has just
    gone by is refused, or with `begun` the one that has gone by, as the first day of what lasts still. "Next Friday"
    is a day only where it is one for everybody: from Monday to Thursday it may be two. Raises Refusal at `field` that
    says what to write.
    """
    if named.word and named.ahead is None:
        return _weekday(named, today, field)
    ahead = timedelta(days=named.ahead) if named.ahead is not None else None
    found = _dated(named, today, field, begun=begun) if ahead is None else today + ahead
    need_near(found, today, named.text, field=field)
    if named.beside and found.weekday() != WEEKDAYS[named.beside]:
        raise Refusal("wrong_weekday", field=field, text=shorten(named.text, 40), day=found)
    return found


def need_near(day: date, today: date, said: str, *, field: str | None = None) -> None:
    """The one door of all days that people name, in words and in forms: what passes it, every calendar can count with.

    Raises Refusal at `field` for a day that is a slip of the year, as it was `said`.
    """
    if day > today + FARTHEST:
        raise Refusal("too_far", field=field, text=shorten(said.strip(), 40))
    if day < FIRST:
        raise Refusal("past_date", field=field)


def _weekday(named: NamedDay, today: date, field: str | None) -> date:
    if named.which.startswith(("this", "diese")) and WEEKDAYS[named.word] == today.weekday():
        return today
    found = today + timedelta(days=(WEEKDAYS[named.word] - today.weekday() - 1) % 7 + 1)
    if re.fullmatch(_NEXT, named.which) and found.isocalendar()[:2] == today.isocalendar()[:2]:
        raise Refusal(
            "which_day", field=field, text=shorten(named.text, 40), first=found, second=found + timedelta(days=7)
        )
    return found


def _dated(named: NamedDay, today: date, field: str | None, *, begun: bool) -> date:
    day, month, year = named.numbers or (0, 0, None)
    try:
        found = date(year, month, day) if year is not None else _next_date(day, month, today)
    except ValueError:
        raise Refusal("no_such_day", field=field, text=shorten(named.text, 40)) from None
    if year is not None:
        return found
    over = _last_date(day, month, today)
    if over is None or over < today - JUST_OVER or found == today:
        return found
    if named.beside and found.weekday() == WEEKDAYS[named.beside]:  # of the two years, the weekday is this one's
        return found
    if begun:
        return over
    raise Refusal("day_over", field=field, text=shorten(named.text, 40), like=f"{found:%d.%m.%Y}")


def local_day(now: datetime, tz: str) -> date:
    """The day that calendars in a zone show. Raises ValueError for an instant without a zone."""
    if now.tzinfo is None or now.utcoffset() is None:
        raise ValueError("An instant needs a time zone.")
    return now.astimezone(ZoneInfo(tz)).date()


def _next_date(day: int, month: int, today: date) -> date:
    for year in range(today.year, today.year + 9):  # 29 February can be eight years away
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError("no such day")


def _last_date(day: int, month: int, today: date) -> date | None:
    """The last such day before today, of this year or the one before; None where neither had it."""
    for year in (today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found < today:
            return found
    return None
