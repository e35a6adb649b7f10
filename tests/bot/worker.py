"""Delivery on a real SQLite outbox against the failing platform, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.delivery.pacing import Pace, Paces
from bot.delivery.routing import Addresses
from bot.delivery.sender import Patience, Voice
from bot.delivery.worker import Delivery
from bot.runtime.metrics import Metrics
from core.people import PersonId
from core.policy import Policy
from core.ports.outbox import FactValue, Notice
from core.processes import IncidentDetails
from core.tickets.events import Event, Happened, Opened
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from core.ui.cards import Card, say
from core.ui.pages import Digest
from core.ui.text import plain
from storage import AsyncStore, open_store
from tests.bot import sample
from tests.bot.platform import Platform
from tests.bot.virtual import LoopClock, counted, passes
from tests.fakes.phrasing import PHRASING

NOW = datetime(2026, 10, 23, 8, 0, tzinfo=UTC)
MIA, DANA, LENA = "mia.feld@nordlicht.example", "dana.roth@nordlicht.example", "lena.vogt@nordlicht.example"
TRIAGE = "slack:T1/desk-triage"
REF = "INC-1000"
_policies: list[Policy] = []


def policy() -> Policy:
    if not _policies:
        _policies.append(sample.loaded().policy)
    return _policies[0]


class Rooms:
    """Implements core.ports.places.Places."""

    def __init__(self) -> None:
        self.found = True
        self.admins: tuple[str, ...] = ("slack:T1/desk-admin",)

    def triage(self, team: str) -> tuple[str, ...]:
        return (TRIAGE,) if self.found and team == "service-desk" else ()

    def admin(self) -> tuple[str, ...]:
        return self.admins

    def is_open(self, place: str) -> bool:
        return True

    def team_reading(self, place: str) -> str | None:
        return None


@dataclass
class People:
    platform: Platform
    known: list[PersonId] = field(default_factory=list)

    async def know(self, people: Sequence[PersonId]) -> None:
        self.known += people

    async def platforms_of(self, person: PersonId) -> Sequence[str]:
        return (self.platform.name,)

    async def account(self, person: PersonId, channel: str) -> str | None:
        return await self.platform.account(person)


@dataclass
class Ladder:
    """The desk, as far as delivery asks it."""

    missed: list[tuple[str, str]] = field(default_factory=list)

    async def unreachable(self, notice: Notice, why: str) -> None:
        self.missed.append((notice.key, why))


class Words:
    """A presenter whose templates for some kinds are broken."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.made: list[str] = []

    words = staticmethod(PHRASING)

    def notice(self, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
        if notice.kind in self.broken:
            raise KeyError("no such word")
        return say(plain(f"{notice.kind} {ticket.title if ticket else ''} at {now:%H:%M}"), ticket=notice.ticket)

    def prepare(self) -> Iterator[str]:
        for name in ("breach", "page"):
            self.made.append(name)
            yield name

    def digest(self, digest: Digest, now: datetime) -> Card:
        if "digest" in self.broken:
            raise KeyError("no such word")
        refs = " ".join(each.ref for each in digest.tickets)
        called = "".join(f" @{each}" for each in digest.called)
        return say(plain(f"{digest.over}/{digest.unanswered}/{digest.near}: {refs} +{digest.more}{called}"))


@dataclass(repr=False)
class World:
    store: AsyncStore
    platform: Platform
    rooms: Rooms
    desk: Ladder
    words: Words
    clock: LoopClock
    delivery: Delivery
    worker: asyncio.Task[None] | None = None

    async def opens(self, ref: str = REF, at: datetime | None = None, **changes: object) -> Ticket:
        fields: dict[str, object] = {
            "ref": ref, "status": "new", "title": "VPN drops", "description": "", "requester": MIA,
            "beneficiary": MIA, "logged_by": MIA, "source": "slack_command", "service": "network",
            "details": IncidentDetails(impact=3, urgency=2),
            "priority": "P3", "priority_source": "matrix", "team": "service-desk",
            "private": False,
        }  # fmt: skip
        log = [Happened(at or NOW, MIA, Opened(**(fields | changes)))]  # type: ignore[arg-type]
        ticket = fold(log)
        await self.store.transact(lambda tx: tx.save(0, ticket, log, None))
        return ticket

    async def changes(self, ticket: Ticket, event: Event | None = None) -> Ticket:
        """Store a ticket that reads differently (a title stands for any change), or to which this happened."""
        after = replace(ticket, version=ticket.version + 1)
        entry = Happened(NOW, MIA, event or Opened(**_as_opened(after)))  # type: ignore[arg-type]
        after = after if event is None else fold([entry], ticket)
        await self.store.transact(lambda tx: tx.save(ticket.version, after, [entry], None))
        return after

    async def writes(self, *notices: Notice) -> None:
        await self.store.transact(lambda tx: tx.write_notices(notices))

    async def settles(self) -> None:
        """Let time pass until nothing is left to say."""
        while await self.store.outbox.pending():  # virtual time: no event says "nothing is left"
            await passes(2.0)

    async def parked(self) -> dict[str, str]:
        return {each.notice.key: each.why for each in await self.store.outbox.parked()}


def _as_opened(ticket: Ticket) -> Mapping[str, object]:
    names = Opened.__dataclass_fields__
    return {name: getattr(ticket, name) for name in names if hasattr(ticket, name)}


def notice(
    kind: str,
    to: str = "triage:service-desk",
    key: str | None = None,
    *,
    place: str | None = TRIAGE,
    ticket: str | None = REF,
    after: float = 0.0,
    **facts: FactValue,
) -> Notice:
    if not to.startswith("triage:"):
        place = None if place == TRIAGE else place
    at = NOW + timedelta(seconds=after)
    return Notice(kind, ticket, to, key or f"{kind}:{to}", NOW, at, facts, place)


@asynccontextmanager
async def world(
    platform: Platform | None = None,
    *,
    pace: Pace | None = None,
    patience: Patience | None = None,
    running: bool = True,
    url: str = "sqlite+aiosqlite:///:memory:",
) -> AsyncIterator[World]:
    clock = LoopClock(NOW)
    store = counted(open_store(url, now=clock.now))
    platform = platform or Platform()
    rooms, desk, words = Rooms(), Ladder(), Words()
    people = People(platform)
    metrics = Metrics()
    channels = {platform.name: platform}
    delivery = Delivery(
        store.outbox, store, desk, words, Addresses(policy(), rooms, channels, people), people, rooms, policy(), clock,
        metrics, Voice(metrics, patience or Patience(), Paces(pace or Pace())),
    )  # fmt: skip
    store.on_commit(delivery.bell.ring)
    there = World(store, platform, rooms, desk, words, clock, delivery)
    if running:
        there.worker = asyncio.create_task(delivery.run())
    try:
        yield there
    finally:
        there.delivery.stop()
        if there.worker is not None:
            await there.worker
        await store.close()
