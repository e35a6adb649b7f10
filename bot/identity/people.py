"""Who people are: a cache in memory over the store, joined across platforms (core.ports.people.Directory).

An account is joined to a person by `people.accounts` of the settings (the directory's own ids), else by the platform's
verified e-mail, and never by a display name. Someone of whom neither is known is the account itself: they may ask for
help and get their answers there, hold no role, and see no ticket of anybody else, themselves on another platform
included. `deskbell doctor` names such accounts, so that an admin can join them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from bot.runtime.logs import record
from core.approvals import lines
from core.people import SURE, SYSTEM, UNNAMED, Person, PersonId, Profile, Speaker, Standing, settled
from core.policy import Policy
from core.ports.channel import Channel, Rejected, RetryLater
from core.ports.clock import Clock
from core.ports.tickets import Store, Transaction

TOLD_BY: Mapping[str, str] = {"slack.profile.manager": "slack", "entra.manager": "teams"}
"""Which channel tells what `directory.manager_from` of the settings names."""
_MOST = 20_000
_ASK_AGAIN = timedelta(minutes=10)
_READ_AGAIN = timedelta(minutes=1)


class PeopleDirectory:
    """Answers `person` from memory; `identify`, `know` and `account` ask the store, then the platform."""

    def __init__(self, store: Store, policy: Policy, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._store = store
        self._policy = policy
        self._channels = channels
        self._clock = clock
        self._people: dict[PersonId, Person] = {}
        self._speakers: dict[str, PersonId] = {}
        self._absent: dict[tuple[PersonId, str], datetime] = {}
        self._unmet: dict[PersonId, datetime] = {}
        """Whom the store did not have, and when it was asked: another process may meet them."""
        self._heard: dict[str, int] = {}
        """When each speaker id was last heard, in turns."""
        self._turns = count(1)
        self._newcomers: set[PersonId] = set()

    def take_newcomers(self) -> tuple[PersonId, ...]:
        """Whoever was met since the last time, where a platform that knows them was not asked about them lately."""
        met, self._newcomers = sorted(self._newcomers), set()
        return tuple(each for each in met if not self._lately(each).issuperset(dict(self.person(each).accounts)))

    def settle(
        self, tx: Transaction, person: PersonId, heard: Sequence[Standing], now: datetime, silent: Collection[str]
    ) -> tuple[Person, Person]:
        """Store what the platforms told of somebody by now (`core.people.settled`).

        Returns the person as they were known until then, and as they are; `keep` the latter once it is committed.
        """
        known = tx.person(person) or self._stranger(person)
        first = [TOLD_BY[source] for source in self._policy.manager_from if source in TOLD_BY]
        kept = settled(known, heard, now, silent, first)
        if kept != known:
            tx.save_person(kept, now)
        return known, kept

    def use(self, policy: Policy) -> None:
        """Name and join people by these settings from now on."""
        if policy.accounts != self._policy.accounts:
            self._people.clear()
            self._speakers.clear()
        self._policy = policy

    def person(self, person: PersonId) -> Person:
        """The person; one who never spoke here gets the name of the settings, or one made from the address."""
        return self._people.get(person) or self._stranger(person)

    def account_of(self, person: PersonId, channel: str) -> str | None:
        """The speaker id of a person on a channel, from memory alone: what a renderer needs for a mention."""
        if person.startswith(f"{channel}:"):
            return person
        known = self._people.get(person)
        return known.account(channel) if known else None

    async def warm(self) -> None:
        """Load everybody whom the settings name, so that no form calls them otherwise than what is said later does."""
        await self.know({*self._policy.responders, *lines.named(self._policy)})

    async def know(self, people: Iterable[PersonId]) -> None:
        """Load those of these people whom the store has and memory has not."""
        now = self._clock.now()
        wanted = [each for each in dict.fromkeys(people) if each and each != SYSTEM and self._is_to_read(each, now)]
        if not wanted:
            return
        found = await self._store.read(lambda tx: [tx.person(each) for each in wanted])
        if len(self._unmet) > _MOST:
            self._unmet.clear()
        for wish, person in zip(wanted, found, strict=True):
            if person is None:
                self._unmet[wish] = now
            else:
                self.keep(person)

    def _is_to_read(self, person: PersonId, now: datetime) -> bool:
        asked = self._unmet.get(person)
        return person not in self._people and (asked is None or now - asked >= _READ_AGAIN)

    async def identify(self, speaker: Speaker) -> Person:
        """Who a speaker is: a known account, else the platform's profile joined by its verified e-mail, and saved.

        Raises RetryLater when the platform cannot say now.
        """
        known = self._speakers.get(speaker.id)
        if known is not None and known in self._people:
            return self._seen(self._people[known])
        stored = await self._store.read(lambda tx: tx.person_of(speaker))
        if stored is not None and self._policy.accounts.get(speaker.id) in (None, stored.id):
            return self._seen(self.keep(stored))
        channel = self._channels.get(speaker.channel)
        try:
            profile = await channel.profile(speaker) if channel else Profile(speaker, "", None)
        except Rejected as error:
            # Somebody the platform will not tell about may still ask for help, under the speaker id.
            record("person.without_profile", speaker=speaker.id, why=error.why)
            profile = Profile(speaker, "", None)
        return await self._join(profile)

    def met(self, speaker: Speaker) -> None:
        """Whoever says something is spoken to there from now on. In memory: nobody's words wait for it."""
        self._heard.pop(speaker.id, None)
        self._heard[speaker.id] = next(self._turns)
        if len(self._heard) > _MOST:
            del self._heard[next(iter(self._heard))]

    async def platforms_of(self, person: PersonId) -> Sequence[str]:
        """The channels on which a person may be, the one they last spoke on first; kept for after a restart."""
        await self.know((person,))
        known = self.person(person)
        accounts = tuple(sorted(known.accounts, key=lambda account: -self._heard.get(account[1], 0)))
        if accounts != known.accounts:
            await self._reorder(person, accounts)
        return tuple(dict.fromkeys([*(channel for channel, _ in accounts), *self._channels]))

    async def _reorder(self, person: PersonId, accounts: tuple[tuple[str, str], ...]) -> None:
        now = self._clock.now()

        def save(tx: Transaction) -> Person:
            kept = tx.person(person) or self._stranger(person)
            first = tuple(each for each in accounts if each in kept.accounts)
            moved = replace(kept, accounts=tuple(dict.fromkeys([*first, *kept.accounts])))
            tx.save_person(moved, now)
            return moved

        self.keep(await self._store.transact(save))

    async def account(self, person: PersonId, channel: str) -> str | None:
        """The speaker id of a person on a channel, looked up by e-mail where it is not known yet. Raises RetryLater."""
        await self.know((person,))
        known = self.account_of(person, channel)
        platform = self._channels.get(channel)
        if known is not None or platform is None or "@" not in person or ":" in person:
            return known
        now = self._clock.now()
        asked = self._absent.get((person, channel))
        if asked is not None and now - asked < _ASK_AGAIN:
            return None
        try:
            found = await platform.account(person)
        except Rejected as error:
            record("person.without_account", person=person, channel=channel, why=error.why)
            found = None
        if found is None:
            self._absent[(person, channel)] = now
            return None
        speaker = Speaker(channel, found)
        try:
            profile = await platform.profile(speaker)
        except (Rejected, RetryLater):
            # The account is what is needed now; name and zone come with the next profile.
            profile = Profile(speaker, "", person)
        return (await self._join(replace(profile, email=person))).account(channel)

    async def _join(self, profile: Profile) -> Person:
        verified = profile.email.strip().lower() if profile.email else None
        id = self._policy.accounts.get(profile.speaker.id) or verified or profile.speaker.id
        now = self._clock.now()
        stranger = self._stranger(id)

        def save(tx: Transaction) -> Person:
            kept = tx.person(id) or stranger
            accounts = dict(kept.accounts) | {profile.speaker.channel: profile.speaker.id}  # in the order of use
            person = replace(
                kept,
                name=profile.name or kept.name,
                zone=profile.zone or kept.zone,
                accounts=tuple(accounts.items()),
                department=profile.department or kept.department,
                site=profile.site or kept.site,
            )
            tx.save_person(person, now)
            return person

        self._newcomers.add(id)
        return self.keep(await self._store.transact(save))

    def _seen(self, person: Person) -> Person:
        """Whoever no platform was asked about lately counts as just met: a restart may have come in between."""
        if not self._lately(person.id):
            self._newcomers.add(person.id)
        return person

    def _lately(self, person: PersonId) -> set[str]:
        """The platforms that told lately how somebody stands."""
        now = self._clock.now()
        return {one.channel for one in self.person(person).standings if now - one.at < SURE}

    def keep(self, person: Person) -> Person:
        """Have a person as they were stored in memory, too."""
        if len(self._people) >= _MOST:
            self._people.clear()
            self._speakers.clear()
        self._people[person.id] = person
        for _, speaker in person.accounts:
            self._speakers[speaker] = person.id
        return person

    def _stranger(self, person: PersonId) -> Person:
        name = "Deskbell" if person == SYSTEM else self._policy.name_of(person)
        if "@" not in person and ":" in person:
            name = UNNAMED
        accounts = ((person.partition(":")[0], person),) if "@" not in person and ":" in person else ()
        return Person(person, name, self._policy.company.zone, accounts)
