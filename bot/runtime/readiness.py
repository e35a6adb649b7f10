"""Whether the bot can do its work now: what `/readyz` answers, each reason in a few words for whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from bot.runtime.metrics import Links
from core.ports.tickets import StorageUnavailable

STUCK = timedelta(minutes=10)
"""How long a notice may wait before something must be wrong."""
CUT_OFF = 60.0
"""Seconds without a connection after which we are not ready: nobody is heard, or nobody hears us."""


class _Outbox(Protocol):
    async def oldest_waiting(self) -> datetime | None: ...


class _Store(Protocol):
    @property
    def outbox(self) -> _Outbox: ...

    async def ready(self) -> None: ...


class _Loop(Protocol):
    @property
    def well(self) -> bool: ...


async def problems(store: _Store, delivery: _Loop, sweeper: _Loop, links: Links, now: datetime) -> tuple[str, ...]:
    """What keeps the bot from working now; empty when it is ready."""
    try:
        await store.ready()
        oldest = await store.outbox.oldest_waiting()
    except StorageUnavailable as error:
        return (f"the database does not answer: {error}",)
    found = []
    if not delivery.well:
        found.append("delivery cannot read the outbox")
    if not sweeper.well:
        found.append("the sweep over due tickets failed")
    if oldest is not None and now - oldest > STUCK:
        found.append(f"notices have been waiting since {oldest.isoformat(timespec='seconds')}")
    return (*found, *_lost(links))


def _lost(links: Links) -> Iterator[str]:
    """Channels that have been without their platform for longer than a connection takes to be made anew."""
    for name, link in links().items():
        if link is not None and link.down_for > CUT_OFF:
            yield f"{name} has not been connected for {link.down_for:.0f} s"
