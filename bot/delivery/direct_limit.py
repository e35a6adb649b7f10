"""Noise rule 11 (experience.md section 6): not more than so many direct messages per ticket and hour to one person.

Pages, rungs of a ladder and breaches are never held back. The tally is in memory, each process has its own: after a
restart, or of another process, somebody may hear one more.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.notifications.kinds import kind_of
from core.ports.outbox import Notice

_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class DirectLimit:
    """What each person heard of each ticket in the last hour."""

    _heard: dict[tuple[str, str], deque[datetime]] = field(default_factory=dict)

    def until(self, notice: Notice, most: int, now: datetime) -> datetime | None:
        """When this may be said; None for at once."""
        if not notice.to.startswith("direct:") or notice.ticket is None or not kind_of(notice).may_be_limited:
            return None
        heard = self._recent((notice.ticket, notice.to), now)
        most = max(most, 1)
        if len(heard) < most:
            return None
        return heard[len(heard) - most] + _HOUR

    def count(self, notice: Notice, now: datetime) -> None:
        """It was said."""
        if notice.ticket is None:
            return
        if len(self._heard) > 10_000:
            self._heard = {key: heard for key, heard in self._heard.items() if heard and now - heard[-1] < _HOUR}
        self._recent((notice.ticket, notice.to), now).append(now)

    def _recent(self, key: tuple[str, str], now: datetime) -> deque[datetime]:
        heard = self._heard.setdefault(key, deque())
        while heard and now - heard[0] >= _HOUR:
            heard.popleft()
        return heard
