"""Who the desk has met, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from core.calendars.oncall import Override
from core.people import Person, PersonId, Speaker


@dataclass
class PeopleInMemory:
    """Implements core.ports.people.People."""

    met: dict[PersonId, Person] = field(default_factory=dict)
    given: list[Override] = field(default_factory=list)

    def person(self, person: PersonId) -> Person | None:
        return self.met.get(person)

    def person_of(self, speaker: Speaker) -> Person | None:
        has = (one for one in self.met.values() if any(account == speaker.id for _, account in one.accounts))
        return next(has, None)

    def save_person(self, person: Person, at: datetime) -> None:
        taken = {account for _, account in person.accounts}
        for former in list(self.met.values()):
            left = tuple(account for account in former.accounts if account[1] not in taken)
            self.met[former.id] = replace(former, accounts=left)
        self.met[person.id] = person

    def overrides(self) -> tuple[Override, ...]:
        return tuple(self.given)

    def save_override(self, override: Override, by: PersonId, at: datetime) -> None:
        self.given.append(override)
