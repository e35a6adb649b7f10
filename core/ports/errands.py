"""Errands: what an event asks of so many records that it is done in batches later, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.reactions.table import Asked


class Errands(Protocol):
    """The errands that wait; part of a `Transaction`."""

    def write_errands(self, asked: Sequence[Asked], due_at: datetime) -> None:
        """Keep what is asked of other records, to be done from `due_at` on, each once."""
        ...

    def due_errands(self, now: datetime, limit: int) -> tuple[int, ...]:
        """The numbers of errands that may be done at `now`, oldest first; those that others work on are left out.

        So are calls (`core.reactions.calling.CallOut`), which no transaction can do: they are `due_calls`.
        """
        ...

    def due_calls(self, now: datetime, limit: int) -> tuple[int, ...]:
        """The numbers of errands on which somebody outside may be called at `now`, likewise."""
        ...

    def next_call(self) -> datetime | None:
        """When the next of them is due."""
        ...

    def errand(self, number: int) -> Asked | None:
        """What is asked, left where it is; None when it is done already. Raises LookupError as `take_errand` does."""
        ...

    def take_errand(self, number: int) -> Asked | None:
        """Take an errand out of the store for good (with this transaction), or None when it is done already.

        Raises LookupError for one that a newer version wrote.
        """
        ...

    def set_errand_aside(self, number: int, due_at: datetime) -> None:
        """Leave an errand alone until `due_at`."""
        ...
