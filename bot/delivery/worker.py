"""The only code that speaks first: lease a notice, draw the ticket as it is now, speak, record what was posted.

One notice of a lane is in flight, many lanes at once. A platform that asks for patience delays its lane alone. An
outcome that nobody knows (a timeout, a dropped connection, a lease that ran out) is looked up by the notice's key
before it is said again (performance.md, "Speaking"). What can never be said is parked and somebody else is told.
"""

from __future__ import annotations

import asyncio
import math
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from weakref import WeakValueDictionary

from bot.delivery.batching import one_card
from bot.delivery.coming_back import ComingBack
from bot.delivery.composing import Composer
from bot.delivery.digests import Digests, is_digest
from bot.delivery.direct_limit import put_off
from bot.delivery.known import Known, look
from bot.delivery.named import may_be_named, pinged
from bot.delivery.pacing import MeterInMemory
from bot.delivery.ports import Climbs, Draws, People
from bot.delivery.recording import recorded
from bot.delivery.routing import PERSON, Addresses, Unreachable
from bot.delivery.sender import Attempt, Patience, TooLate, Voice
from bot.delivery.taken_lately import TakenLately
from bot.delivery.undeliverable import LastResort, person_of, shut_place, taken, whole
from bot.delivery.verdict import Clear, Drop, Later, LookFirst, NextDigest, Say, Verdict, untried, verdict
from bot.runtime.fault_points import crash_point
from bot.runtime.logs import record, record_bug
from bot.runtime.metrics import Metrics
from bot.runtime.wakeup import Bell
from core.notifications.files import not_seen
from core.notifications.kinds import kind_of, redraws
from core.notifications.parts import parts_behind
from core.notifications.withdrawing import each_message
from core.policy import Policy
from core.ports.bindings import Binding
from core.ports.channel import Receipt, Rejected, RetryLater
from core.ports.clock import Clock
from core.ports.outbox import Leased, Notice, Outbox
from core.ports.pacing import Count, Turn
from core.ports.places import Places
from core.ports.tickets import StorageUnavailable, Store
from core.tickets.ticket import Ticket

