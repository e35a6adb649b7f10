"""Who speaks (a speaker on a platform) and who that is (a person).

A person id is the verified e-mail address in lower case. Someone whose platform gives no verified e-mail is known by
the speaker id itself (`slack:T1/U9`): such a person may ask for help and follow their own tickets, and is never
matched to a name in the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

PersonId = str
SYSTEM: PersonId = "system"
"""The actor of everything that time brings."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said something, on which platform: `channel` is the folder's name (`slack`), `id` a platform's own id.

    `id` is written `slack:T1/U9`, globally unique.
    """

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform tells of a speaker. `email` only when the platform verified it; `zone` an IANA name."""

    speaker: Speaker
    name: str
    email: str | None
    zone: str | None = None
    department: str | None = None
    site: str | None = None
    is_bot: bool = False
    active: bool = True
    """False where the account was closed: whoever had it left the company."""
    manager: str | None = None
    """The speaker id of their manager, where the profile has one."""
    away_until: datetime | None = None
    """Until when their status says that they are away."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the desk knows them. `accounts` maps a channel's name to that channel's speaker id.

    `manager` is whom the platforms name as theirs. Whoever is not `active` left the company.
    """

    id: PersonId
    name: str
    zone: str
    accounts: tuple[tuple[str, str], ...] = ()
    department: str | None = None
    site: str | None = None
    vip: bool = False
    manager: PersonId | None = None
    active: bool = True
    away_until: datetime | None = None
    """Until when their status on a platform says that they are away."""

    def account(self, channel: str) -> str | None:
        """This person's speaker id on `channel`, or None when not joined there."""
        return dict(self.accounts).get(channel)

    @property
    def first_name(self) -> str:
        """What the desk calls them in a sentence: "Dana has taken this."."""
        return self.name.split()[0] if self.name.split() else self.name


@dataclass(frozen=True, slots=True)
class Staffing:
    """What the platforms tell of everybody together: whose manager is whom, who left, and who is away until when."""

    managers_of: Mapping[PersonId, PersonId] = field(default_factory=dict)
    left: frozenset[PersonId] = frozenset()
    away: Mapping[PersonId, datetime] = field(default_factory=dict)

    def away_until(self, person: PersonId, at: datetime) -> datetime | None:
        """Until when somebody's status says that they are away at that instant; None where it does not."""
        until = self.away.get(person)
        return until if until is not None and at < until else None
