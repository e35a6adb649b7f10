"""The outbox as the delivery worker uses it: lease a notice, speak, record what came of it.

A lane is what one conversation is told, or refreshes of what stands already, apart, so that no word waits for a
refresh (`Notice.lane`). At most one notice of a lane is in flight, over all processes: whoever leases first takes the
lane's row, under the same conditions it was chosen by, so that two that look at once cannot both have it.

Within a lane, of the notices whose `not_before` has come, the one that is due first leaves first, then the one written
first (`core.notifications.kinds.due`: what is urgent is due at once, the rest when it has waited for long, so nothing
starves). But one ticket is told in the order it was written: where the one that is due first has an earlier one of its
ticket in its lane, that one goes before it, however little urgent it is by itself. A refresh does not go before a word;
it goes after those that it may be about (`leasing.py`), and is put off while they wait.

A try that failed holds back what its ticket says later in the lane, and comes first of its ticket again: what a ticket
said later must not be heard earlier. The lane goes on with other tickets, after a while or when the platform says: what
one message meets (a chat that is gone, words that the platform cannot take) must not silence a conversation. A lane
that waits delays no other.

An outcome nobody knows (the lease ran out, the answer never came) is a state of its own: such a notice keeps its place,
comes back with `unknown`, and its earlier try is looked for before it is said again.

A head may carry others of its lane in its message. That is written down before it is said, and whoever settles the
head settles them, in the same transaction: while an outcome is unknown they stay with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.ports.bindings import Binding
from core.ports.outbox import NOTHING, REFRESHES, Notice
from storage import codec
from storage.driver import Parameters, one
from storage.instants import instant, instant_or_none, micros
from storage.leasing import Leased, found, lease, next_at
from storage.notices import COLUMNS, notice_of
from storage.shut_places import ShutPlaces
from storage.transaction import SqlTransaction

Settled = Literal["done", "moot", "parked"]
"""What becomes of a notice at last: it was said, need not be said, or can never be."""

_SETTLED = "UPDATE notices SET state = :state, done_at = :at, why = :why, leased_by = NULL WHERE done_at IS NULL"
_SETTLE = f"{_SETTLED} AND id = :id RETURNING lane, ticket"
_AGAIN = (
    "UPDATE notices SET state = :state, why = :why, leased_by = NULL, held_until = :held_until"
    " WHERE id = :id AND done_at IS NULL RETURNING lane"
)
_POSTPONE = (
    "UPDATE notices SET state = :state, not_before = :until, attempts = attempts - 1, leased_by = NULL"
    " WHERE id = :id AND done_at IS NULL AND state = 'leased' RETURNING lane"
)
_ITS_LANE = "lane = (SELECT lane FROM notices WHERE id = :id)"
_WAITS_THERE = f"state = 'waiting' AND {_ITS_LANE}"
_DROP_ALONG = f"UPDATE notices SET state = 'moot', done_at = :at WHERE key = :key AND {_WAITS_THERE}"  # noqa: S608  # only constants
_PUT_OFF = "UPDATE notices SET not_before = :until WHERE id = :id AND state = 'waiting'"
# Who carries a notice stands where the worker of a leased one stands.
_CARRIER = f"{_ITS_LANE} AND state = 'carried' AND leased_by = :carrier"
# In the order of the lane: each is due when the first is that its ticket says after it. None whose ticket has another
# before it there that is put off, or carried.
_BEHIND = (
    f"SELECT {COLUMNS} FROM (SELECT {COLUMNS}, min(due_at) OVER (PARTITION BY coalesce(ticket, key) ORDER BY id"  # noqa: S608  # only constants
    " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS due FROM notices WHERE done_at IS NULL AND id <> :id"
    f" AND {_ITS_LANE} AND state <> 'carried' AND not_before <= :now"
    " AND coalesce(held_until, 0) <= :now) AS behind"
    " WHERE NOT EXISTS (SELECT 1 FROM notices earlier WHERE earlier.done_at IS NULL AND earlier.ticket = behind.ticket"
    " AND earlier.lane = behind.lane AND earlier.id < behind.id AND earlier.id <> :id"
    " AND (earlier.state = 'carried' OR earlier.held_until > :now"
    " OR earlier.not_before > :now AND earlier.due_at <= :now))"
    " ORDER BY due, id LIMIT :limit"
)
_AFTER = (
    f"SELECT {COLUMNS} FROM notices WHERE done_at IS NULL AND id > :id AND state <> 'carried' AND not_before <= :now"  # noqa: S608  # only constants
    f" AND {_ITS_LANE} AND ticket = (SELECT ticket FROM notices WHERE id = :id) ORDER BY id"
)
_STILL_OURS = "UPDATE notices SET tried_at = tried_at WHERE id = :id AND state = 'leased' AND attempts = :attempts"
_CARRY = f"UPDATE notices SET state = 'carried', leased_by = :carrier WHERE id = :companion AND {_WAITS_THERE}"  # noqa: S608  # only constants
_CARRIED = f"SELECT {COLUMNS} FROM notices WHERE done_at IS NULL AND {_CARRIER} ORDER BY due_at, id"  # noqa: S608  # only constants
_COUNT_CARRIED = f"SELECT count(*) FROM notices WHERE done_at IS NULL AND {_CARRIER}"  # noqa: S608  # only constants
_HOLD_CARRIED = f"UPDATE notices SET held_until = :held_until WHERE done_at IS NULL AND {_CARRIER}"  # noqa: S608  # only constants
_LET_GO = f"UPDATE notices SET state = 'waiting', leased_by = NULL WHERE done_at IS NULL AND {_CARRIER}"  # noqa: S608  # only constants
_SETTLE_CARRIED = f"{_SETTLED} AND {_CARRIER}"
_SHUT = f"UPDATE notices SET shut = TRUE, refused_by = :place WHERE done_at IS NULL AND (id = :id OR {_CARRIER})"  # noqa: S608  # only constants
# Refreshes that were put off because of it may be looked at at once.
_LOOK_NOW = (
    "UPDATE notices SET not_before = :at WHERE done_at IS NULL AND state = 'waiting' AND ticket = :ticket"  # noqa: S608  # only constants
    f" AND lane LIKE '%{REFRESHES}' AND not_before > :at"
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
_PARKED = f"SELECT {COLUMNS}, why, done_at FROM notices WHERE state = 'parked' ORDER BY id"  # noqa: S608  # only constants
_PENDING = "SELECT count(*) FROM notices WHERE done_at IS NULL"
_OLDEST = "SELECT min(not_before) FROM notices WHERE done_at IS NULL"


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


class Outbox(ShutPlaces):
    """What delivery does with notices. Every method is one transaction and raises StorageUnavailable."""

    async def lease(self, now: datetime, worker: str, *, limit: int, lease_for: timedelta) -> list[Leased]:
        """What comes next in each free lane, the most urgent first, at most `limit`; each lane is held until recorded.

        A lease that is not recorded within `lease_for` lapses: the notice comes back as unknown. With a `limit` of 0
        nothing is leased, but what has lapsed by `now` is brought back.
        """
        return await self._change(lambda tx: lease(tx, micros(now), worker, limit, lease_for))

    async def behind(self, id: int, now: datetime, most: int) -> list[Leased]:
        """What stands behind this notice in its lane and may be said by `now`, in order, at most `most`.

        Without what has to wait for something else that its ticket says earlier there, which cannot be said now.
        """
        rows = {"id": id, "now": micros(now), "limit": most}
        return await self._store.read(lambda tx: [found(row) for row in tx.sql.rows(_BEHIND, rows)])

    async def after(self, id: int, now: datetime) -> list[Leased]:
        """What its ticket says after this notice in its lane and may be said by `now`, as written."""
        rows: Parameters = {"id": id, "now": micros(now)}
        return await self._store.read(lambda tx: [found(row) for row in tx.sql.rows(_AFTER, rows)])

    async def carry(self, id: int, attempts: int, companions: Sequence[int]) -> bool:
        """Say these in the message of the notice leased with so many `attempts`: from now on they share its fate.

        All of them or, when False, none: the lease is no longer the caller's, or one of them waits no more.
        """

        def write(tx: SqlTransaction) -> None:
            # The head first, as whoever settles it takes it; its tries tell this lease from a later one.
            if tx.sql.change(_STILL_OURS, {"id": id, "attempts": attempts + 1}) != 1:
                raise _Gone
            row: Parameters = {"id": id, "carrier": _carrier(id)}
            before = tx.sql.rows(_COUNT_CARRIED, row)[0][0]
            tx.sql.change_all(_CARRY, [{**row, "companion": companion} for companion in companions])
            if tx.sql.rows(_COUNT_CARRIED, row)[0][0] != before + len(companions):
                raise _Gone

        try:
            await self._change(write)
        except _Gone:
            return False
        return True

    async def carried(self, id: int) -> list[Leased]:
        """What an earlier try of this notice, whose outcome nobody knows, said with it."""
        rows: Parameters = {"id": id, "carrier": _carrier(id)}
        return await self._store.read(lambda tx: [found(row) for row in tx.sql.rows(_CARRIED, rows)])

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
        """It was said, and what it carried. `lane_free_at` paces the lane in the same step. False when settled before.

        `along` are the bindings of what it carried; `left` is one that is forgotten with its conversation; `keep` are
        named values, `then` notices that follow from its having been said.
        """

        def record(tx: SqlTransaction) -> bool:
            settled = _settle(tx, id, "done", at, None, lane_free_at)
            if left is not None:
                tx.unbind(left)
            for binding in (receipt_binding, *along):
                if binding is not None:
                    tx.bind(binding)
            for name, value in keep.items():
                tx.remember(name, value)
            if settled and then:
                tx.write_notices(then)
            return settled

        return await self._change(record)

    async def retry(
        self, id: int, at: datetime, why: str, *, unknown: bool = False, lane_free_at: datetime | None = None
    ) -> bool:
        """It was not said (or nobody knows: `unknown`); its ticket goes on with it at `at`. False when settled before.

        Its lane goes on with other tickets at `lane_free_at`, or also at `at`. What it carried waits by itself again,
        unless nobody knows.
        """
        state = "unknown" if unknown else "waiting"
        held_until = None if lane_free_at is None else micros(at)

        def record(tx: SqlTransaction) -> bool:
            tx.sql.change(_RELEASE, {"id": id})
            again: Parameters = {"id": id, "state": state, "why": codec.plain(why), "held_until": held_until}
            row = one(tx.sql.rows(_AGAIN, again))
            if row is not None:
                tx.sql.change(_DELAY, {"lane": row[0], "until": micros(lane_free_at or at)})
                if not unknown:
                    tx.sql.later("notices", _LET_GO, {"id": id, "carrier": _carrier(id)})
                elif held_until is not None:  # nor do their tickets go on while nobody knows
                    carried: Parameters = {"id": id, "carrier": _carrier(id), "held_until": held_until}
                    tx.sql.later("notices", _HOLD_CARRIED, carried)
            return row is not None

        return await self._change(record)

    async def postpone(
        self,
        id: int,
        until: datetime,
        *,
        unknown: bool = False,
        lane_free_at: datetime | None = None,
        along: Sequence[int] = (),
    ) -> bool:
        """Its turn has not come: not before `until`, as if it had not been leased.

        Its lane goes on with others, from `lane_free_at` on. A word that was due is still not heard later than what its
        ticket says after it: that takes it along, `until` or not. `along` are others of its lane that wait, and go on
        waiting as long. False when it is leased no more.
        """
        state = "unknown" if unknown else "waiting"
        row: Parameters = {"id": id, "until": micros(until), "state": state}

        def put_back(tx: SqlTransaction) -> bool:
            tx.sql.change(_RELEASE, {"id": id})
            lane = one(tx.sql.rows(_POSTPONE, row))
            if lane is not None and lane_free_at is not None:
                tx.sql.later("lanes", _DELAY, {"lane": lane[0], "until": micros(lane_free_at)})
            if lane is not None and along:
                tx.sql.change_all(_PUT_OFF, [{"id": each, "until": micros(until)} for each in along])
            return lane is not None

        return await self._change(put_back)

    async def park(
        self, id: int, why: str, at: datetime, fallback: Sequence[Notice] = (), *, shut: str | None = None
    ) -> bool:
        """It can never be said; `fallback` is written in its stead. False (and nothing written) when settled before.

        What it carried is parked with it. Where a place is `shut`, both are tried anew when that comes back.
        """

        def record(tx: SqlTransaction) -> bool:
            if shut is not None:
                tx.sql.change(_SHUT, {"id": id, "carrier": _carrier(id), "place": shut})
            settled = _settle(tx, id, "parked", at, codec.plain(why), None)
            if settled:
                tx.write_notices(fallback)
            return settled

        return await self._change(record)

    async def drop_moot(self, id: int, at: datetime, along: Sequence[str] = (), *, then: Sequence[Notice] = ()) -> bool:
        """Saying it, and what it carried, would no longer be true. False (and nothing written) when settled before.

        Nor would what waits in its lane under the keys `along`. `then` is what is said in their stead.
        """

        def record(tx: SqlTransaction) -> bool:
            settled = _settle(tx, id, "moot", at, None, None)
            if settled and along:
                tx.sql.change_all(_DROP_ALONG, [{"id": id, "key": each, "at": micros(at)} for each in along])
            if settled and then:
                tx.write_notices(then)
            return settled

        return await self._change(record)

    async def next_at(self, now: datetime) -> datetime | None:
        """When something can next be leased (not after `now`: at once), or None when nothing is left to say."""
        return instant_or_none(await self._store.read(lambda tx: next_at(tx, micros(now))))

    async def parked(self) -> list[Parked]:
        """What could never be said, oldest first."""

        def look(tx: SqlTransaction) -> list[Parked]:
            return [
                Parked(row[0], notice_of(row), row[10], row[13] or "", instant(row[14]))
                for row in tx.sql.rows(_PARKED, {})
            ]

        return await self._store.read(look)

    async def pending(self) -> int:
        """How many notices are still to be said."""
        return await self._store.read(lambda tx: int(tx.sql.rows(_PENDING, {})[0][0]))

    async def oldest_waiting(self) -> datetime | None:
        """Since when the oldest notice that is still to be said could have been; may lie ahead; None without any."""
        return await self._store.read(lambda tx: instant_or_none(tx.sql.rows(_OLDEST, {})[0][0]))


def _settle(
    tx: SqlTransaction, id: int, state: Settled, at: datetime, why: str | None, lane_free_at: datetime | None
) -> bool:
    # The lane first, the notice second, as everybody takes them who takes both.
    tx.sql.change(_RELEASE, {"id": id})
    row = one(tx.sql.rows(_SETTLE, {"id": id, "state": state, "at": micros(at), "why": why}))
    if row is not None:
        carried: Parameters = {"id": id, "carrier": _carrier(id), "state": state, "at": micros(at), "why": why}
        tx.sql.later("notices", _SETTLE_CARRIED, carried)
        if row[1] is not None and not row[0].endswith(REFRESHES):
            tx.sql.later("notices", _LOOK_NOW, {"ticket": row[1], "at": micros(at)})
    if row is not None and lane_free_at is not None:
        tx.sql.later("lanes", _DELAY, {"lane": row[0], "until": micros(lane_free_at)})
    return row is not None


def _carrier(id: int) -> str:
    return f"notice {id}"