_AT_ONCE = 64
_LOOKS = Count("looks", 0.03, burst=3)
"""How often the outbox is looked into: each look is a transaction, and a burst of commits needs but one."""
_COURTESY = 0.05
_FRESH = timedelta(seconds=1)
"""Seconds for which a refresh lets words go first that are being said, while it is not older than this itself."""
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
    coming_back: ComingBack = field(init=False)
    _looks: MeterInMemory = field(default_factory=MeterInMemory)
    _flying: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _words: set[asyncio.Task[None]] = field(default_factory=set)
    """Those in flight that are words."""
    _lately: TakenLately = field(default_factory=TakenLately)
    _cards: WeakValueDictionary[object, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """What is being drawn just now, each card once: by its ticket, kind, address and place."""
    _stopping: bool = False
    _taking: bool = False

    def __post_init__(self) -> None:
        self.coming_back = ComingBack(self.outbox, self.clock)

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
                    await asyncio.sleep((await self._looks.take(_LOOKS, math.inf)).wait)
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
        if not leased.notice.refresh:
            self._words.add(task)

        def landed(_: asyncio.Task[None]) -> None:
            del self._flying[leased.id]
            self._words.discard(task)
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
        # Its last call is over before the lease is, whatever held it up: another worker may have it by then.
        last_call = asyncio.get_running_loop().time() + self.patience.lease - self.patience.call
        attempt = Attempt(leased.notice.key, leased.unknown, leased.attempts, last_call)
        try:
            await self._try(leased, attempt)
        except (StorageUnavailable, TooLate) as error:
            # The lease lapses, and what may have been said by then is looked up.
            record("delivery.left", 30, key=leased.notice.key, why=str(error))
        except asyncio.CancelledError:
            later = self.clock.now() + timedelta(seconds=self.patience.settle)
            unknown = attempt.open or leased.unknown
            await whole(self.outbox.retry(leased.id, later, "stopped", unknown=unknown))
            raise

    async def _try(self, leased: Leased, attempt: Attempt) -> None:
        notice = leased.notice
        try:
            if notice.refresh:
                await self._let_words_go_first(notice)
            await self._speak(leased, attempt)
        except RetryLater as error:
            await self._again(leased, error, attempt)
        except TimeoutError:
            await self._again(leased, RetryLater("no answer in time", 0.0, unknown=attempt.open), attempt)
        except (Rejected, Unreachable) as error:
            await self._give_up(leased, error.why, attempt, shut=shut_place(error, notice, attempt.route))
        except (StorageUnavailable, TooLate):
            raise
        except Exception as error:  # noqa: BLE001  # a bug in drawing or speaking one notice must not stop the others
            self.metrics.bugs.labels("notice").inc()
            code = record_bug("notice.failed", error, key=notice.key, kind=notice.kind)
            await self._give_up(leased, f"bug {code}", attempt)

    async def _speak(self, leased: Leased, attempt: Attempt) -> None:
        said = leased.notice
        one = (said.ticket, said.kind, said.to, said.place) if redraws(said) else leased.id
        async with self._cards.setdefault(one, asyncio.Lock()):  # who comes second, from the other lane, edits it
            await self._judge(leased, attempt)

    async def _judge(self, leased: Leased, attempt: Attempt) -> None:
        known = await self._known(leased, attempt)
        # What an earlier try carried may have been heard: it is looked up, whatever became of its head since.
        carried = await self.outbox.carried(leased.id) if leased.unknown else ()
        judged = verdict(leased, known, self.policy, self.clock.now(), await self._pulling(leased, known))
        await self._become(leased, attempt, known, judged, carried)

    async def _become(
        self, leased: Leased, attempt: Attempt, known: Known, judged: Verdict, carried: Sequence[Leased] = ()
    ) -> None:
        match judged:
            case Drop():
                await self._drop(leased)
            case Clear(ticket=ticket):
                await self._clear(leased, ticket, known.bound)
            case Later(until=until):
                await put_off(self.outbox, leased, until, self.clock.now())
            case NextDigest(until=until):
                pulling = await self._pulling(leased, known)
                await self._digests().put_off(leased, until, pulling, self.clock.now())
            case Say() | LookFirst():
                await self._in_turn(leased, attempt, known, judged, carried)

    async def _in_turn(
        self, leased: Leased, attempt: Attempt, known: Known, judged: Say | LookFirst, carried: Sequence[Leased]
    ) -> None:
        """Say it, or first look whether it was said, when its conversation's turn comes."""
        notice = leased.notice
        await self.people.know(may_be_named(notice, known.ticket))
        try:
            route = await self.addresses.route(notice, known.ticket, known.bound)
        except Unreachable:
            if carried or not isinstance(judged, LookFirst) or isinstance(judged.otherwise, Say):
                raise
            # It can be looked up nowhere, and would not be said either.
            return await self._become(leased, attempt, known, judged.otherwise)
        if route is None:
            return await self._drop(leased)
        attempt.route = route
        gives_way = notice.refresh and route.act != "post"
        # No turn is waited for that comes when the lease may be over.
        turn = await self.voice.turn(route, _NEARLY if gives_way else self.patience.lease / 2)
        if not turn.taken:
            return await self._give_way(leased, turn, alone=gives_way)
        if turn.wait > 0:
            known = await self._known(leased, attempt)
        # Before anything is drawn: what was said needs no words, and what was not is said as things are now.
        everything = [notice, *(each.notice for each in carried)]
        found = await self.voice.said_before(attempt, route.aloud() if is_digest(everything) else route)
        if found is not None:
            return await self._said(leased, attempt, found, carried)
        if carried:
            return await self._let_go(leased)
        if turn.wait > 0 or isinstance(judged, LookFirst):
            pulling = await self._pulling(leased, known)
            again = untried(leased.notice, known, self.policy, self.clock.now(), pulling)
            if not isinstance(again, Say):
                return await self._become(leased, attempt, known, again)
        ticket = known.ticket
        cards, along = await self._composer().compose(leased, ticket, attempt)
        if is_digest([notice, *(each.notice for each in along)]):
            route = route.aloud()
        card = one_card(cards, self.presenter.words)
        for person in pinged(card):  # so that the channel can ping them
            await self.people.account(person, route.channel.name)
        receipt = await self.voice.say(attempt, route, card)
        attempt.more = (*attempt.more, *self._tell_not_seen(notice, ticket, attempt))
        return await self._said(leased, attempt, receipt, along)

    def _tell_not_seen(self, notice: Notice, ticket: Ticket | None, attempt: Attempt) -> Sequence[Notice]:
        if attempt.left_out is None or ticket is None:
            return ()
        return not_seen(notice, ticket, attempt.reads, attempt.left_out, self.places, self.clock.now())

    async def _known(self, leased: Leased, attempt: Attempt) -> Known:
        """What is known of it by now, of which its try keeps what is needed once it is said."""
        known = await look(self.store, leased.notice)
        attempt.heard, attempt.bound, attempt.reads = known.heard, known.bound, known.reads
        return known

    async def _pulling(self, leased: Leased, known: Known) -> Sequence[Leased]:
        """What its ticket says after it, where that is why its turn came in a pause of its conversation."""
        now = self.clock.now()
        early = known.pause is not None and known.pause > now and leased.notice.not_before > now
        return await self.outbox.after(leased.id, now) if early else ()

    async def _let_words_go_first(self, refresh: Notice) -> None:
        """All that is said in one moment is drawn by one processor, and a refresh can wait, unless it is old by now."""
        if self._words and self.clock.now() - refresh.not_before < _FRESH:
            await asyncio.wait(self._words, timeout=_COURTESY)

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

    async def _said(self, leased: Leased, attempt: Attempt, receipt: Receipt, along: Sequence[Leased]) -> None:
        notice, route, now = leased.notice, attempt.route, self.clock.now()
        assert route is not None, "nothing is said without a way to say it"
        carried = [each.notice for each in along]
        self._lately.keep((attempt.place, attempt.channel), now)
        kept = recorded(
            notice, carried, route, attempt, receipt, now, rest=self.voice.rest(route), marks=self.addresses.marks
        )
        crash_point("before-recording")

        async def done() -> None:
            await self.outbox.done(
                leased.id, kept.binding, self.clock.now(), lane_free_at=kept.free_at, along=kept.along, left=kept.left,
                keep=kept.keep, then=kept.then,
            )  # fmt: skip

        await whole(taken(done, lambda: self._stopping))
        crash_point("after-recording")
        if kept.left is not None and not kind_of(notice).forgets:
            # What was parked in the chat of before goes to this one.
            await self.coming_back.back({kept.left.place, f"{PERSON}{person_of(notice)}"})
        else:
            await self.coming_back.taken({route.asked_for, route.place, f"{PERSON}{person_of(notice)}"})
        for each in (notice, *carried):
            self.metrics.notices.labels("said", each.kind).inc()
            self.metrics.lateness.observe(max((now - each.not_before).total_seconds(), 0.0))
            record("notice.said", key=each.key, lane=each.lane, attempts=leased.attempts, message=notice.key)

    async def _clear(self, leased: Leased, ticket: Ticket, bound: Sequence[Binding]) -> None:
        """Nothing is said here: what takes back each message of its ticket is a notice of its own."""
        now = self.clock.now()
        await self.outbox.done(leased.id, None, now, then=each_message(leased.notice, ticket, bound, now))
        record("notice.cleared", key=leased.notice.key)

    async def _drop(self, leased: Leased) -> None:
        # A part is said below the one before it or not at all: where words grow anew, their edit brings the rest.
        along = () if kind_of(leased.notice).acts else parts_behind(leased.notice)
        await self.outbox.drop_moot(leased.id, self.clock.now(), along)
        self.metrics.notices.labels("moot", leased.notice.kind).inc()
        record("notice.moot", key=leased.notice.key)

    async def _again(self, leased: Leased, error: RetryLater, attempt: Attempt) -> None:
        notice, now, patience = leased.notice, self.clock.now(), self.patience
        if self._lately.hopeless(leased, attempt, patience, now):
            return await self._last_resort().park(leased, f"gave up: {error}", now)
        unknown = error.unknown or leased.unknown
        wait = patience.wait(leased.attempts, error.after, unknown=unknown)
        # Others there are not to wait for what may be this one's trouble alone, unless the platform says so.
        heard = error.own or self._lately.by(attempt.place, now, timedelta(minutes=1))
        rest = patience.rest(wait, 0.0 if error.own else error.after, heard=heard)
        at, free_at = (now + timedelta(seconds=each) for each in (wait, rest))
        await whole(self.outbox.retry(leased.id, at, str(error), unknown=unknown, lane_free_at=free_at))
        self.metrics.notices.labels("again", notice.kind).inc()
        record("notice.again", 30, key=notice.key, why=str(error), wait=round(wait, 2), unknown=unknown)
        return None

    async def _give_up(self, leased: Leased, why: str, attempt: Attempt, *, shut: str | None = None) -> None:
        """It will not be said like this: in another conversation, on another platform, or to somebody else."""
        try:
            await self._last_resort().give_up(leased, why, attempt.route, self.clock.now(), shut=shut)
        except RetryLater as error:
            await self._again(leased, error, attempt)

    def _composer(self) -> Composer:
        return Composer(self.outbox, self.store, self.presenter, self.people, self.policy, self.clock, self._digests())

    def _digests(self) -> Digests:
        return Digests(self.outbox, self.store, self.presenter, self.people, self.policy)

    def _last_resort(self) -> LastResort:
        return LastResort(
            self.outbox, self.store, self.desk, self.addresses, self.policy, self.places, self.metrics, self.coming_back
        )
