"""Looks whether those who have to agree or to answer are there: who left, whose status says so, whose manager is whom.

Asked of the platforms beside everybody, never while somebody waits, and kept with the person. Whoever left, or is away
by now, is replaced at once where they are asked for something: in the transaction that keeps it, so that neither is
ever without the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, islice

from bot.identity.people import TOLD_BY, PeopleDirectory
from bot.runtime.logs import record, record_bug
from core import absences
from core.approvals import lines
from core.engine import Engine
from core.people import Person, PersonId, Profile, Speaker, Standing
from core.ports.channel import Channel, Rejected, RetryLater
from core.ports.tickets import Conflict, StorageUnavailable, Transaction

MOST = 50
"""People that are asked about in one round: with two rounds a minute what Slack allows for a method (100)."""
PAUSE = 30.0
"""Seconds before each round. It is of those who were met since the last, who are about to order something, and of whom
the rounds before had no time for.
"""
OF_ALL = 20
"""Each round of so many begins with everybody anew."""
NOBODY = "user_not_found"
"""How a platform says that it has no such account (any more)."""


@dataclass(slots=True)
class StandingWatch:
    """Goes its rounds until it is cancelled."""

    engine: Engine
    directory: PeopleDirectory
    channels: Mapping[str, Channel]
    pause: float = PAUSE
    _owed: dict[PersonId, None] = field(default_factory=dict)
    """Who is to be asked about, in that order."""

    async def run(self) -> None:
        """Newcomers each half minute, everybody each ten minutes. What fails ends a round, not the watch."""
        for turn in count():
            await asyncio.sleep(self.pause)
            try:
                await self.look(everybody=turn % OF_ALL == 0)
            except (StorageUnavailable, Conflict) as error:
                record("standing.later", why=repr(error))
            except Exception as error:  # noqa: BLE001  # whatever it was, who leaves tomorrow is to be seen
                record_bug("standing.failed", error)

    async def look(self, *, everybody: bool = True) -> int:
        """One round: ask about whoever was met lately, and who is left of the rounds before; with `everybody` of all
        who decide, or for whom somebody does.

        Returns how many can decide no longer, and were replaced. Whoever could not be asked about is so by a later
        round. Raises StorageUnavailable and Conflict.
        """
        if everybody:
            self._owed |= dict.fromkeys(await self.engine.transact(self._whom))
        met = (person for person in self.directory.take_newcomers() if person not in self._owed)
        self._owed = dict.fromkeys((*met, *self._owed))
        gone, silent, refused = 0, set[str](), list[PersonId]()
        try:
            for person in tuple(islice(self._owed, MOST)):
                before = len(silent)
                gone += await self._take(person, silent)
                if len(silent) > before:
                    refused.append(person)
                if silent >= self.channels.keys():
                    break
        finally:
            for person in refused:  # behind those who were passed over meanwhile: nobody's trouble is another's
                self._owed[person] = self._owed.pop(person, None)
        return gone

    def _whom(self, tx: Transaction) -> tuple[PersonId, ...]:
        """Everybody whose standing matters. Those of whom it is known are replaced where somebody asked them since."""
        absences.look_again(self.engine, tx, self.engine.now())
        staffing, waiting = tx.staffing(), tx.deciding()
        asked = [person for person, _ in waiting if person]
        asking = [beneficiary for _, beneficiary in waiting]
        owing = absences.owe_answers(tx)
        return (*asked, *asking, *owing, *sorted(lines.named(self.engine.policy)), *staffing.managers_of.values())

    async def _take(self, person: PersonId, silent: set[str]) -> bool:
        """Ask about somebody; whether they can decide no longer. Asked about again, after the others, is whoever could
        not be kept or whom a platform is `silent` about.

        Raises StorageUnavailable: then they are the next one still.
        """
        try:
            heard = await self._told(person, silent)
            gone = await self._keep(person, heard, silent)
            again = bool(silent)
        except Conflict as error:
            record("standing.later", person=person, why=repr(error))
            gone, again = False, True
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # what is odd about one person must not hide that another one left
            record_bug("standing.failed", error, person=person)
            gone = again = False
        del self._owed[person]
        if again:
            self._owed[person] = None
        return gone

    async def _keep(self, person: PersonId, heard: list[Standing], silent: Collection[str]) -> bool:
        """Store what was heard, and have somebody else asked where they can decide no longer by that; whether so."""
        engine, now = self.engine, self.engine.now()

        def settle(tx: Transaction) -> tuple[Person, bool]:
            known, kept = self.directory.settle(tx, person, heard, now, silent)
            before, after = known.is_there(now), kept.is_there(now)
            if before != after:
                absences.look_again(engine, tx, now)
            return kept, before and not after

        kept, gone = await engine.transact(settle)
        self.directory.keep(kept)
        return gone

    async def _told(self, person: PersonId, silent: set[str]) -> list[Standing]:
        """What each platform tells that knows them. One that asks for patience is `silent` from then on."""
        heard: list[Standing] = []
        for name, channel in self.channels.items():
            if name in silent:
                continue
            try:
                account = await self.directory.account(person, name)
                told = None if account is None else await channel.standing(Speaker(name, account))
                heard.append(Standing(name, self._hour()) if told is None else await self._standing(told, name))
            except Rejected as error:
                record("standing.unknown", person=person, channel=name, why=error.why)
                if error.why == NOBODY:
                    heard.append(Standing(name, self._hour()))
            except RetryLater as error:
                record("standing.later", person=person, channel=name, why=str(error))
                if not error.own:
                    silent.add(name)
        return heard

    async def _standing(self, told: Profile, channel: str) -> Standing:
        """What a profile says, and what it leaves open. Raises RetryLater."""
        hour, manager = self._hour(), None
        wanted = {TOLD_BY.get(source) for source in self.engine.policy.manager_from}
        if told.manager is not None and channel in wanted:
            manager = (await self.directory.identify(Speaker(channel, told.manager))).id
        return Standing(
            channel, hour, told.active,
            manager, None if "manager" in told.untold else hour,
            told.away_until, None if "away_until" in told.untold else hour,
        )  # fmt: skip

    def _hour(self) -> datetime:
        return self.engine.now().replace(minute=0, second=0, microsecond=0)
