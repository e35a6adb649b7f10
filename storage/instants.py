"""Instants as the database keeps them: whole microseconds since 1970 in UTC.

Whole numbers because they sort and compare alike on SQLite (which has no time type) and PostgreSQL, hold the exact
microsecond of an event, make the smallest index on due instants, and cost nothing to bind or read. The one price, that
a person at a database prompt sees numbers, is paid with `to_timestamp(due_at / 1e6)`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """Microseconds since 1970 of an aware datetime. Raises TypeError for a naive one."""
    passed = at - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def instant(value: int) -> datetime:
    """The aware UTC datetime of stored microseconds."""
    return _EPOCH + timedelta(microseconds=value)


def micros_or_none(at: datetime | None) -> int | None:
    """The same as `micros` for an instant that may be missing."""
    return None if at is None else micros(at)


def instant_or_none(value: int | None) -> datetime | None:
    """The same as `instant` for a column that may be null."""
    return None if value is None else instant(value)
