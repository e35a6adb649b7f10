"""Looks whether those who have to agree to something are there: who left, whose status says so, whose manager is whom.

Asked of the platforms beside everybody, never while somebody waits, and kept with the person. Whoever left, or is away
by now, is replaced at once where they are asked for something.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from bot.identity.people import PeopleDirectory
from bot.runtime.logs import record
from core import absences
from core.approvals import machine
from core.engine import Engine
from core.people import Person, PersonId, Profile, Speaker
from core.ports.channel import Channel, Rejected, RetryLater
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from core.queries import deciding

MOST = 300
"""People that are asked about in one round."""
PAUSE = 30.0
"""Seconds before each round. One is of those who were met since the last alone, who are about to order something."""
OF_ALL = 20
"""Each round of so many is of everybody."""
SLACK_MANAGER = "slack.profile.manager"


@dataclass(frozen=True, slots=True)
class Told:
    """What the platforms tell of a person by now; `active` None where none of them knows."""

    manager: PersonId | None = None
    active: bool | None = None
    away_until: datetime | None = None


@dataclass(slots=True)
class StandingWatch:
    """Goes its rounds until it is cancelled."""

    engine: Engine
    directory: PeopleDirectory
    channels: Mapping[str, Channel]

    async def run(self) -> None:
        """Newcomers each half minute, everybody each ten. What fails ends a round, not the watch."""
        for turn in count():
            await asyncio.sleep(PAUSE)
            try:
                await self.look(everybody=turn % OF_ALL == 0)
            except (RetryLater, StorageUnavailable, Conflict) as error:
                record("standing.later", why=repr(error))

    async def look(self, *, everybody: bool = True) -> int:
        """One round: ask about whoever was met lately; with `everybody` all who decide, or for whom somebody does.

        Returns how many can decide no longer, and were replaced. Raises RetryLater and StorageUnavailable.
        """
        people = self.directory.take_newcomers()
        if everybody:
            people = tuple(dict.fromkeys((*people, *await self.engine.store.read(self._whom))))[:MOST]
        gone = [person for person in people if await self._look_at(person)]
        if not gone:
            return 0
        engine, left = self.engine, frozenset(gone)
        await engine.transact(lambda tx: absences.take_up(engine, tx, engine.now(), left))
        return len(gone)

    def _whom(self, tx: Transaction) -> tuple[PersonId, ...]:
        waiting = deciding.undecided(tx)
        asked = [person for ticket in waiting for person in sorted(machine.deciders(ticket))]
        asking = [one.beneficiary for one in waiting]
        deputies = (*sorted(self.engine.policy.managers), *tx.staffing().managers_of.values())
        return (*asked, *asking, *deputies)

    async def _look_at(self, person: PersonId) -> bool:
        """Keep what the platforms tell of somebody; whether they can decide no longer by that."""
        told = await self._told(person)
        if told.active is None:
            return False
        known = await self.directory.take_standing(person, told.manager, told.active, told.away_until)
        return _is_there(known, self.engine.now()) and (not told.active or told.away_until is not None)

    async def _told(self, person: PersonId) -> Told:
        """What all platforms tell together: whoever has an open account on any of them is with the company."""
        found: list[Profile] = []
        for name, channel in self.channels.items():
            account = await self.directory.account(person, name)
            if account is None:
                continue
            try:
                found.append(await channel.standing(Speaker(name, account)))
            except Rejected as error:
                record("standing.unknown", person=person, channel=name, why=error.why)
        if not found:
            return Told()
        until = [each.away_until for each in found if each.away_until is not None]
        return Told(await self._manager(found), any(each.active for each in found), max(until, default=None))

    async def _manager(self, found: list[Profile]) -> PersonId | None:
        if SLACK_MANAGER not in self.engine.policy.manager_from:
            return None
        named = next((each for each in found if each.manager is not None), None)
        if named is None or named.manager is None:
            return None
        return (await self.directory.identify(Speaker(named.speaker.channel, named.manager))).id


def _is_there(person: Person, now: datetime) -> bool:
    return person.active and (person.away_until is None or person.away_until <= now)
