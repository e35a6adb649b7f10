"""Open hours of a year beside those of a day: once a calendar's days are known, a sum costs the same over any span."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bench.sample import policy
from core.calendars.hours import Calendar, advance, open_seconds

START = datetime(2026, 10, 22, 10, 0, tzinfo=UTC)
HOUR = 3600
DAY, YEAR = 8 * HOUR, 1_900 * HOUR
"""Open seconds: the next business day, and nearly as much as a year of the sample has."""
SUMS, ROUNDS = 1_000, 7


async def measure() -> list[str]:
    """Lines of figures."""
    calendar = policy().calendars["berlin-office"]
    _sums(calendar, YEAR)  # a calendar's days are worked out once a process
    taken = [(_sums(calendar, DAY), _sums(calendar, YEAR)) for _ in range(ROUNDS)]
    day, year = (min(each) for each in zip(*taken, strict=True))
    return [
        "hours: a due instant, and the open time until then (goal: over a year under 3 times of over a day)",
        f"  a day ahead {day / SUMS * 1e6:.1f} us, a year ahead {year / SUMS * 1e6:.1f} us: {year / day:.2f} times",
    ]


def _sums(calendar: Calendar, seconds: int) -> float:
    """How long it takes to go so far ahead and to count back, from as many starts; in seconds."""
    began = time.perf_counter()
    for more in range(SUMS):
        due = advance(calendar, START, seconds + more)
        if open_seconds(calendar, START, due) != seconds + more:
            raise AssertionError("what was gone ahead is not what is counted back")
    return time.perf_counter() - began
