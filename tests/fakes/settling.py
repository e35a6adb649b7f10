"""When nothing is under way in a running Deskbell: no request, no due ticket, no notice that could be said now, no call
of an automation that could be made.

A story moves its clock only then. A notice that is being said holds its lane with a lease: whoever took its end
for what comes next would let it lapse while the platform answers, and nobody would know whether it was said.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.app import Service
from playground.clock import Clock
from playground.server import Playground

_LONGEST = 60.0
_BETWEEN = 0.002


async def due(service: Service) -> list[datetime]:
    """When something is due next, as decisions, calls and words go. What is being decided or said counts as well."""
    decided, called = await service.store.read(lambda tx: (tx.next_due(), tx.next_call()))
    said = await service.store.outbox.next_at(service.clock.now())
    return [at for at in (decided, called, said) if at is not None]


def so_far(service: Service, playground: Playground) -> tuple[object, ...]:
    """What there has been: where nothing was added since it was quiet, it is quiet still."""
    settled = sum(sample.value for each in service.metrics.notices.collect() for sample in each.samples)
    counts = [len(playground.log.calls), len(playground.sent)]
    if playground.teams:
        counts += [len(playground.teams.log.calls), len(playground.teams.sent)]
    return service.clock.now(), settled, *counts


async def settled(service: Service, playground: Playground) -> None:
    """Wait until nothing is under way."""
    async with asyncio.timeout(_LONGEST):
        before = None
        while True:
            await playground.settle()
            waits = any(at <= service.clock.now() for at in await due(service))
            busy = waits or at_work(service)  # in this order: what is taken is no longer due
            now = so_far(service, playground)
            if not busy and now == before:  # twice: what came and went beside the first look left something due
                return
            before = None if busy else now
            await asyncio.sleep(_BETWEEN)


def at_work(service: Service) -> bool:
    """Whether anything is being said, called, looked up or written just now."""
    return service.delivery.at_work or service.caller.at_work or service.place_watch.at_work or service.schedule.at_work


async def until(service: Service, playground: Playground, clock: Clock, end: datetime) -> None:
    """Time goes by, stopping wherever something is due."""
    await settled(service, playground)
    while (now := clock.now()) < end:
        ahead = [at for at in await due(service) if at > now]
        clock.set(min([end, *ahead]))
        await settled(service, playground)
