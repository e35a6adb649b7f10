"""Errands in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.reactions.calling import CallOut
from core.reactions.table import Asked


@dataclass
class ErrandsInMemory:
    """Implements core.ports.errands.Errands: by its number what is asked, and from when on it may be done."""

    errands: dict[int, tuple[Asked, datetime]] = field(default_factory=dict)
    written: int = 0

    def write_errands(self, asked: Sequence[Asked], due_at: datetime) -> None:
        for each in asked:
            self.written += 1
            self.errands[self.written] = (each, due_at)

    def due_errands(self, now: datetime, limit: int) -> tuple[int, ...]:
        return self._due(now, limit, calls=False)

    def due_calls(self, now: datetime, limit: int) -> tuple[int, ...]:
        return self._due(now, limit, calls=True)

    def next_call(self) -> datetime | None:
        return min((due for asked, due in self.errands.values() if isinstance(asked.ask, CallOut)), default=None)

    def _due(self, now: datetime, limit: int, *, calls: bool) -> tuple[int, ...]:
        due = {
            number: due_at
            for number, (asked, due_at) in self.errands.items()
            if due_at <= now and isinstance(asked.ask, CallOut) == calls
        }
        return tuple(sorted(due, key=lambda number: (due[number], number))[:limit])

    def errand(self, number: int) -> Asked | None:
        asked, _ = self.errands.get(number, (None, None))
        return asked

    def take_errand(self, number: int) -> Asked | None:
        asked, _ = self.errands.pop(number, (None, None))
        return asked

    def set_errand_aside(self, number: int, due_at: datetime) -> None:
        if number in self.errands:
            self.errands[number] = (self.errands[number][0], due_at)
