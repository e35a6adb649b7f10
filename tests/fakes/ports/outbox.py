"""The outbox in memory: notices by the order of their lanes, which is worked out anew whenever somebody asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from core.notifications.kinds import due, kind_of, redraws
from core.ports.bindings import BESIDE, Binding
from core.ports.outbox import NOTHING, Notice
from tests.fakes.ports.bindings import BindingsInMemory
from tests.fakes.ports.shut_places import ShutPlacesInMemory
from tests.fakes.ports.waiting import Lane, Waiting

if TYPE_CHECKING:
    from tests.fakes.ports.store import StoreInMemory, TransactionInMemory

Fate = Literal["done", "parked", "moot"]
_SAYS = ("notice:", BESIDE)


@dataclass(frozen=True, slots=True)
class LeasedInMemory:
    """Implements core.ports.outbox.Leased."""

    id: int
    notice: Notice
    attempts: int
    unknown: bool


@dataclass
class NoticesInMemory(ShutPlacesInMemory, BindingsInMemory):
    """Implements core.ports.outbox.Notices, and is what `OutboxInMemory` works off."""

    lanes: dict[str, Lane] = field(default_factory=dict)

    def write_notices(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            same = next((one for one in self.notices.values() if _same_refresh(one, notice)), None)
            if same is not None:
                soonest = min(same.notice.not_before, notice.not_before)
                urgent = same.notice.urgent or notice.urgent
                fresh = replace(same.notice, facts=notice.facts, not_before=soonest, urgent=urgent)
                self.notices[same.id] = replace(same, notice=fresh, due=min(same.due, due(notice)))
            elif all(one.notice.key != notice.key for one in self.notices.values()):
                id = len(self.notices) + 1
                self.notices[id] = Waiting(id, notice, due(notice))

    def asking(self, ref: str, *, waiting: bool = False) -> tuple[Notice, ...]:
        kept = {one.notice.key for one in self.notices.values()}
        torn = {(one.place, one.message) for one in self.bound_to.values() if one.role[7:] not in kept}
        stands = {
            one.role[7:]
            for one in self.bound_to.values()
            if one.ticket == ref and one.role.startswith(_SAYS) and (one.place, one.message) not in torn
        }
        found = [
            one.notice
            for one in self.notices.values()
            if one.notice.ticket == ref and kind_of(one.notice).loses
            if one.notice.key in stands or one.state in ("leased", "unknown") or (waiting and one.left)
        ]
        return tuple(sorted(found, key=lambda one: one.key))

    def said_in(self, place: str, message: str) -> tuple[Notice, ...]:
        keys = {
            one.role[7:]
            for one in self.bound_to.values()
            if (one.place, one.message) == (place, message) and one.role.startswith(_SAYS)
        }
        found = [one for one in self.notices.values() if one.notice.key in keys]
        return tuple(one.notice for one in sorted(found, key=lambda one: (due(one.notice), one.id)))

    def told(self, ref: str) -> tuple[Notice, ...]:
        stands = {one.role[7:] for one in self.bound_to.values() if one.ticket == ref and one.role.startswith(_SAYS)}
        found = [
            one.notice
            for one in self.notices.values()
            if one.notice.ticket == ref and one.notice.to.startswith("direct:")
            if one.notice.key in stands or one.state in ("leased", "unknown")
        ]
        return tuple(sorted(found, key=lambda one: one.key))

    def lane(self, name: str, now: datetime) -> list[Waiting]:
        """What may be said in this lane, in order: each goes with the first that its ticket says after it."""
        waiting = [
            one
            for one in self.notices.values()
            if one.left and one.notice.lane == name and (one.state == "carried" or one.notice.not_before <= now)
            if (held := self.held(one)) is None or held <= now
        ]

        def soonest(one: Waiting) -> tuple[datetime, int]:
            ticket = one.notice.ticket
            after = (
                [each for each in waiting if each.id >= one.id and each.notice.ticket == ticket] if ticket else [one]
            )
            return min((each.due, each.id) for each in after)

        return sorted(waiting, key=lambda one: (soonest(one), one.id))

    def held(self, one: Waiting) -> datetime | None:
        """Until when it waits for what failed: itself, or what its ticket says before it in its lane."""
        own = one.notice.ticket
        before = (
            each
            for each in self.notices.values()
            if each.left
            and each.held
            and (each.id == one.id or (each.id < one.id and own == each.notice.ticket and own))
            if each.notice.lane == one.notice.lane
        )
        return max((each.held for each in before if each.held), default=None)

    def carried(self, id: int) -> list[Waiting]:
        all_carried = (one for one in self.notices.values() if one.left and one.carrier == id)
        return sorted(all_carried, key=lambda one: (one.due, one.id))

    def heads(self, now: datetime) -> list[Waiting]:
        """What comes next in each free lane, the first that is due first."""
        heads = []
        for name in {one.notice.lane for one in self.notices.values() if one.left}:
            lane = self.lanes.get(name, Lane())
            if lane.holder is None and (lane.free_at is None or lane.free_at <= now):
                free = [one for one in self.lane(name, now) if not self._follows(one, now)]
                # Whoever carries another goes before what that one has to go before.
                heads += [(min((each.due, each.id) for each in free), self._earliest(one, now)) for one in free[:1]]
        return [self.notices[one.carrier or one.id] for _, one in sorted(heads, key=lambda each: each[0])]

    def _earliest(self, one: Waiting, now: datetime) -> Waiting:
        """What goes in its place: what its ticket was to say before it, and was put off."""
        notice = one.notice
        put_off = (
            each
            for each in self.notices.values()
            if each.left and each.id < one.id and each.notice.lane == notice.lane and each.due <= now
            if each.notice.ticket == notice.ticket and notice.ticket is not None and not notice.refresh
        )
        return next(put_off, one)

    def waits_for_another(self, one: Waiting, head: int, now: datetime) -> bool:
        """Whether its ticket says something earlier in its lane that `head` does not say and that is put off."""
        notice = one.notice
        return notice.ticket is not None and any(
            each.state == "carried"
            or (each.held is not None and each.held > now)
            or (each.notice.not_before > now and each.due <= now)
            for each in self.notices.values()
            if each.left and each.id < one.id and each.id != head
            if (each.notice.ticket, each.notice.lane) == (notice.ticket, notice.lane)
        )

    def _follows(self, one: Waiting, now: datetime) -> bool:
        """Whether it is a refresh of something that is not said yet."""
        notice = one.notice
        if not notice.refresh or notice.ticket is None:
            return False
        theirs = [each for each in self.notices.values() if each.left and each.notice.ticket == notice.ticket]
        if redraws(notice):
            words = [each.notice for each in theirs if each.notice.lane == notice.conversation]
            return any((each.kind, each.to) == (notice.kind, notice.to) for each in words)
        earlier = [each.notice for each in theirs if each.id < one.id]
        words = [each for each in earlier if each.lane == notice.conversation]
        changes = any(each.lane == notice.lane and kind_of(each).acts for each in earlier)
        return changes or any(each.not_before <= now for each in words)

    def bring_back_lapsed(self, now: datetime) -> None:
        for name, lane in self.lanes.items():
            if lane.holder is not None and lane.lease_until is not None and lane.lease_until <= now:
                self.notices[lane.holder] = replace(self.notices[lane.holder], state="unknown")
                self.lanes[name] = replace(lane, holder=None, lease_until=None)

    def take(self, head: Waiting, until: datetime) -> LeasedInMemory:
        lane = self.lanes.get(head.notice.lane, Lane())
        self.lanes[head.notice.lane] = replace(lane, holder=head.id, lease_until=until)
        self.notices[head.id] = replace(head, state="leased", tries=head.tries + 1)
        return _leased(head)

    def release(self, id: int, free_at: datetime | None) -> None:
        """Let go of the lane that this notice holds; nothing leaves it before `free_at`, or a later instant set."""
        name = self.notices[id].notice.lane
        lane = self.lanes.get(name, Lane())
        if lane.holder == id:
            lane = replace(lane, holder=None, lease_until=None)
        if free_at is not None and (lane.free_at is None or lane.free_at < free_at):
            lane = replace(lane, free_at=free_at)
        self.lanes[name] = lane

    def settle(self, id: int, fate: Fate, free_at: datetime | None = None) -> bool:
        """End a notice, and what it carries. False when it had ended before."""
        left = self.notices[id].left
        self.release(id, free_at if left else None)
        if left:
            for one in (self.notices[id], *self.carried(id)):
                self.notices[one.id] = replace(one, state=fate)
        return left


@dataclass
class OutboxInMemory:
    """Implements core.ports.outbox.Outbox."""

    store: StoreInMemory

    async def lease(self, now: datetime, worker: str, *, limit: int, lease_for: timedelta) -> Sequence[LeasedInMemory]:
        def take(tx: TransactionInMemory) -> list[LeasedInMemory]:
            tx.bring_back_lapsed(now)
            return [tx.take(head, now + lease_for) for head in tx.heads(now)[:limit]]

        return await self.store.transact(take)

    async def behind(self, id: int, now: datetime, most: int) -> Sequence[LeasedInMemory]:
        def look(tx: TransactionInMemory) -> list[Waiting]:
            lane = (one for one in tx.lane(tx.notices[id].notice.lane, now) if one.id != id and one.state != "carried")
            return [one for one in lane if not tx.waits_for_another(one, id, now)]

        return [_leased(one) for one in await self.store.read(look)][:most]

    async def after(self, id: int, now: datetime) -> Sequence[LeasedInMemory]:
        def look(tx: TransactionInMemory) -> list[Waiting]:
            head = tx.notices[id].notice
            lane = sorted(tx.lane(head.lane, now), key=lambda one: one.id)
            return [one for one in lane if one.id > id and one.state != "carried" and one.notice.ticket == head.ticket]

        return [_leased(one) for one in await self.store.read(look) if one.notice.ticket is not None]

    async def carry(self, id: int, attempts: int, companions: Sequence[int]) -> bool:
        def carry(tx: TransactionInMemory) -> bool:
            head, others = tx.notices[id], [tx.notices[companion] for companion in companions]
            if (head.state, head.tries) != ("leased", attempts + 1):
                return False
            if any((one.state, one.notice.lane) != ("waiting", head.notice.lane) for one in others):
                return False
            tx.notices |= {one.id: replace(one, state="carried", carrier=id) for one in others}
            return True

        return await self.store.transact(carry)

    async def carried(self, id: int) -> Sequence[LeasedInMemory]:
        return [_leased(one) for one in await self.store.read(lambda tx: tx.carried(id))]

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
        def record(tx: TransactionInMemory) -> bool:
            if left is not None:
                tx.unbind(left)
            for binding in (receipt_binding, *along):
                if binding is not None:
                    tx.bind(binding)
            for name, value in keep.items():
                tx.remember(name, value)
            settled = tx.settle(id, "done", lane_free_at)
            if settled:
                tx.write_notices(then)
            return settled

        return await self.store.transact(record)

    async def retry(
        self, id: int, at: datetime, why: str, *, unknown: bool = False, lane_free_at: datetime | None = None
    ) -> bool:
        held = None if lane_free_at is None else at

        def wait(tx: TransactionInMemory) -> bool:
            left = tx.notices[id].left
            tx.release(id, (lane_free_at or at) if left else None)
            if left:
                tx.notices[id] = replace(tx.notices[id], state="unknown" if unknown else "waiting", held=held)
            if left and unknown and held:
                tx.notices |= {one.id: replace(one, held=held) for one in tx.carried(id)}
            if left and not unknown:
                tx.notices |= {one.id: replace(one, state="waiting", carrier=None) for one in tx.carried(id)}
            return left

        return await self.store.transact(wait)

    async def postpone(
        self,
        id: int,
        until: datetime,
        *,
        unknown: bool = False,
        lane_free_at: datetime | None = None,
        along: Sequence[int] = (),
    ) -> bool:
        def put_back(tx: TransactionInMemory) -> bool:
            one = tx.notices[id]
            tx.release(id, lane_free_at if one.state == "leased" else None)
            if one.state == "leased":
                later = replace(one.notice, not_before=until)
                state: Literal["unknown", "waiting"] = "unknown" if unknown else "waiting"
                tx.notices[id] = replace(one, notice=later, state=state, tries=one.tries - 1)
                waiting = [tx.notices[each] for each in along if tx.notices[each].state == "waiting"]
                tx.notices |= {
                    each.id: replace(each, notice=replace(each.notice, not_before=until)) for each in waiting
                }
            return one.state == "leased"

        return await self.store.transact(put_back)

    async def park(
        self, id: int, why: str, at: datetime, fallback: Sequence[Notice] = (), *, shut: str | None = None
    ) -> bool:
        def park(tx: TransactionInMemory) -> bool:
            parked = [id, *(each.id for each in tx.carried(id))]
            settled = tx.settle(id, "parked")
            if settled:
                tx.shut |= dict.fromkeys(parked, shut) if shut is not None else {}
                tx.write_notices(fallback)
            return settled

        return await self.store.transact(park)

    async def bring_back(self, now: datetime, since: datetime, places: Collection[str] | None = None) -> int:
        return await self.store.transact(lambda tx: tx.bring_back(now, since, places))

    async def bring_back_first(self, place: str, now: datetime, since: datetime) -> int:
        return await self.store.transact(lambda tx: tx.bring_back_first(place, now, since))

    async def refusing(self, since: datetime) -> list[str]:
        return await self.store.read(lambda tx: tx.refusing(since))

    async def move(self, before: str, after: str, since: datetime) -> int:
        return await self.store.transact(lambda tx: tx.move(before, after, since))

    async def bring_back_for(
        self, refused_by: Collection[str], now: datetime, since: datetime, without: Collection[str] = ()
    ) -> int:
        return await self.store.transact(lambda tx: tx.bring_back_for(refused_by, now, since, without))

    async def drop_moot(self, id: int, at: datetime, along: Sequence[str] = (), *, then: Sequence[Notice] = ()) -> bool:
        def drop(tx: NoticesInMemory) -> bool:
            settled = tx.settle(id, "moot")
            lane = tx.notices[id].notice.lane
            for each, one in list(tx.notices.items()):
                if settled and one.state == "waiting" and one.notice.lane == lane and one.notice.key in along:
                    tx.settle(each, "moot")
            if settled:
                tx.write_notices(then)
            return settled

        return await self.store.transact(drop)

    async def next_at(self, now: datetime) -> datetime | None:
        return await self.store.read(lambda tx: _next_at(tx, now))


def _next_at(tx: NoticesInMemory, now: datetime) -> datetime | None:
    nexts: list[datetime] = []
    for one in tx.notices.values():
        lane = tx.lanes.get(one.notice.lane, Lane())
        if one.left and lane.lease_until is not None:
            nexts.append(lane.lease_until)
        elif one.left:
            first = one.notice.not_before
            nexts.append(max(first, lane.free_at or first, tx.held(one) or first))
    return min(nexts, default=None)


def _same_refresh(one: Waiting, notice: Notice) -> bool:
    """Whether `one` still waits to draw the card that `notice` draws."""
    of, other = one.notice, notice
    return (
        one.state == "waiting"
        and redraws(other)
        and other.ticket is not None
        and (of.kind, of.ticket, of.to) == (other.kind, other.ticket, other.to)
        and of.lane in (other.lane, other.conversation)
    )


def _leased(one: Waiting) -> LeasedInMemory:
    return LeasedInMemory(one.id, one.notice, one.tries, unknown=one.state == "unknown")
