"""What was parked because a place was shut, as statements: it waits again, or for one that was made in its stead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from core.notifications.kinds import KINDS
from core.ports.outbox import REFRESHES
from core.ports.tickets import Conflict
from core.processes import OPEN
from storage import codec
from storage.driver import Parameters
from storage.instants import micros
from storage.transaction import SqlTransaction

T = TypeVar("T")

_CARDS = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.shape == "card")
_SAID = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if not kind.acts and kind.shape != "card")
_GOING_ON = ", ".join(f"'{status}'" for status in sorted(OPEN))
# By when it was caused: each vain try parks it anew, so by that it would never grow stale.
_AWAITS = "state = 'parked' AND shut AND at >= :since"
_OF_PLACE = "coalesce(refused_by, '') = :place"
_OUTDATED = (
    f"UPDATE notices SET state = 'moot' WHERE {_AWAITS} AND {_OF_PLACE} AND kind IN ({_CARDS})"  # noqa: S608  # only constants
    " AND EXISTS (SELECT 1 FROM notices later WHERE later.id > notices.id AND later.lane = notices.lane"
    " AND later.kind = notices.kind AND later.ticket = notices.ticket AND later.address = notices.address"
    " AND (later.done_at IS NULL OR later.state = 'parked' AND later.shut))"
)
_REFUSING = f"SELECT DISTINCT coalesce(refused_by, '') FROM notices WHERE {_AWAITS}"  # noqa: S608  # only constants
_BRING_BACK = (
    "UPDATE notices SET state = 'waiting', shut = FALSE, refused_by = NULL, done_at = NULL, why = NULL, attempts = 0,"  # noqa: S608  # only constants
    " held_until = NULL, due_at = due_at + :now - not_before, not_before = :now"
    f" WHERE {_AWAITS} AND {_OF_PLACE}"
)
_GIVING = " RETURNING id, facts"
# Words before what only brings something up to date: that may be refused for reasons of its own.
_FIRST = (
    f" AND id = (SELECT id FROM notices WHERE {_AWAITS} AND {_OF_PLACE}"  # noqa: S608  # only constants
    f" ORDER BY CASE WHEN lane LIKE '%{REFRESHES}' THEN 1 ELSE 0 END, id LIMIT 1)"
)
_FACTS_BECOME = "UPDATE notices SET facts = :facts WHERE id = :id"
# What stood there is gone with it: cards are put into the new place by themselves, those of open tickets.
_LOST = (
    f"UPDATE notices SET state = 'moot' WHERE {_AWAITS} AND {_OF_PLACE} AND place = :place AND NOT (kind IN ({_SAID})"  # noqa: S608  # only constants
    " AND (ticket IS NULL OR EXISTS (SELECT 1 FROM tickets WHERE tickets.ref = notices.ticket"
    f" AND tickets.status IN ({_GOING_ON}))))"
)
_MOVE = (
    f"UPDATE notices SET place = :after, lane = :after, refused_by = :after WHERE {_AWAITS} AND {_OF_PLACE}"  # noqa: S608  # only constants
    " AND place = :place"
)


class Transacts(Protocol):
    """The store, as far as the outbox needs it (`storage.store.AsyncStore` is one)."""

    async def transact(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work` in one write transaction."""
        ...

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work`, which only reads, beside the writer."""
        ...


class ShutPlaces:
    """The part of the outbox that waits for places and people to come back."""

    def __init__(self, store: Transacts) -> None:
        self._store = store

    async def _change(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run `work`, again where PostgreSQL let another transaction go first: nothing here was decided before it."""
        while True:
            try:
                return await self._store.transact(work)
            except Conflict:
                continue

    async def refusing(self, since: datetime) -> list[str]:
        """Which places refused what was caused since then and waits for them; empty for one that nobody knows."""
        rows = await self._store.read(lambda tx: tx.sql.rows(_REFUSING, {"since": micros(since)}))
        return [str(row[0]) for row in rows]

    async def bring_back(self, now: datetime, since: datetime, places: Collection[str] | None = None) -> int:
        """Try anew what was caused since then and parked because its place was shut: of one card's refreshes the last.

        Only what these `places` refused, where they are named, and what an older desk parked, which kept no place.
        Each waits in its lane as if it had just been written, so the places' pace holds. Returns how many there are.
        """

        def again(tx: SqlTransaction) -> int:
            refusing = [row[0] for row in tx.sql.rows(_REFUSING, {"since": micros(since)})]
            open_again = (each for each in refusing if places is None or not each or each in places)
            return _try_anew(tx, open_again, micros(now), micros(since))

        return await self._change(again)

    async def bring_back_for(
        self, refused_by: Collection[str], now: datetime, since: datetime, without: Collection[str] = ()
    ) -> int:
        """The same for what exactly these refused; it loses the facts of those names.

        Where nothing waits for them it is looked up alone, in no turn with those who write.
        """
        known = frozenset(refused_by).intersection(await self.refusing(since))
        if not known:
            return 0
        return await self._change(lambda tx: _try_anew(tx, sorted(known), micros(now), micros(since), without))

    async def bring_back_first(self, place: str, now: datetime, since: datetime) -> int:
        """The same for the first alone of what exactly this place refused: a word, if there is one."""
        return await self._change(lambda tx: _try_anew(tx, (place,), micros(now), micros(since), which=_FIRST))

    async def move(self, before: str, after: str, since: datetime) -> int:
        """Let what a place refused wait for the one that was made in its stead; returns how much.

        What changes messages that stood there is let go, and so is what is about no open ticket.
        """
        rows: Parameters = {"place": before, "after": after, "since": micros(since)}

        def follow(tx: SqlTransaction) -> int:
            tx.sql.change(_LOST, {"place": before, "since": micros(since)})
            return tx.sql.change(_MOVE, rows)

        return await self._change(follow)


def _try_anew(
    tx: SqlTransaction,
    refused_by: Iterable[str],
    now: int,
    since: int,
    without: Collection[str] = (),
    which: str = "",
) -> int:
    """Let what these refused wait again, in its lane as if it had just been written. Returns how many there are."""
    found = 0
    for place in refused_by:
        rows: Parameters = {"since": since, "place": place}
        tx.sql.change(_OUTDATED, rows)
        for id, written in tx.sql.rows(f"{_BRING_BACK}{which}{_GIVING}", {**rows, "now": now}):
            found += 1
            facts = codec.read_facts(written)
            kept = {name: fact for name, fact in facts.items() if name not in without}
            if kept != facts:
                tx.sql.change(_FACTS_BECOME, {"id": id, "facts": codec.write_facts(kept)})
    tx.wakes = tx.wakes or bool(found)
    return found
