"""Lets time happen: sleeps until the next instant of any ticket, then has the desk take what is due.

A commit that moves that instant wakes it, and so does a clock that is pushed by hand. Looking every half minute anyway
is the net below: nothing depends on a wake-up arriving.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.runtime.logs import record, record_bug
from bot.runtime.metrics import Metrics
from bot.runtime.wakeup import Bell
from core.ports.clock import Clock
from core.ports.tickets import StorageUnavailable, Store
from core.sweep import BATCH, FIRST

_FALLBACK = 30.0
_AFTER_TROUBLE = 2.0


class Sweeps(Protocol):
    """The part of the desk that time needs."""

    async def sweep(self, most: int) -> int:
        """Take some of what is due, `most` in a transaction; how many were taken, 0 when nothing is left."""
        ...

    async def rehearse(self) -> None:
        """Be ready for what is due next."""
        ...


@dataclass(slots=True)
class Sweeper:
    """The loop. `bell` wakes it; `stop` ends it after the sweep that runs."""

    desk: Sweeps
    store: Store
    clock: Clock
    metrics: Metrics
    bell: Bell = field(default_factory=Bell)
    well: bool = True
    _stopping: bool = False
    _rehearsed: bool = False

    def stop(self) -> None:
        """Sweep no more."""
        self._stopping = True
        self.bell.ring()

    async def run(self) -> None:
        """Sweep until stopped. Trouble with the database, or a bug, is logged and tried again."""
        while not self._stopping:
            try:
                await self._rehearse_once()
                wait = await self.sweep()
                self.well = True
            except StorageUnavailable as error:
                self.well, wait = False, _AFTER_TROUBLE
                record("sweep.storage_unavailable", logging.WARNING, why=str(error))
            except Exception as error:  # noqa: BLE001  # promises must go on being kept whatever one sweep ran into
                self.well, wait = False, _AFTER_TROUBLE
                self.metrics.bugs.labels("sweep").inc()
                record_bug("sweep.failed", error)
            await self.bell.wait(wait)

    async def _rehearse_once(self) -> None:
        """Where that fails it is tried no more: what is wrong is wrong as well when its time has come."""
        if not self._rehearsed:
            self._rehearsed = True
            await self.desk.rehearse()

    async def sweep(self) -> float:
        """Take everything that is due; seconds until the next instant, half a minute at most."""
        due = await self.store.read(lambda tx: tx.next_due())
        if due is not None and due <= self.clock.now():
            self.metrics.sweep_lateness.observe((self.clock.now() - due).total_seconds())
            due = await self._take_what_is_due()
            self.metrics.sweeps.inc()
        if due is None:
            return _FALLBACK
        # A row that somebody else holds stays due: look again soon, not at once.
        return min(max((due - self.clock.now()).total_seconds(), 0.05), _FALLBACK)

    async def _take_what_is_due(self) -> datetime | None:
        """Take it, the first that is due first; the instant that is next then, a past one where others hold it.

        A few are said while the rest is decided. Where many wait, more are taken at once: that costs less for each.
        """
        most = FIRST
        while True:
            taken = await self.desk.sweep(most)
            most = min(most * 2, BATCH)
            self.metrics.ticked.inc(taken)
            due = await self.store.read(lambda tx: tx.next_due())
            if self._stopping or not taken or due is None or due > self.clock.now():
                return due
