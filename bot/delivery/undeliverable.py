"""What becomes of a notice that can never be said as it was meant: another chat, platform or person, the doctor's list.

A person whose chat is gone is told in a new one; one who is on two platforms is told on the other one before anybody
else is. Otherwise the notice is parked and its fallback is written (design.md: direct message, then lead); pages climb
their ladder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.delivery.coming_back import ComingBack
from bot.delivery.fallback import (
    card_anew,
    change_not_seen,
    instead,
    is_fallback,
    not_changed,
    reads_the_same,
    stands_for,
)
from bot.delivery.naming import as_first_said, key_anew
from bot.delivery.ports import Climbs
from bot.delivery.routing import (
    LEFT,
    NO_ACCOUNT,
    NO_CARD,
    PERSON,
    Addresses,
    Route,
    Unreachable,
)
from bot.runtime.logs import record, record_bug
from bot.runtime.metrics import Metrics
from core.notifications.kinds import kind_of, shape_of
from core.policy import Policy
from core.ports.bindings import Binding
from core.ports.channel import Gone
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
    coming_back: ComingBack

    async def give_up(
        self, leased: Leased, why: str, route: Route | None, now: datetime, *, shut: str | None = None
    ) -> None:
        """Say it, and what its last try said with it, elsewhere; else park it. Raises RetryLater: ask again later.

        Where its conversation is `shut` (its place), a new one with the same person comes first, another platform next.
        """
        if shut is not None and route is not None and route.in_former_chat:
            return await self._say_anew(leased, why, route, now)
        if route is None or route.act != "post":
            return await self.park(leased, why, now, shut=shut)
        moved: list[Notice] = []
        for notice in await self._everything(leased):
            if not await self._is_for_one(notice):
                return await self.park(leased, why, now, shut=shut)
            again = await self.addresses.elsewhere(notice.person or notice.asker, notice, route.channel.name)
            if again is None:
                return await self.park(leased, why, now, shut=shut)
            moved.append(replace(again, not_before=now))
        return await self._move(leased, moved, why, now)

    async def _say_anew(self, leased: Leased, why: str, route: Route, now: datetime) -> None:
        """Let the card that stood in a person's former chat be posted in the one of now, and this follow it there."""
        moved: list[Notice] = []
        for notice in await self._everything(leased):
            again = replace(notice, facts={**notice.facts, LEFT: route.place}, key=key_anew(notice), not_before=now)
            # A refresh needs no copy: what it was about is on the card, which is drawn after it.
            moved += [card_anew(again, now), *(() if notice.refresh else (again,))]
        await self._move(leased, moved, why, now)

    async def _move(self, leased: Leased, moved: Sequence[Notice], why: str, now: datetime) -> None:
        """Write what is said in its stead, and settle it."""

        def write(tx: Transaction) -> None:
            tx.write_notices(moved)

        # Two steps, the same when they are done twice: the new notices have keys of their own.
        await self.store.transact(write)
        await whole(self.outbox.drop_moot(leased.id, now))
        for notice in moved:
            self.metrics.notices.labels("elsewhere", notice.kind).inc()
            record("notice.elsewhere", 30, key=notice.key, kind=notice.kind, why=why)

    async def park(self, leased: Leased, why: str, now: datetime, *, shut: str | None = None) -> None:
        """Park it, with what its last try may have said together with it; each is told to somebody else.

        Where a place is `shut` it is tried anew when that comes back, unless its reader has it by then.
        """
        told: list[Notice] = []
        everything = await self._everything(leased)
        for notice in map(as_first_said, everything):
            ticket = await self._ticket(notice)
            climbs = bool(notice.person) and kind_of(notice).fallback == "desk" and not is_fallback(notice)
            if climbs and ticket is not None:
                await self._climb(notice, why)
            told += () if climbs else instead(notice, ticket, self.policy, self.places, now)
            if shut is None:
                told += not_changed(notice, why, now)
            else:  # it follows once the place is back
                told += change_not_seen(notice, ticket, self.places, now)
        shut = None if any(reads_the_same(each) for each in told) else shut
        await whole(self.outbox.park(leased.id, why, now, told, shut=shut))
        if shut is not None:
            self.coming_back.refusing.add(shut)
        for notice in everything:
            self.metrics.notices.labels("parked", notice.kind).inc()
            record("notice.parked", 40, key=notice.key, kind=notice.kind, why=why, told=len(told))

    async def _is_for_one(self, notice: Notice) -> bool:
        """Whether it is for one person alone. Its place does not tell: a line stands where the card above it does."""
        if not notice.for_requester:
            return bool(notice.person)
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


def shut_place(error: Exception, notice: Notice, route: Route | None) -> str | None:
    """The place that cannot be spoken in, where all may be well once it comes back; empty where nobody knows which.

    It is the one that was found out for this try; what is for one person waits until they are seen again anywhere.
    """
    if not isinstance(error, Gone) and not (isinstance(error, Unreachable) and error.why in (NO_CARD, NO_ACCOUNT)):
        return None
    if person := person_of(notice):
        return f"{PERSON}{person}"
    return (route.asked_for if route is not None else notice.place) or ""


def person_of(notice: Notice) -> str:
    """The one person who reads it, empty where it is for a place."""
    kind, _, person = notice.to.partition(":")
    return person if notice.place is None and kind in ("direct", "requester") else ""


def left_behind(notice: Notice, route: Route | None, bound: Sequence[Binding]) -> Binding | None:
    """What is forgotten with this: the message taken back, or the card that a requester's former chat had before."""
    if kind_of(notice).forgets:
        where = None if route is None else (route.place, route.message, route.role)
        return next((each for each in bound if (each.place, each.message, each.role) == where), None)
    gone = notice.facts.get(LEFT)
    if gone is None or shape_of(notice) != "card":
        return None
    return next((each for each in bound if each.place == gone and each.role == "requester" == stands_for(notice)), None)


async def whole(work: Awaitable[T]) -> T:
    """Finish this piece of work even when we are cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def taken(done: Callable[[], Awaitable[None]], stopping: Callable[[], bool]) -> None:
    """Record what was said. A database that cannot take it now is asked again: a lapsed lease costs a lookup."""
    for wait in (0.05, 0.2, 1.0, 3.0, 5.0, 10.0):
        try:
            return await done()
        except StorageUnavailable:
            if stopping():
                raise
        await asyncio.sleep(wait)
    await done()
