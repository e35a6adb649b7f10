"""The only code that speaks first: lease a notice, draw the ticket as it is now, speak, record what was posted.

One notice of a lane is in flight, many lanes at once. A platform that asks for patience delays its lane alone. An
outcome that nobody knows (a timeout, a dropped connection, a lease that ran out) is looked up by the notice's key
before it is said again (performance.md, "Speaking"). What can never be said is parked and somebody else is told.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.delivery.batching import LOOK, MOST, bindings, fits, one_card, one_ticket, waited
from bot.delivery.digests import Digests, pause_after
from bot.delivery.direct_limit import DirectLimit
from bot.delivery.named import may_be_named, pinged
from bot.delivery.ports import Climbs, Draws, People
from bot.delivery.routing import Addresses, Unreachable
from bot.delivery.sender import Attempt, Patience, Voice
from bot.delivery.undeliverable import LastResort, whole
from bot.runtime.fault_points import crash_point
from bot.runtime.logs import record, record_bug
from bot.runtime.metrics import Metrics
from bot.runtime.wakeup import Bell
from core.notifications.kinds import moot
from core.policy import Policy
from core.ports.bindings import Binding
from core.ports.channel import Receipt, Rejected, RetryLater
from core.ports.clock import Clock
from core.ports.outbox import Leased, Notice, Outbox
from core.ports.pacing import Turn
from core.ports.places import Places
from core.ports.tickets import StorageUnavailable, Store, Transaction
from core.tickets.ticket import Ticket
from core.ui.cards import Card

_AT_ONCE = 64
_TOGETHER = 0.03
"""Seconds from one look into the outbox to the next: each is a transaction, and a burst of commits needs but one."""
_NEARLY = 0.02
"""Seconds for which a turn is waited for rather than given to others."""


@dataclass(slots=True)
class Delivery:
    """The worker. `run` speaks until `stop` is called; `bell` wakes it."""

    outbox: Outbox
    store: Store
    desk: Climbs
    presenter: Draws
    addresses: Addresses
    people: People
    places: Places
    policy: Policy
    clock: Clock
    metrics: Metrics
    voice: Voice
    abreast: int = 256
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    bell: Bell = field(default_factory=Bell)
    well: bool = True
    """Whether the last look into the outbox worked; `/readyz` shows it."""
    _limit: DirectLimit = field(default_factory=DirectLimit)
    _flying: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _said_on: dict[str, datetime] = field(default_factory=dict)
    _stopping: bool = False
    _taking: bool = False

    @property
    def patience(self) -> Patience:
        """How long it tries."""
        return self.voice.patience

    @property
    def at_work(self) -> bool:
        """Whether notices are being said, or leased to be said."""
        return self._taking or bool(self._flying)

    def use(self, policy: Policy, presenter: Draws) -> None:
        """Speak by these settings from now on."""
        self.policy, self.presenter = policy, presenter
        self.addresses.use(policy)

    async def recover(self) -> None:
        """Take over what a process that is gone had leased. Only where this process is alone on its database."""
        lease_for = timedelta(seconds=self.patience.lease)
        await self.outbox.lease(self.clock.now() + lease_for, self.worker, limit=0, lease_for=lease_for)

    def stop(self) -> None:
        """Lease nothing more; `run` returns when what is in flight is over."""
        self._stopping = True
        self.bell.ring()

    async def run(self) -> None:
        """Speak until stopped. An error of the database is waited out; a bug in one notice stops only that one."""
        preparing = asyncio.create_task(self._prepare_words())
        try:
            while not self._stopping:
                pause = await self._look()
                if pause > 0:
                    await asyncio.sleep(_TOGETHER)
                await self.bell.wait(pause)
        finally:
            preparing.cancel()
            await self._land()

    async def _prepare_words(self) -> None:
        """Make what words stand in while nobody waits for it: else the first to be told of anything would."""
        for _ in self.presenter.prepare():
            await asyncio.sleep(0)

    async def _look(self) -> float:
        """Start what can be said now; seconds until there may be more."""
        try:
            if await self._take() == _AT_ONCE:
                return 0.0
            now = self.clock.now()
            soonest = await self.outbox.next_at(now)
            self.well = True
        except StorageUnavailable as error:
            self.well = False
            record("delivery.storage_unavailable", 30, why=str(error))
            return 1.0
        if soonest is None or len(self._flying) >= self.abreast:
            return self.patience.poll
        return min(max((soonest - now).total_seconds(), 0.02), self.patience.poll)

    async def _take(self) -> int:
        limit = min(self.abreast - len(self._flying), _AT_ONCE)
        if limit <= 0:
            return 0
        lease_for = timedelta(seconds=self.patience.lease)
        self._taking = True
        try:
            leased = await self.outbox.lease(self.clock.now(), self.worker, limit=limit, lease_for=lease_for)
            # A clock that is moved by hand lets leases lapse early: what is in flight here already stays one.
            for each in leased:
                if each.id not in self._flying:
                    self._start(each)
        finally:
            self._taking = False
        return len(leased)

    def _start(self, leased: Leased) -> None:
        task = asyncio.create_task(self._deliver(leased), name=f"deliver {leased.notice.key}")
        self._flying[leased.id] = task

        def landed(_: asyncio.Task[None]) -> None:
            del self._flying[leased.id]
            if not task.cancelled() and (error := task.exception()) is not None:
                # Whatever was expected was handled: this lease lapses, and the notice comes back as unknown.
                self.metrics.bugs.labels("delivery").inc()
                record_bug("delivery.failed", error, key=leased.notice.key)
            self.bell.ring()

        task.add_done_callback(landed)

    async def _land(self) -> None:
        """Let what is in flight finish; what cannot is left as unknown."""
        flying = list(self._flying.values())
        if not flying:
            return
        _, late = await asyncio.wait(flying, timeout=self.patience.farewell)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _deliver(self, leased: Leased) -> None:
        """One try of one notice, with its outcome recorded whatever it was."""
        attempt = Attempt(leased.notice.key, leased.unknown)
        try:
            await self._try(leased, attempt)
        except StorageUnavailable as error:
            # The lease lapses, and what may have been said by then is looked up.
            record("delivery.storage_unavailable", 30, key=leased.notice.key, why=str(error))
        except asyncio.CancelledError:
            later = self.clock.now() + timedelta(seconds=self.patience.settle)
            unknown = attempt.open or leased.unknown
            await whole(self.outbox.retry(leased.id, later, "stopped", unknown=unknown))
            raise

    async def _try(self, leased: Leased, attempt: Attempt) -> None:
        notice = leased.notice
        try:
            await self._speak(leased, attempt)
        except RetryLater as error:
            await self._again(leased, error, attempt)
        except TimeoutError:
            await self._again(leased, RetryLater("no answer in time", 0.0, unknown=attempt.open), attempt)
        except (Rejected, Unreachable) as error:
            await self._give_up(leased, error.why, attempt)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  # a bug in drawing or speaking one notice must not stop the others
            self.metrics.bugs.labels("notice").inc()
            code = record_bug("notice.failed", error, key=notice.key, kind=notice.kind)
            await self._give_up(leased, f"bug {code}", attempt)

    async def _speak(self, leased: Leased, attempt: Attempt) -> None:
        notice = leased.notice
        ticket, bound = await self._load(notice)
        # What an earlier try carried may have been heard: it is looked up, whatever became of the ticket since.
        along: Sequence[Leased] = ()
        if leased.unknown:
            along = await self.outbox.carried(leased.id)
        if not along and moot(notice, ticket):
            return await self._drop(leased)
        if not along and (
            await self._postponed(leased) or await self._digests().put_off(leased, ticket, self.clock.now())
        ):
            return None
        await self.people.know(may_be_named(notice, ticket))
        route = await self.addresses.route(notice, ticket, bound)
        if route is None:
            return await self._drop(leased)
        attempt.route = route
        gives_way = notice.refresh and route.act != "post"
        # No turn is waited for that comes when the lease may be over.
        turn = await self.voice.turn(route, _NEARLY if gives_way else self.patience.lease / 2)
        if not turn.taken:
            return await self._give_way(leased, turn, alone=gives_way)
        if turn.wait > 0:
            ticket, _ = await self._load(notice)
            if not along and moot(notice, ticket):
                return await self._drop(leased)
        # Before anything is drawn: what was said needs no words, and what was not is said as things are now.
        found = await self.voice.said_before(attempt, route.aloud() if along else route)
        if found is not None:
            return await self._said(leased, attempt, found, along)
        if along:
            return await self._let_go(leased)
        cards, along, aloud = await self._compose(leased, ticket)
        if aloud:
            route = route.aloud()
        card = one_card(cards, self.presenter.words)
        for person in pinged(card):  # so that the channel can ping them
            await self.people.account(person, route.channel.name)
        receipt = await self.voice.say(attempt, route, card)
        return await self._said(leased, attempt, receipt, along)

    async def _give_way(self, leased: Leased, turn: Turn, *, alone: bool) -> None:
        """Let it wait for its turn: `alone`, where others of its lane may have theirs when the platform takes any.

        Else its lane waits, while it is due as before: what is a change of these words still follows them.
        """
        now = self.clock.now()
        until = now + timedelta(seconds=turn.wait) if alone else leased.notice.not_before
        rest = turn.rest if alone else turn.wait
        free_at = now + timedelta(seconds=rest) if rest > 0 else None
        await self.outbox.postpone(leased.id, until, unknown=leased.unknown, lane_free_at=free_at)

    async def _let_go(self, leased: Leased) -> None:
        """It was not said: it, and what it was to carry, come again, each as it is then."""
        await self.outbox.retry(leased.id, self.clock.now(), "not said")
        record("notice.not_said", 30, key=leased.notice.key)

    async def _compose(self, leased: Leased, ticket: Ticket | None) -> tuple[list[Card], Sequence[Leased], bool]:
        """What is said: the cards, what the message carries, and whether it is a digest."""
        notice, now = leased.notice, self.clock.now()
        if gathered := await self._digests().gather(leased, ticket, now):
            return [gathered.card], gathered.along, True
        cards = [self.presenter.notice(notice, ticket, now)]
        along: Sequence[Leased] = ()
        if not leased.unknown and waited(notice):  # what may have been said alone stays alone
            along = await self._take_along(leased, cards)
        return cards, along, False

    async def _draw(self, notice: Notice, ticket: Ticket | None) -> Card:
        await self.people.know(may_be_named(notice, ticket))
        return self.presenter.notice(notice, ticket, self.clock.now())

    async def _take_along(self, leased: Leased, cards: list[Card]) -> list[Leased]:
        """Let this message carry what waited right behind it; adds their cards. What does not wait ends the row."""
        along: list[Leased] = []
        drawn = list(cards)
        for each in await self.outbox.behind(leased.id, self.clock.now(), LOOK):
            notice = each.notice
            if len(along) == MOST or each.unknown or not waited(notice):
                break
            ticket, _ = await self._load(notice)
            if moot(notice, ticket) or self._held(notice) is not None:
                continue  # it is dropped or postponed when it comes to the head of its lane
            try:
                card = await self._draw(notice, ticket)
            except StorageUnavailable:
                raise
            except Exception:  # noqa: BLE001  # it fails, and is told of, when it is the head: the others are fine
                break
            if not fits([*drawn, card]):
                break
            along.append(each)
            drawn.append(card)
        if not along or not await self.outbox.carry(leased.id, leased.attempts, [each.id for each in along]):
            return []
        cards[:] = drawn
        return along

    def _held(self, notice: Notice) -> datetime | None:
        return self._limit.until(notice, self.policy.notifications.dm_per_ticket_per_hour, self.clock.now())

    async def _said(self, leased: Leased, attempt: Attempt, receipt: Receipt, along: Sequence[Leased]) -> None:
        notice, route, now = leased.notice, attempt.route, self.clock.now()
        everything = [notice, *(each.notice for each in along)]
        binding = None
        if route is not None and route.act == "post" and notice.ticket is not None and receipt.message:
            binding = Binding(notice.ticket, route.role, receipt.place, receipt.message, route.thread)
        self._said_on[attempt.channel] = now
        if notice.to.startswith("direct:"):
            for each in {each.ticket: each for each in everything}.values():  # one message, however much it says
                self._limit.count(each, now)
        if not one_ticket(everything):
            binding = None  # an answer below it must not land in whichever ticket is found first
        # The lane is free again with the conversation's next turn: what is most urgent then is said then.
        free_at = None
        if route is not None and (route.act == "post" or notice.refresh) and (rest := self.voice.rest(route)) > 0:
            free_at = now + timedelta(seconds=rest)
        crash_point("before-recording")
        below = bindings(binding, everything[1:]) if binding else ()

        async def done() -> None:
            at, keep = self.clock.now(), pause_after(everything, now)
            await self.outbox.done(leased.id, binding, at, lane_free_at=free_at, along=below, keep=keep)

        await whole(self._record(done))
        crash_point("after-recording")
        for each in everything:
            self.metrics.notices.labels("said", each.kind).inc()
            self.metrics.lateness.observe(max((now - each.not_before).total_seconds(), 0.0))
            record("notice.said", key=each.key, lane=each.lane, attempts=leased.attempts, message=notice.key)

    async def _record(self, done: Callable[[], Awaitable[None]]) -> None:
        """Record that it was said. A database that cannot take it now is asked again: a lapsed lease costs a lookup."""
        for wait in (0.05, 0.2, 1.0, 3.0, 5.0, 10.0):
            try:
                return await done()
            except StorageUnavailable:
                if self._stopping:
                    raise
            await asyncio.sleep(wait)
        await done()

    async def _drop(self, leased: Leased) -> None:
        await self.outbox.drop_moot(leased.id, self.clock.now())
        self.metrics.notices.labels("moot", leased.notice.kind).inc()
        record("notice.moot", key=leased.notice.key)

    async def _postponed(self, leased: Leased) -> bool:
        """Noise rule 11: who heard enough of one ticket in this hour hears the rest later, if it still holds then."""
        notice = leased.notice
        until = self._held(notice)
        if until is None:
            return False
        later = replace(notice, key=f"{notice.key}:later", not_before=until)

        def write(tx: Transaction) -> None:
            tx.write_notices([later])

        # A new notice, since one that is tried again holds up its lane, and with it the pages for this person.
        await self.store.transact(write)
        await self.outbox.drop_moot(leased.id, self.clock.now())
        record("notice.postponed", key=notice.key, until=until.isoformat())
        return True

    async def _again(self, leased: Leased, error: RetryLater, attempt: Attempt) -> None:
        notice, now, patience = leased.notice, self.clock.now(), self.patience
        if self._hopeless(leased, attempt.channel, now):
            return await self._last_resort().park(leased, f"gave up: {error}", now)
        unknown = error.unknown or leased.unknown
        doubled = min(patience.first * 2.0 ** min(leased.attempts, 16), patience.longest)
        wait = max(error.after, doubled * random.uniform(0.5, 1.0), patience.settle if unknown else 0.0)  # noqa: S311
        await whole(self.outbox.retry(leased.id, now + timedelta(seconds=wait), str(error), unknown=unknown))
        self.metrics.notices.labels("again", notice.kind).inc()
        record("notice.again", 30, key=notice.key, why=str(error), wait=round(wait, 2), unknown=unknown)
        return None

    def _hopeless(self, leased: Leased, channel: str, now: datetime) -> bool:
        """Tried for a day, or often enough while the channel took others: it is this notice that cannot be said."""
        if leased.attempts < self.patience.tries:
            return False
        heard = self._said_on.get(channel)
        others = heard is not None and now - heard < timedelta(minutes=5)
        return others or now - leased.notice.not_before > self.patience.give_up

    async def _give_up(self, leased: Leased, why: str, attempt: Attempt) -> None:
        """It will never be said like this: on another platform, or to somebody else."""
        try:
            await self._last_resort().give_up(leased, why, attempt.route, self.clock.now())
        except RetryLater as error:
            await self._again(leased, error, attempt)

    def _digests(self) -> Digests:
        return Digests(self.outbox, self.store, self.presenter, self.people)

    def _last_resort(self) -> LastResort:
        return LastResort(self.outbox, self.store, self.desk, self.addresses, self.policy, self.places, self.metrics)

    async def _load(self, notice: Notice) -> tuple[Ticket | None, tuple[Binding, ...]]:
        ref = notice.ticket
        if ref is None:
            return None, ()
        return await self.store.read(lambda tx: (tx.ticket(ref), tx.bindings(ref)))
