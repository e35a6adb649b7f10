"""The machine's own time."""

from __future__ import annotations

from datetime import UTC, datetime


class WallClock:
    """Implements `core.ports.clock.Clock`."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)
