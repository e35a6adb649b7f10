"""The outbox as the delivery worker uses it: lease a notice, speak, record what came of it.

A lane is a conversation. At most one notice of a lane is in flight, over all processes: whoever leases first takes the
lane's row, under the same conditions it was chosen by, so that two that look at once cannot both have it. Within a lane
notices whose `not_before` has come leave in the order they were written. A try that failed holds back its lane, not
its notice alone: what was said later must not be heard earlier. A lane that waits delays no other.

An outcome nobody knows (the lease ran out, the answer never came) is a state of its own: such a notice comes back with
`unknown`, and its earlier try is looked for before it is said again.

A head may carry others of its lane in its message. That is written down before it is said, and whoever settles the
head settles them, in the same transaction: while an outcome is unknown they stay with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

from core.ports.bindings import Binding
from core.ports.outbox import Notice
from core.ports.tickets import Conflict
from storage import codec
from storage.driver import Found, Parameters, one
from storage.instants import instant, instant_or_none, micros
from storage.transaction import SqlTransaction

T = TypeVar("T")
Settled = Literal["done", "moot", "parked"]
"""What becomes of a notice at last: it was said, need not be said, or can never be."""

_LAPSED = "SELECT lane, holder FROM lanes WHERE holder IS NOT NULL AND lease_until <= :now ORDER BY lane"
_LAPSED_NOTICE = (
    "UPDATE notices SET state = 'unknown', leased_by = NULL WHERE id = :holder AND done_at IS NULL AND state = 'leased'"
)
_LAPSED_LANE = (
    "UPDATE lanes SET holder = NULL, lease_until = NULL WHERE lane = :lane AND holder = :holder AND lease_until <= :now"
)

# The oldest of what is left to say, from which the lanes to serve can nearly always be told.
_WINDOW = 256
_FRONT = (
    "SELECT front.lane, front.not_before, (lanes.holder IS NULL AND (lanes.next_free_at IS NULL"
    " OR lanes.next_free_at <= :now)) AS free FROM (SELECT id, lane, not_before FROM notices WHERE done_at IS NULL"
    " ORDER BY id LIMIT :window) AS front LEFT JOIN lanes ON lanes.lane = front.lane ORDER BY front.id"
)
# Each lane with something left to say, by stepping from one to the next through the index: the cost is that of the
# lanes, not of the notices in them.
_LANES = (
    "WITH RECURSIVE waiting(lane) AS (SELECT min(lane) FROM notices WHERE done_at IS NULL UNION ALL"
    " SELECT (SELECT min(n.lane) FROM notices n WHERE n.done_at IS NULL AND n.lane > waiting.lane)"
    " FROM waiting WHERE waiting.lane IS NOT NULL)"
)
_HEADS = (
    _LANES + ", heads AS (SELECT waiting.lane AS lane, (SELECT n.id FROM notices n WHERE n.done_at IS NULL"  # noqa: S608  # only constants
    " AND n.lane = waiting.lane AND n.not_before <= :now ORDER BY n.id LIMIT 1) AS head"
    " FROM waiting LEFT JOIN lanes ON lanes.lane = waiting.lane WHERE waiting.lane IS NOT NULL"
    " AND lanes.holder IS NULL AND (lanes.next_free_at IS NULL OR lanes.next_free_at <= :now))"
    " SELECT lane FROM heads WHERE head IS NOT NULL ORDER BY head LIMIT :limit"
)
_TAKE_LANE = (
    "INSERT INTO lanes (lane, holder, lease_until) VALUES (:lane, 0, :lease_until) ON CONFLICT (lane) DO UPDATE"
    " SET holder = excluded.holder, lease_until = excluded.lease_until"
    " WHERE lanes.holder IS NULL AND (lanes.next_free_at IS NULL OR lanes.next_free_at <= :now)"
)
# The head is chosen before it is locked: looking for one that is not locked would overtake it.
_HEAD = (
    "SELECT id, key, kind, ticket, address, place, at, not_before, facts, state, attempts FROM notices WHERE id ="
    " (SELECT id FROM notices WHERE done_at IS NULL AND lane = :lane AND not_before <= :now ORDER BY id LIMIT 1)"
    " AND done_at IS NULL AND state IN ('waiting', 'unknown')"
)
_LEASE = (
    "UPDATE notices SET state = 'leased', leased_by = :worker, tried_at = :now, attempts = attempts + 1 WHERE id = :id"
)
_HOLD_LANE = "UPDATE lanes SET holder = :id WHERE lane = :lane"
_GIVE_BACK_LANE = "UPDATE lanes SET holder = NULL, lease_until = NULL WHERE lane = :lane"

_SETTLE = (
    "UPDATE notices SET state = :state, done_at = :at, why = :why, leased_by = NULL WHERE id = :id AND done_at IS NULL"
    " RETURNING lane"
)
_AGAIN = (
    "UPDATE notices SET state = :state, why = :why, leased_by = NULL WHERE id = :id AND done_at IS NULL RETURNING lane"
)
# Who carries a notice stands where the worker of a leased one stands.
_CARRIER = "lane = (SELECT lane FROM notices WHERE id = :id) AND state = 'carried' AND leased_by = :carrier"
_BEHIND = (
    "SELECT id, key, kind, ticket, address, place, at, not_before, facts, state, attempts FROM notices WHERE"
    " lane = (SELECT lane FROM notices WHERE id = :id) AND id > :id AND done_at IS NULL AND not_before <= :now"
    " ORDER BY id LIMIT :limit"
)
_STILL_OURS = "UPDATE notices SET tried_at = tried_at WHERE id = :id AND state = 'leased' AND attempts = :attempts"
_CARRY = (
    "UPDATE notices SET state = 'carried', leased_by = :carrier WHERE id = :companion AND state = 'waiting'"
    " AND lane = (SELECT lane FROM notices WHERE id = :id)"
)
_CARRIED = (
    "SELECT id, key, kind, ticket, address, place, at, not_before, facts, state, attempts FROM notices WHERE"  # noqa: S608  # only constants
    f" done_at IS NULL AND {_CARRIER} ORDER BY id"
)
_LET_GO = f"UPDATE notices SET state = 'waiting', leased_by = NULL WHERE done_at IS NULL AND {_CARRIER}"  # noqa: S608  # only constants
_SETTLE_CARRIED = (
    "UPDATE notices SET state = :state, done_at = :at, why = :why, leased_by = NULL"  # noqa: S608  # only constants
    f" WHERE done_at IS NULL AND {_CARRIER}"
)
_RELEASE = (
    "UPDATE lanes SET holder = NULL, lease_until = NULL"
    " WHERE holder = :id AND lane = (SELECT lane FROM notices WHERE notices.id = :id)"
)
_DELAY = (
    "INSERT INTO lanes (lane, next_free_at) VALUES (:lane, :until) ON CONFLICT (lane) DO UPDATE"
    " SET next_free_at = excluded.next_free_at"
    " WHERE lanes.next_free_at IS NULL OR lanes.next_free_at < excluded.next_free_at"
)
_NEXT = (
    _LANES + ", nexts AS (SELECT lanes.holder AS holder, lanes.lease_until AS lease_until,"  # noqa: S608  # only constants
    " coalesce(lanes.next_free_at, 0) AS free_at, coalesce("
    "(SELECT n.not_before FROM notices n WHERE n.done_at IS NULL AND n.lane = waiting.lane AND n.not_before <= :now"
    " ORDER BY n.id LIMIT 1),"
    " (SELECT min(n.not_before) FROM notices n WHERE n.done_at IS NULL AND n.lane = waiting.lane)) AS ready_at"
    " FROM waiting LEFT JOIN lanes ON lanes.lane = waiting.lane WHERE waiting.lane IS NOT NULL)"
    " SELECT min(CASE WHEN holder IS NOT NULL THEN lease_until WHEN free_at > ready_at THEN free_at ELSE ready_at END)"
    " FROM nexts"
)
_PARKED = (
    "SELECT id, key, kind, ticket, address, place, at, not_before, facts, state, attempts, why, done_at FROM notices"
    " WHERE state = 'parked' ORDER BY id"
)
_PENDING = "SELECT count(*) FROM notices WHERE done_at IS NULL"
_OLDEST = "SELECT min(not_before) FROM notices WHERE done_at IS NULL"


@dataclass(frozen=True, slots=True)
class Leased:
    """A notice to say now. `attempts` counts the tries before this one; `unknown`: one of them may have landed."""

    id: int
    notice: Notice
    attempts: int
    unknown: bool


@dataclass(frozen=True, slots=True)
class Parked:
    """A notice that could not be said: why, since when, after how many tries."""

    id: int
    notice: Notice
    attempts: int
    why: str
    at: datetime


class _Gone(Exception):
    """What was to be carried, or its carrier, is no longer as it was: nothing is written."""


class Transacts(Protocol):
    """The store, as far as the outbox needs it (`storage.store.AsyncStore` is one)."""

    async def transact(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` in one write transaction."""
        ...

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work`, which only reads, beside the writer."""
        ...


class Outbox:
    """What delivery does with notices. Every method is one transaction and raises StorageUnavailable."""

    def __init__(self, store: Transacts) -> None:
        self._store = store

    async def _change(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work`, again where PostgreSQL let another transaction go first: nothing here was decided before it."""
        while True:
            try:
                return await self._store.transact(work)
            except Conflict:
                continue

    async def lease(self, now: datetime, worker: str, *, limit: int, lease_for: timedelta) -> list[Leased]:
        """The oldest sayable notice of each free lane, oldest first, at most `limit`; each lane is held until recorded.

        A lease that is not recorded within `lease_for` lapses: the notice comes back as unknown. With a `limit` of 0
        nothing is leased, but what has lapsed by `now` is brought back.
        """
        return await self._change(lambda tx: _lease(tx, micros(now), worker, limit, lease_for))

    async def behind(self, id: int, now: datetime, most: int) -> list[Leased]:
        """What stands behind this notice in its lane and may be said by `now`, in order, at most `most`."""
        rows = {"id": id, "now": micros(now), "limit": most}
        return await self._store.read(lambda tx: [_found(row) for row in tx.sql.rows(_BEHIND, rows)])

    async def carry(self, id: int, attempts: int, companions: Sequence[int]) -> bool:
        """Say these in the message of the notice leased with so many `attempts`: from now on they share its fate.

        All of them or, when False, none: the lease is no longer the caller's, or one of them waits no more.
        """

        def write(tx: SqlTransaction) -> None:
            # The head first, as whoever settles it takes it; its tries tell this lease from a later one.
            if tx.sql.change(_STILL_OURS, {"id": id, "attempts": attempts + 1}) != 1:
                raise _Gone
            for companion in companions:
                if tx.sql.change(_CARRY, {"id": id, "carrier": _carrier(id), "companion": companion}) != 1:
                    raise _Gone

        try:
            await self._change(write)
        except _Gone:
            return False
        return True

    async def carried(self, id: int) -> list[Leased]:
        """What an earlier try of this notice, whose outcome nobody knows, said with it."""
        rows: Parameters = {"id": id, "carrier": _carrier(id)}
        return await self._store.read(lambda tx: [_found(row) for row in tx.sql.rows(_CARRIED, rows)])

    async def done(
        self,
        id: int,
        receipt_binding: Binding | None,
        at: datetime,
        *,
        lane_free_at: datetime | None = None,
        along: Sequence[Binding] = (),
    ) -> bool:
        """It was said, and what it carried. `lane_free_at` paces the lane in the same step. False when settled before.

        `along` are the bindings of what it carried.
        """

        def record(tx: SqlTransaction) -> bool:
            settled = _settle(tx, id, "done", at, None, lane_free_at)
            for binding in (receipt_binding, *along):
                if binding is not None:
                    tx.bind(binding)
            return settled

        return await self._change(record)

    async def retry(self, id: int, at: datetime, why: str, *, unknown: bool = False) -> bool:
        """It was not said (or nobody knows: `unknown`); its lane goes on with it at `at`. False when settled before.

        What it carried waits by itself again, unless nobody knows.
        """
        state = "unknown" if unknown else "waiting"

        def record(tx: SqlTransaction) -> bool:
            tx.sql.change(_RELEASE, {"id": id})
            found = one(tx.sql.rows(_AGAIN, {"id": id, "state": state, "why": codec.plain(why)}))
            if found is not None:
                tx.sql.change(_DELAY, {"lane": found[0], "until": micros(at)})
                if not unknown:
                    tx.sql.later("notices", _LET_GO, {"id": id, "carrier": _carrier(id)})
            return found is not None

        return await self._change(record)

    async def park(self, id: int, why: str, at: datetime, fallback: Sequence[Notice] = ()) -> bool:
        """It can never be said; `fallback` is written in its stead. False (and nothing written) when settled before.

        What it carried is parked with it.
        """

        def record(tx: SqlTransaction) -> bool:
            settled = _settle(tx, id, "parked", at, codec.plain(why), None)
            if settled:
                tx.write_notices(fallback)
            return settled

        return await self._change(record)

    async def drop_moot(self, id: int, at: datetime) -> bool:
        """Saying it, and what it carried, would no longer be true. False when it had been settled before."""
        return await self._change(lambda tx: _settle(tx, id, "moot", at, None, None))

    async def next_at(self, now: datetime) -> datetime | None:
        """When something can next be leased (not after `now`: at once), or None when nothing is left to say."""
        return instant_or_none(await self._store.read(lambda tx: _next_at(tx, micros(now))))

    async def parked(self) -> list[Parked]:
        """What could never be said, oldest first."""

        def look(tx: SqlTransaction) -> list[Parked]:
            return [
                Parked(row[0], _notice(row), row[10], row[11] or "", instant(row[12]))
                for row in tx.sql.rows(_PARKED, {})
            ]

        return await self._store.read(look)

    async def pending(self) -> int:
        """How many notices are still to be said."""
        return await self._store.read(lambda tx: int(tx.sql.rows(_PENDING, {})[0][0]))

    async def oldest_waiting(self) -> datetime | None:
        """Since when the oldest notice that is still to be said could have been; may lie ahead; None without any."""
        return await self._store.read(lambda tx: instant_or_none(tx.sql.rows(_OLDEST, {})[0][0]))


def _lease(tx: SqlTransaction, now: int, worker: str, limit: int, lease_for: timedelta) -> list[Leased]:
    _bring_back_lapsed(tx, now)
    lanes = _ready_lanes(tx, now, limit)
    lease_until = now + lease_for // timedelta(microseconds=1)
    # Lanes are taken in one order by everybody, so that two workers never wait for each other.
    taken = [_take(tx, lane, now, worker, lease_until) for lane in sorted(lanes)]
    return sorted((leased for leased in taken if leased is not None), key=lambda leased: leased.id)


def _ready_lanes(tx: SqlTransaction, now: int, limit: int) -> list[str]:
    """The free lanes whose heads are the oldest, at most `limit`.

    Heads are the oldest of their lanes, so the first lanes of the window are the answer, unless lanes that are not free
    fill it: then all lanes are looked at.
    """
    window = tx.sql.rows(_FRONT, {"now": now, "window": _WINDOW})
    lanes = list(dict.fromkeys(lane for lane, not_before, free in window if free and not_before <= now))
    if len(lanes) >= limit or len(window) < _WINDOW:
        return lanes[:limit]
    return [row[0] for row in tx.sql.rows(_HEADS, {"now": now, "limit": limit})]


def _next_at(tx: SqlTransaction, now: int) -> int | None:
    for _, not_before, free in tx.sql.rows(_FRONT, {"now": now, "window": _WINDOW}):
        if free and not_before <= now:
            return int(not_before)
    found: int | None = tx.sql.rows(_NEXT, {"now": now})[0][0]
    return found


def _bring_back_lapsed(tx: SqlTransaction, now: int) -> None:
    for lane, holder in tx.sql.rows(_LAPSED + tx.sql.skip_locked, {"now": now}):
        tx.sql.change(_LAPSED_NOTICE, {"holder": holder})
        tx.sql.change(_LAPSED_LANE, {"lane": lane, "holder": holder, "now": now})


def _take(tx: SqlTransaction, lane: str, now: int, worker: str, lease_until: int) -> Leased | None:
    """Take the lane, then what is at its head now. None when somebody else was quicker."""
    if tx.sql.change(_TAKE_LANE, {"lane": lane, "now": now, "lease_until": lease_until}) != 1:
        return None
    row = one(tx.sql.rows(_HEAD + tx.sql.skip_locked, {"lane": lane, "now": now}))
    if row is None:  # settled, or a command is writing to it this very moment
        tx.sql.change(_GIVE_BACK_LANE, {"lane": lane})
        return None
    tx.sql.later("notices", _LEASE, {"id": row[0], "worker": worker, "now": now})
    tx.sql.later("lanes", _HOLD_LANE, {"id": row[0], "lane": lane})
    return _found(row)


def _settle(
    tx: SqlTransaction, id: int, state: Settled, at: datetime, why: str | None, lane_free_at: datetime | None
) -> bool:
    # The lane first, the notice second, as everybody takes them who takes both.
    tx.sql.change(_RELEASE, {"id": id})
    found = one(tx.sql.rows(_SETTLE, {"id": id, "state": state, "at": micros(at), "why": why}))
    if found is not None:
        carried: Parameters = {"id": id, "carrier": _carrier(id), "state": state, "at": micros(at), "why": why}
        tx.sql.later("notices", _SETTLE_CARRIED, carried)
    if found is not None and lane_free_at is not None:
        tx.sql.change(_DELAY, {"lane": found[0], "until": micros(lane_free_at)})
    return found is not None


def _carrier(id: int) -> str:
    return f"notice {id}"


def _found(row: Found) -> Leased:
    return Leased(row[0], _notice(row), row[10], unknown=row[9] == "unknown")


def _notice(row: Found) -> Notice:
    _, key, kind, ticket, address, place, at, not_before, facts = row[:9]
    return Notice(kind, ticket, address, key, instant(at), instant(not_before), codec.read_facts(facts), place)
