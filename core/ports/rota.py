"""What changes the rotations of app.yaml: who stands in on a schedule, and who is away."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.calendars.oncall import Absence, Override, Rota
from core.people import PersonId


class Rotas(Protocol):
    """Overrides and absences; part of a `Transaction`."""

    def rota(self) -> Rota:
        """All that are kept, each in the order they were given."""
        ...

    def save_override(self, override: Override, by: PersonId, at: datetime) -> None:
        """Keep an on-call override."""
        ...

    def drop_override(self, override: Override) -> bool:
        """Take an on-call override back. False where it is gone already."""
        ...

    def save_absence(self, absence: Absence, by: PersonId, at: datetime) -> None:
        """Keep when somebody is away."""
        ...

    def take_due_absences(self, now: datetime) -> tuple[Absence, ...]:
        """Those that began or ended by `now`, each of either once: whoever is given it says so in this transaction.

        In the order they were given. One that began and ended meanwhile has ended.
        """
        ...

    def drop_absence(self, absence: Absence) -> bool:
        """Take an absence back. False where it is gone already."""
        ...
