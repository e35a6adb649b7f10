"""Who speaks (a speaker on a platform) and who that is (a person).

A person id is the verified e-mail address in lower case. Someone whose platform gives no verified e-mail is known by
the speaker id itself (`slack:T1/U9`): such a person may ask for help and follow their own tickets, and is never
matched to a name in the settings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

PersonId = str
Untold = Literal["manager", "away_until"]
UNNAMED = "Somebody"
"""What somebody is called whom no platform names and the settings do not know."""
SYSTEM: PersonId = "system"
"""The actor of everything that time brings."""

SOMETIME = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when somebody is away whose status does not say until when: that is told to nobody (`known_end`)."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said something, on which platform: `channel` is the folder's name (`slack`), `id` a platform's own id.

    `id` is written `slack:T1/U9`, globally unique.
    """

    channel: str
    id: str


def platform_of(person: PersonId) -> str:
    """The platform of whoever is known by one account of it alone; empty of whoever has a verified address."""
    channel, colon, _ = person.partition(":")
    return channel if colon and "@" not in channel else ""


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
    """Until when their status says that they are away: `SOMETIME` where it does not say until when."""
    untold: frozenset[Untold] = frozenset()
    """What the platform did not say either way: there it means no more than that nobody was told."""


SURE = timedelta(days=1)
"""How long a platform that does not answer is believed about an account being open, or closed."""
BELIEVED = timedelta(days=30)
"""How long it is believed about a manager, and about an absence until then."""


def known_end(until: datetime | None) -> datetime | None:
    """When an absence ends, as far as anybody knows."""
    return None if until == SOMETIME else until


@dataclass(frozen=True, slots=True)
class Standing:
    """What one platform told of a person last, and in which hour: a round without news is to change nothing."""

    channel: str
    at: datetime
    active: bool | None = None
    """Whether the account is open; None where the platform knows of none."""
    manager: PersonId | None = None
    manager_at: datetime | None = None
    """None where it never said whether there is one; likewise for what is below."""
    away_until: datetime | None = None
    away_at: datetime | None = None

    @property
    def holds(self) -> timedelta:
        """How long what it says of an absence is believed."""
        return SURE if self.away_until == SOMETIME else BELIEVED

    def after(self, before: Standing | None) -> Standing:
        """The same, with what was told `before` in place of what was not told now."""
        if before is None:
            return self
        named, away = (self if self.manager_at else before), (self if self.away_at else before)
        return replace(
            self, manager=named.manager, manager_at=named.manager_at, away_until=away.away_until, away_at=away.away_at
        )


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
    standings: tuple[Standing, ...] = ()
    """What `manager`, `active` and `away_until` come from: the last that each platform told."""

    def is_there(self, at: datetime) -> bool:
        """Whether they are with the company, and not away by their status at that instant."""
        return self.active and (self.away_until is None or self.away_until <= at)

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


def settled(
    person: Person, heard: Sequence[Standing], now: datetime, silent: Collection[str] = (), first: Sequence[str] = ()
) -> Person:
    """The person by what platforms told just now (`heard`), and by what the others told the last time.

    An open account on any platform is enough. Where no word is young enough to be believed, what was known stays.
    Where several name a manager, the word of those who stand `first` counts, in that order.
    Nobody left while a platform is `silent` that never told of them: it may know of an open account.
    """
    last = {one.channel: one for one in person.standings}
    last |= {one.channel: one.after(last.get(one.channel)) for one in heard}
    words = tuple(last[name] for name in sorted(last))
    all_heard = last.keys() >= set(silent)
    accounts = [one.active for one in words if one.active is not None and now - one.at < SURE]
    in_turn = (*(last[name] for name in first if name in last), *words)
    managers = [one.manager for one in in_turn if one.manager_at and now - one.manager_at < BELIEVED]
    ends = [one.away_until for one in words if one.away_at and now - one.away_at < one.holds]
    return replace(
        person,
        standings=words,
        active=any(accounts) if any(accounts) or (accounts and all_heard) else person.active,
        manager=next(filter(None, managers), None) if managers else person.manager,
        away_until=max(filter(None, ends), default=None) if ends else known_end(person.away_until),
    )
