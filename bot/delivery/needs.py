"""What delivery needs of the rest, as Protocols: the outbox, people, a presenter, the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.routing import Accounts
from core.people import PersonId
from core.ports.outbox import Notice
from core.ports.tickets import Binding
from core.tickets.ticket import Ticket
from core.ui.cards import Card


class Leased(Protocol):
    """A notice to say now: `attempts` tries came before, one of which may have landed when it is `unknown`."""

    @property
    def id(self) -> int:
        """Its number in the outbox."""
        ...

    @property
    def notice(self) -> Notice:
        """What is to be said."""
        ...

    @property
    def attempts(self) -> int:
        """How many tries came before."""
        ...

    @property
    def unknown(self) -> bool:
        """Whether an earlier try may have landed."""
        ...


class Outbox(Protocol):
    """The outbox (storage.Outbox): every method is one transaction and raises StorageUnavailable."""

    async def lease(self, now: datetime, worker: str, *, limit: int, lease_for: timedelta) -> Sequence[Leased]:
        """The oldest sayable notice of each free lane, at most `limit`."""
        ...

    async def behind(self, id: int, now: datetime, most: int) -> Sequence[Leased]:
        """What stands behind it in its lane and may be said now, in order."""
        ...

    async def carry(self, id: int, attempts: int, companions: Sequence[int]) -> bool:
        """Say these in the message of the notice leased with so many `attempts`. False: none of them."""
        ...

    async def carried(self, id: int) -> Sequence[Leased]:
        """What an earlier try of it, whose outcome nobody knows, said with it."""
        ...

    async def done(
        self,
        id: int,
        receipt_binding: Binding | None,
        at: datetime,
        *,
        lane_free_at: datetime | None = None,
        along: Sequence[Binding] = (),
    ) -> bool:
        """It was said, with what it carried, whose bindings are `along`."""
        ...

    async def retry(self, id: int, at: datetime, why: str, *, unknown: bool = False) -> bool:
        """Again at `at`."""
        ...

    async def park(self, id: int, why: str, at: datetime, fallback: Sequence[Notice] = ()) -> bool:
        """Never; `fallback` is written in the same transaction."""
        ...

    async def drop_moot(self, id: int, at: datetime) -> bool:
        """No longer."""
        ...

    async def next_at(self, now: datetime) -> datetime | None:
        """When something can next be leased."""
        ...


class People(Accounts, Protocol):
    """Who people are, loaded before a card that names them is drawn."""

    async def know(self, people: Sequence[PersonId]) -> None:
        """Load these people into memory."""
        ...


class Draws(Protocol):
    """The part of a presenter that delivery needs."""

    def notice(self, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
        """What a notice says."""
        ...


class Climbs(Protocol):
    """The part of the desk that delivery needs."""

    async def unreachable(self, notice: Notice, why: str) -> None:
        """A direct notice was rejected: the next rung at once, or the lead is told."""
        ...
