"""The vocabulary of the file: readers for one written value each (a duration, a day, a place, a pattern, ...).

Each takes a `Value` and returns what it means, or notes what is wrong with it and raises `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, time
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

from adapters.channel_kind import ChannelKind
from bot import channels
from bot.policy_file.problem import meant, shown
from bot.policy_file.reader import Reader, Value
from core.calendars.hours import Duration, parse_duration, parse_hours

T = TypeVar("T")
L = TypeVar("L", bound=str)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.IGNORECASE)
_FAR = 10_000  # the largest number that a duration of the file may have: beyond it calendars end


def text(value: Value) -> str:
    """Any text that is not empty, on one line."""
    written = value.text()
    if not written:
        raise value.wrong("is empty.", "Write something, or drop the key.")
    if any(not letter.isprintable() for letter in written):
        raise value.wrong("holds a line break or a control character.", "Write it on one line.")
    return written


def name(value: Value) -> str:
    """A name of the file's own: small letters, digits, - and _."""
    written = value.text()
    if not _NAME.fullmatch(written):
        raise value.wrong(f"{shown(written)} is not a name.", "Use small letters, digits, - and _, as service-desk.")
    return written


def flag(value: Value) -> bool:
    """Yes or no."""
    match value.text().lower():
        case "true" | "yes" | "on":
            return True
        case "false" | "no" | "off":
            return False
        case other:
            raise value.wrong(f"{shown(other)} is neither true nor false.", "Write true or false.")


_DIGITS = 20
"""No range has a number as long as that."""


def number(least: int = 0, most: int = 1_000_000_000) -> Reader[int]:
    """A whole number from `least` to `most`."""

    def read_number(value: Value) -> int:
        written = value.text()
        if not re.fullmatch(r"-?[0-9]+", written):
            raise value.wrong(f"{shown(written)} is not a whole number.", f"Write a number from {least} to {most}.")
        if len(written) > _DIGITS or not least <= int(written) <= most:
            raise value.wrong(f"{shown(written)} is out of range.", f"Write a number from {least} to {most}.")
        return int(written)

    return read_number


def one_of(options: Collection[L], what: str = "one of the choices") -> Reader[L]:
    """One of fixed words."""

    def read_choice(value: Value) -> L:
        written = value.text()
        if written not in options:
            raise value.wrong(f"{shown(written)} is not {what}.", meant(written, options))
        return cast(L, written)

    return read_choice


def known(names: Collection[str] | None, what: str) -> Reader[str]:
    """A name that the file defines elsewhere. None when it could not be read there, which has been noted."""

    def read_known(value: Value) -> str:
        written = value.text()
        if names is not None and written not in names:
            raise value.wrong(f"{shown(written)} is not {what}.", meant(written, names))
        return written

    return read_known


def duration(value: Value) -> Duration:
    """An amount of time, such as 15m, 2h, 3bd, 180cd."""
    return _by(value, parse_duration, "Write a number and a unit: s, m, h (open time), bd (8 open hours) or cd (days).")


def short_duration(value: Value) -> Duration:
    """An amount of open time: not calendar days."""
    found = duration(value)
    if found.unit == "cd":
        raise value.wrong(f"{found} is calendar days, where open time counts.", "Write it in s, m, h or bd.")
    return found


def _by(value: Value, parse: Callable[[str], T], fix: str) -> T:
    """What one of the core's own readers makes of the text; its sentence is the problem's."""
    written = value.text()
    try:
        found = parse(written)
    except ValueError as error:
        said, found_fix, advice = str(error).rpartition(": ")
        if not found_fix:
            raise value.wrong(str(error), fix) from None
        raise value.wrong(f"{said}.", advice[:1].upper() + advice[1:]) from None
    if isinstance(found, Duration) and found.amount > _FAR * (60 if found.unit in "sm" else 1):
        raise value.wrong(f"{shown(written)} is longer than anyone waits.", "Write a shorter time.")
    return found


def hours(value: Value) -> tuple[int, int]:
    """A range of the day as minutes after midnight."""
    return _by(value, parse_hours, "Write it as 09:00-17:00.")


def day(value: Value) -> date:
    """A date, as 2026-12-24."""
    written = value.text()
    try:
        found = date.fromisoformat(written) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written) else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2099:
        raise value.wrong(f"{shown(written)} is not a date.", "Write it as 2026-12-24.")
    return found


