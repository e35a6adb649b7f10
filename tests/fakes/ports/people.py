"""Who the desk has met, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from core.people import Person, PersonId, Speaker, Staffing


@dataclass
class PeopleInMemory:
    """Implements core.ports.people.People."""

    met: dict[PersonId, Person] = field(default_factory=dict)

    def person(self, person: PersonId) -> Person | None:
        return self.met.get(person)

    def person_of(self, speaker: Speaker) -> Person | None:
        has = (one for one in self.met.values() if any(account == speaker.id for _, account in one.accounts))
        return next(has, None)

    def staffing(self) -> Staffing:
        return Staffing(
            {one.id: one.manager for one in self.met.values() if one.manager},
            frozenset(one.id for one in self.met.values() if not one.active),
            {one.id: one.away_until for one in self.met.values() if one.away_until},
        )

    def names(self) -> dict[PersonId, str]:
        return {one.id: one.name for one in self.met.values() if one.active}

    def save_person(self, person: Person, at: datetime) -> None:
        taken = {account for _, account in person.accounts}
        for former in list(self.met.values()):
            left = tuple(account for account in former.accounts if account[1] not in taken)
            self.met[former.id] = replace(former, accounts=left)
        self.met[person.id] = person
