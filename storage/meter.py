"""What platforms count, counted for all processes on one PostgreSQL: a row for each count, by the server's own clock.

A turn is taken in one statement, a function of the database (migrations 0010 and 0014), which holds the count's row
while it looks: two processes never get the same turn. The table is not logged: a server that fell forgets what a minute
made. A server's clock that is set back silences nothing: a turn is never further ahead than when it was given.
"""

from __future__ import annotations

import asyncio

from core.ports.pacing import Count, Turn
from storage.driver import Parameters
from storage.shut_places import Transacts

_TAKE = "SELECT wait, rest FROM deskbell_take_turn(:name, :every, :credit, :within)"
_HOLD = "SELECT deskbell_hold_turns(:name, :hold)"
_MOST_KNOWN = 4096
_LONGEST = 10**9  # seconds; whatever waits longer than this waits for ever


class SharedMeter:
    """Implements `core.ports.pacing.Meter` in the table `paces`."""

    def __init__(self, store: Transacts) -> None:
        self._store = store
        self._free: dict[str, float] = {}

    async def take(self, count: Count, within: float) -> Turn:
        """The next turn of all processes, taken unless it comes later than `within` seconds from now."""
        asked: Parameters = {
            "name": count.name,
            "every": _micros(count.seconds),
            "credit": _micros(count.credit),
            "within": _micros(min(within, _LONGEST)),
        }
        wait, rest = (each / 1e6 for each in (await self._store.transact(lambda tx: tx.sql.rows(_TAKE, asked)))[0])
        self._know(count, rest)
        return Turn(wait, taken=wait <= within, rest=rest)

    async def hold(self, count: Count, seconds: float) -> None:
        """No process gets a turn for so long."""
        held: Parameters = {"name": count.name, "hold": _micros(seconds)}
        await self._store.transact(lambda tx: tx.sql.rows(_HOLD, held))
        self._know(count, max(seconds, self.rest(count)))

    def rest(self, count: Count) -> float:
        """In how many seconds the next turn comes, unless another process takes it."""
        return max(self._free.get(count.name, 0.0) - asyncio.get_running_loop().time(), 0.0)

    def _know(self, count: Count, rest: float) -> None:
        now = asyncio.get_running_loop().time()
        self._free[count.name] = now + rest
        if len(self._free) > _MOST_KNOWN:
            self._free = {name: free for name, free in self._free.items() if free > now}


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)
