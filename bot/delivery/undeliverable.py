"""What becomes of a notice that can never be said as it was meant: another platform, another person, the doctor's list.

A person who is on two platforms is told on the other one before anybody else is. Otherwise the notice is parked and
its fallback is written (design.md: direct message, then lead); pages climb their ladder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.delivery.fallback import instead, is_fallback
from bot.delivery.ports import Climbs
from bot.delivery.routing import Addresses, Route
from bot.runtime.logs import record, record_bug
from bot.runtime.metrics import Metrics
from core.notifications.kinds import kind_of
from core.policy import Policy
from core.ports.outbox import Leased, Notice, Outbox
from core.ports.places import Places
from core.ports.tickets import StorageUnavailable, Store, Transaction
from core.tickets.ticket import Ticket

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LastResort:
    """Settles a leased notice for good. Every method raises StorageUnavailable."""

    outbox: Outbox
    store: Store
    desk: Climbs
    addresses: Addresses
    policy: Policy
    places: Places
    metrics: Metrics

    async def give_up(self, leased: Leased, why: str, route: Route | None, now: datetime) -> None:
        """Say it, and what its last try said with it, elsewhere; else park it. Raises RetryLater: ask again later."""
        if route is None or route.act != "post":
            return await self.park(leased, why, now)
        moved: list[Notice] = []
        for notice in await self._everything(leased):
            if not await self._is_for_one(notice):
                return await self.park(leased, why, now)
            person = notice.to.removeprefix("direct:")
            if notice.to == "requester":
                ticket = await self._ticket(notice)
                person = ticket.requester if ticket is not None else ""
            again = await self.addresses.elsewhere(person, notice, route.channel.name)
            if again is None:
                return await self.park(leased, why, now)
            moved.append(replace(again, not_before=now))

        def write(tx: Transaction) -> None:
            tx.write_notices(moved)

        # Two steps, the same when they are done twice: the new notices have keys of their own.
        await self.store.transact(write)
        await whole(self.outbox.drop_moot(leased.id, now))
        for notice in moved:
            self.metrics.notices.labels("elsewhere", notice.kind).inc()
            record("notice.elsewhere", 30, key=notice.key, kind=notice.kind, channel=route.channel.name, why=why)

    async def park(self, leased: Leased, why: str, now: datetime) -> None:
        """Park it, with what its last try may have said together with it; each is told to somebody else."""
        told: list[Notice] = []
        everything = await self._everything(leased)
        for notice in everything:
            ticket = await self._ticket(notice)
            climbs = notice.to.startswith("direct:") and kind_of(notice).fallback == "desk" and not is_fallback(notice)
            if climbs and ticket is not None:
                await self._climb(notice, why)
            told += () if climbs else instead(notice, ticket, self.policy, self.places, now)
        await whole(self.outbox.park(leased.id, why, now, told))
        for notice in everything:
            self.metrics.notices.labels("parked", notice.kind).inc()
            record("notice.parked", 40, key=notice.key, kind=notice.kind, why=why, told=len(told))

    async def _is_for_one(self, notice: Notice) -> bool:
        """Whether it is for one person alone. Its place does not tell: a line stands where the card above it does."""
        if notice.to != "requester":
            return notice.to.startswith("direct:")
        ticket = await self._ticket(notice)
        return ticket is not None and ticket.home == "direct"

    async def _everything(self, leased: Leased) -> Sequence[Notice]:
        return [leased.notice, *(each.notice for each in await self.outbox.carried(leased.id))]

    async def _ticket(self, notice: Notice) -> Ticket | None:
        ref = notice.ticket
        return None if ref is None else await self.store.read(lambda tx: tx.ticket(ref))

    async def _climb(self, notice: Notice, why: str) -> None:
        try:
            await self.desk.unreachable(notice, why)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # a bug here must not keep this person's lane busy for ever
            self.metrics.bugs.labels("unreachable").inc()
            record_bug("notice.unreachable_failed", error, key=notice.key)


async def whole(work: Awaitable[T]) -> T:
    """Finish this piece of work even when we are cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
