"""Who stands in and who is away, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from core.calendars.oncall import Absence, Override, Rota
from core.people import PersonId


@dataclass
class RotaInMemory:
    """Implements core.ports.rota.Rotas."""

    given: list[Override] = field(default_factory=list)
    absent: list[Absence] = field(default_factory=list)
    absences_due: list[tuple[datetime, Absence]] = field(default_factory=list)
    """When the beginning, then the end, of an absence is to be taken up."""

    def rota(self) -> Rota:
        return Rota(tuple(self.given), tuple(self.absent))

    def save_override(self, override: Override, by: PersonId, at: datetime) -> None:
        self.given.append(override)

    def drop_override(self, override: Override) -> bool:
        kept = [each for each in self.given if each != override]
        dropped, self.given = len(kept) < len(self.given), kept
        return dropped

    def save_absence(self, absence: Absence, by: PersonId, at: datetime) -> None:
        self.absent.append(absence)
        self.absences_due = [*self.absences_due, (absence.start, absence)]

    def take_due_absences(self, now: datetime) -> tuple[Absence, ...]:
        found = [each for at, each in self.absences_due if at <= now]
        running = [(each.end, each) for each in found if each.end > now]
        self.absences_due = [entry for entry in self.absences_due if entry[0] > now] + running
        return tuple(each for each in self.absent if each in found)

    def drop_absence(self, absence: Absence) -> bool:
        kept = [each for each in self.absent if each != absence]
        dropped, self.absent = len(kept) < len(self.absent), kept
        self.absences_due = [entry for entry in self.absences_due if entry[1] != absence]
        return dropped