def weekdays(value: Value) -> tuple[int, ...]:
    """Days of the week, Monday 0: `mon`, `mon-fri`, `sat,sun`."""
    written = value.text().lower()
    found: list[int] = []
    for part in written.split(","):
        first, dash, last = (piece.strip()[:9] for piece in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise value.wrong(f"{shown(written)} is not a day of the week.", "Write mon, mon-fri or sat,sun.")
        begin = DAYS.index(first)
        length = (DAYS.index(last) - begin) % 7 + 1 if dash else 1
        found += [(begin + step) % 7 for step in range(length)]
    if len(set(found)) < len(found):
        raise value.wrong(f"{shown(written)} names a day twice.", "Name each day once.")
    return tuple(sorted(found))


def moment(value: Value) -> tuple[tuple[int, ...], time]:
    """Days and a wall time, as `mon-fri 08:50`."""
    written = value.text()
    days, _, clock = written.rpartition(" ")
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", clock)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise value.wrong(f"{shown(written)} is not days and a time.", 'Write it as "mon-fri 08:50".')
    return weekdays(value.part(days)), time(int(found[1]), int(found[2]))


def zone(value: Value) -> str:
    """A time zone of the IANA database."""
    written = value.text()
    try:
        ZoneInfo(written)
    except (KeyError, ValueError, OSError):  # unknown; not a key at all; a folder of the database
        sentence = f"{shown(written)} is not a time zone."
        raise value.wrong(sentence, meant(written, available_timezones(), "Write it as Europe/Berlin.")) from None
    return written


def domain(value: Value) -> str:
    """The part of e-mail addresses after the @."""
    written = value.text().lower()
    if not _DOMAIN.fullmatch(written):
        raise value.wrong(f"{shown(written)} is not a domain.", "Write what follows the @ of your addresses.")
    return written


def address(value: Value) -> str:
    """A whole e-mail address, in lower case."""
    written = value.text().lower()
    if not _ADDRESS.fullmatch(written):
        raise value.wrong(f"{shown(written)} is not an e-mail address.", "Write it whole, as dana.roth@example.com.")
    return written


def speaker(value: Value) -> str:
    """Somebody's account on a platform: `slack:T1/U9` or `teams:<tenant id>/<object id>`."""
    written = value.text()
    platform, _, id = written.partition(":")
    kind = channels.kind_of(platform)
    if kind is None or not kind.spelling.account.fullmatch(id):
        fix = "Copy it from deskbell doctor: slack:T1/U9, or teams: with the tenant's and the person's object id."
        raise value.wrong(f"{shown(written)} is not an account.", fix)
    return written


def place(kind: ChannelKind[Any]) -> Reader[str]:
    """A place as its platform's people write it: `#desk-triage` on Slack, `IT/Desk Triage` on Teams."""
    spelling, example = kind.spelling, kind.spelling.place_example

    def read_place(value: Value) -> str:
        if value.is_empty and spelling.hash_begins:
            raise value.wrong('has no value: what follows an unquoted "#" is a comment.', f"Write {example}.")
        written = value.text()
        if not spelling.place.fullmatch(written):
            raise value.wrong(f"{shown(written)} is not a channel of {kind.title}.", f"Write {example}.")
        return written

    return read_place


def pattern(value: Value) -> str:
    """A regular expression that an answer must match whole."""
    written = value.text()
    try:
        re.compile(written)
    except (re.error, OverflowError, RecursionError) as error:
        raise value.wrong(f"{shown(written)} is not a pattern: {error}.", 'Try it as "^[a-z0-9.-]+$".') from None
    if len(written) > 200:
        raise value.wrong("is a pattern of more than 200 characters.", "Shorten it.")
    return written


def condition(value: Value) -> tuple[str, str]:
    """A question's condition on an earlier answer: `ship_to == home`."""
    written = value.text()
    found = re.fullmatch(r"([a-z0-9_-]+)\s*==\s*(\S.*)", written)
    if found is None:
        raise value.wrong(f"{shown(written)} is not a condition.", "Write a field, == and its answer: ship_to == home.")
    return found[1], found[2].strip().strip("\"'")
