"""Instants as stories write them, and a clock that tests move."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
_OFFSETS = {"CEST": 2, "CET": 1, "UTC": 0, "Z": 0}
_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) ?(CEST|CET|UTC|Z)")


def instant(written: str | datetime) -> datetime:
    """`2026-10-27 09:18 CET` as UTC. The zone is always named, so that the doubled hour is no riddle."""
    if isinstance(written, datetime):
        return written.astimezone(UTC)
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError(f"write an instant like 2026-10-27 09:18 CET, not {written!r}")
    day, time, zone = found.groups()
    local = datetime.fromisoformat(f"{day}T{time}")
    return (local - timedelta(hours=_OFFSETS[zone])).replace(tzinfo=UTC)


def begins(line: str) -> datetime:
    """The instant at the beginning of a line."""
    found = _WRITTEN.match(line)
    if found is None:
        raise ValueError(f"a line begins with its instant: {line!r}")
    return instant(found.group())


def local(at: datetime) -> str:
    """An instant as `2026-10-27 09:18 CET`, with seconds where there are any: what failures show."""
    there = at.astimezone(BERLIN)
    return f"{there:%Y-%m-%d %H:%M:%S %Z}" if there.second else f"{there:%Y-%m-%d %H:%M %Z}"


class SetClock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at
