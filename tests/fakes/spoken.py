"""What the desk said: the real delivery, looking when it is told to, over channels that record.

Nothing is written here again of how notices are ordered, dropped, held back or said together: `bot.delivery` does it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from adapters.slack import channel as slack
from adapters.teams import channel as teams
from bot.delivery.pacing import Pace, Paces
from bot.delivery.routing import Addresses
from bot.delivery.sender import Patience, Voice
from bot.delivery.worker import Delivery
from bot.runtime.metrics import Metrics
from core.desk import Desk
from core.people import Profile, Speaker
from core.ports.bindings import Binding
from core.ports.channel import Capabilities, Outgoing, Receipt, Rejected
from core.ports.outbox import NOTHING, FactValue, Leased, Notice, Outbox
from core.ports.tickets import Store
from core.ui.cards import Card
from tests.fakes.company import DOMAIN, KnownPeople, KnownPlaces, chat_of, place_of
from tests.fakes.instants import SetClock, local


@dataclass(frozen=True)
class Said:
    """One notice of the desk that was said. `at` is when, `caused` when what it is about happened.

    `to` is `triage:<team>`, `requester`, `admins`, a first name (a direct message), or `message` (a reaction). `text`
    are the words of the message, which several notices that waited share; `message` is its key.
    """

    kind: str
    to: str
    at: datetime
    caused: datetime
    facts: Mapping[str, FactValue]
    text: str
    notice: Notice
    message: str

    @property
    def line(self) -> str:
        """`2026-10-27 09:18 CET warning_direct lena`."""
        return f"{local(self.at)} {self.kind} {self.to}"


class RecordingChannel:
    """Implements core.ports.channel.Channel: takes everything, and keeps it in `taken`, oldest first.

    `stands` is what everybody reads by now: each message's card, by its place and its id.
    """

    def __init__(self, name: str, numbers: Iterator[int]) -> None:
        self.name = name
        self.sources = {"slack": slack.SOURCES, "teams": teams.SOURCES}[name]
        self.edit_limit = None
        self.capabilities: Capabilities = {"slack": slack.CAPABILITIES, "teams": teams.CAPABILITIES}[name]
        self.taken: list[Outgoing] = []
        self.stands: dict[tuple[str, str], Card] = {}
        self._numbers = numbers

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        self.taken.append(outgoing)
        speaker = outgoing.place.removeprefix("direct:")
        place = outgoing.place if speaker == outgoing.place else chat_of(speaker)
        match outgoing.act:
            case "post" if outgoing.card is not None:
                message = f"{next(self._numbers)}.0"
                self.stands[place, message] = outgoing.card
                return Receipt(place, message)
            case "edit" if outgoing.card is not None and outgoing.message:
                self.stands[place, outgoing.message] = outgoing.card
                return Receipt(place, outgoing.message)
            case "delete":
                del self.stands[place, outgoing.message or ""]
        return Receipt(place, "")

    async def find(self, outgoing: Outgoing) -> Receipt | None:
        return None

    async def fetch(self, source: str, most: int) -> bytes:
        raise Rejected("gone")

    async def standing(self, speaker: Speaker) -> Profile:
        return await self.profile(speaker)

    async def profile(self, speaker: Speaker) -> Profile:
        return Profile(speaker, "", f"{speaker.id.partition('/U-')[2]}@{DOMAIN}", "Europe/Berlin")

    async def account(self, email: str) -> str | None:
        return None

    async def is_open(self, written: str) -> bool:
        return False

    async def resolve(self, written: str) -> str | None:
        return place_of(written) if self.name == "slack" else None


class WatchedOutbox:
    """Implements core.ports.outbox.Outbox: the store's own, telling what becomes of each notice.

    That is `said` (and in which message), `dropped` or `parked` (and why).
    """

    def __init__(self, outbox: Outbox, tell: Callable[[str, Notice, str], None]) -> None:
        self._outbox = outbox
        self._tell = tell
        self._known: dict[int, Notice] = {}
        self._carried: dict[int, tuple[int, ...]] = {}

    async def lease(self, now: datetime, worker: str, *, limit: int, lease_for: timedelta) -> Sequence[Leased]:
        return self._met(await self._outbox.lease(now, worker, limit=limit, lease_for=lease_for))

    async def behind(self, id: int, now: datetime, most: int) -> Sequence[Leased]:
        return self._met(await self._outbox.behind(id, now, most))

    async def after(self, id: int, now: datetime) -> Sequence[Leased]:
        return self._met(await self._outbox.after(id, now))

    async def carry(self, id: int, attempts: int, companions: Sequence[int]) -> bool:
        taken = await self._outbox.carry(id, attempts, companions)
        if taken:
            self._carried[id] = tuple(companions)
        return taken

    async def done(
        self,
        id: int,
        receipt_binding: Binding | None,
        at: datetime,
        *,
        lane_free_at: datetime | None = None,
        along: Sequence[Binding] = (),
        left: Binding | None = None,
        keep: Mapping[str, str] = NOTHING,
        then: Sequence[Notice] = (),
    ) -> bool:
        recorded = await self._outbox.done(
            id, receipt_binding, at, lane_free_at=lane_free_at, along=along, left=left, keep=keep, then=then
        )
        assert recorded, f"{self._known[id].key} was said and was not ours to say"
        for each in (id, *self._carried.pop(id, ())):
            self._tell("said", self._known[each], self._known[id].key)
        return recorded

    async def drop_moot(self, id: int, at: datetime, along: Sequence[str] = (), *, then: Sequence[Notice] = ()) -> bool:
        self._tell("dropped", self._known[id], "")
        return await self._outbox.drop_moot(id, at, along, then=then)

    async def park(
        self, id: int, why: str, at: datetime, fallback: Sequence[Notice] = (), *, shut: str | None = None
    ) -> bool:
        self._tell("parked", self._known[id], why)
        return await self._outbox.park(id, why, at, fallback, shut=shut)

    async def bring_back(self, now: datetime, since: datetime, places: Collection[str] | None = None) -> int:
        return await self._outbox.bring_back(now, since, places)

    async def bring_back_for(
        self, refused_by: Collection[str], now: datetime, since: datetime, without: Collection[str] = ()
    ) -> int:
        return await self._outbox.bring_back_for(refused_by, now, since, without)

    async def bring_back_first(self, place: str, now: datetime, since: datetime) -> int:
        return await self._outbox.bring_back_first(place, now, since)

    async def refusing(self, since: datetime) -> Sequence[str]:
        return await self._outbox.refusing(since)

    async def move(self, before: str, after: str, since: datetime) -> int:
        return await self._outbox.move(before, after, since)

    async def carried(self, id: int) -> Sequence[Leased]:
        return self._met(await self._outbox.carried(id))

    async def retry(
        self, id: int, at: datetime, why: str, *, unknown: bool = False, lane_free_at: datetime | None = None
    ) -> bool:
        return await self._outbox.retry(id, at, why, unknown=unknown, lane_free_at=lane_free_at)

    async def postpone(
        self,
        id: int,
        until: datetime,
        *,
        unknown: bool = False,
        lane_free_at: datetime | None = None,
        along: Sequence[int] = (),
    ) -> bool:
        return await self._outbox.postpone(id, until, unknown=unknown, lane_free_at=lane_free_at, along=along)

    async def next_at(self, now: datetime) -> datetime | None:
        return await self._outbox.next_at(now)

    def _met(self, leased: Sequence[Leased]) -> Sequence[Leased]:
        self._known |= {each.id: each.notice for each in leased}
        return leased


class SteppedDelivery(Delivery):
    """The real worker, which looks when it is told to and says one thing after the other, the oldest first."""

    async def says_all(self) -> None:
        """Say everything that may be said now. A bug in saying it is the test's to see."""
        while await self._take():
            await asyncio.gather(*self._flying.values())


@cache
def _figures() -> Metrics:
    """One for all tests: nobody here reads them, and to make them takes longer than a test."""
    return Metrics()


def delivery_of(
    desk: Desk,
    outbox: Outbox,
    store: Store,
    channels: Mapping[str, RecordingChannel],
    people: KnownPeople,
    places: KnownPlaces,
    clock: SetClock,
) -> SteppedDelivery:
    """A delivery for this desk, without waits and without threads of its own."""
    policy, presenter = desk.engine.policy, desk.engine.presenter
    addresses = Addresses(policy, places, channels, people)
    voice = Voice(_figures(), Patience(settle=0.0), Paces(Pace(0, 0)))
    return SteppedDelivery(
        outbox, store, desk, presenter, addresses, people, places, policy, clock, _figures(), voice, abreast=1
    )
