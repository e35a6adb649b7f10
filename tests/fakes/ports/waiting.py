"""What stands in the outbox in memory, and the lanes it waits in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.ports.outbox import Notice


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice in the outbox. `tries` counts the one in flight as well; `carrier` has it in its message."""

    id: int
    notice: Notice
    due: datetime
    state: Literal["waiting", "leased", "unknown", "carried", "done", "parked", "moot"] = "waiting"
    tries: int = 0
    carrier: int | None = None
    held: datetime | None = None
    """When one that failed is tried again."""

    @property
    def left(self) -> bool:
        """Whether it is still to be said."""
        return self.state not in ("done", "parked", "moot")


@dataclass(frozen=True, slots=True)
class Lane:
    """A conversation: the notice in flight, until when it is leased, and until when nothing leaves."""

    holder: int | None = None
    lease_until: datetime | None = None
    free_at: datetime | None = None
