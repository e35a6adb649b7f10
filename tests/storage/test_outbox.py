"""The outbox shared by processes, and what those who run the desk are shown of it; the rest is its port's contract."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage import AsyncStore, open_store
from tests.storage.stories import NOW, after, card, line, write

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def second(database: str, store: AsyncStore) -> AsyncIterator[AsyncStore]:
    """The same database as another process has it open."""
    async with open_store(database, now=lambda: NOW) as opened:
        yield opened


async def test_eight_workers_in_two_processes_never_take_the_same_and_keep_every_order(
    store: AsyncStore, second: AsyncStore
) -> None:
    lanes, length = 6, 8
    await write(store, *(line(f"{lane}:{number}", f"p{lane}") for number in range(length) for lane in range(lanes)))
    taken: Counter[str] = Counter()
    said: dict[str, list[int]] = {}
    in_flight: set[str] = set()

    async def work(own: AsyncStore, name: str) -> None:
        while await own.outbox.pending():
            for each in await own.outbox.lease(NOW, name, limit=3, lease_for=MINUTE):
                lane, number = each.notice.key.split(":")
                assert lane not in in_flight
                in_flight.add(lane)
                taken[each.notice.key] += 1
                said.setdefault(lane, []).append(int(number))
                await asyncio.sleep(0)
                in_flight.discard(lane)
                await own.outbox.done(each.id, None, NOW)

    await asyncio.gather(*(work(own, f"w{index}") for index in range(4) for own in (store, second)))

    assert set(taken.values()) == {1}
    assert said == {str(lane): list(range(length)) for lane in range(lanes)}


async def test_leasing_goes_on_while_commands_keep_writing_to_the_same_lane(
    store: AsyncStore, second: AsyncStore
) -> None:
    said: list[str] = []

    async def talk() -> None:
        for number in range(40):
            await write(second, line(f"l{number}"), card(f"r{number}"), card(f"s{number}", "slack:T1/C7"))

    async def deliver() -> None:
        while "l39" not in said or await store.outbox.pending():
            for each in await store.outbox.lease(NOW, "w1", limit=3, lease_for=MINUTE):
                said.append(each.notice.key)
                await store.outbox.done(each.id, None, NOW)

    await asyncio.gather(talk(), deliver())

    assert [key for key in said if key.startswith("l")] == [f"l{number}" for number in range(40)]
    assert len(said) == len(set(said))


async def test_what_is_parked_is_listed_with_what_it_carried_and_what_is_moot_is_not(store: AsyncStore) -> None:
    await write(store, line("a1"), line("b1", "b"), line("a2"))
    head, other = await store.outbox.lease(NOW, "w1", limit=2, lease_for=MINUTE)
    (behind,) = await store.outbox.behind(head.id, NOW, 25)
    assert await store.outbox.carry(head.id, head.attempts, [behind.id])
    woken: list[str] = []
    store.on_commit(lambda: woken.append("woken"))

    await store.outbox.drop_moot(other.id, NOW)
    await store.outbox.park(head.id, "channel_not_found", after(seconds=2), [line("fallback", "c")])

    parked = [(one.notice, one.why, one.at, one.attempts) for one in await store.outbox.parked()]
    assert parked == [
        (line("a1"), "channel_not_found", after(seconds=2), 1),
        (line("a2"), "channel_not_found", after(seconds=2), 0),
    ]
    assert woken == ["woken"]


async def test_the_oldest_that_waits_tells_how_late_delivery_is(store: AsyncStore) -> None:
    assert await store.outbox.oldest_waiting() is None
    await write(store, line("a1", "a", not_before=after(minutes=-5)), line("b1", "b"))
    assert await store.outbox.oldest_waiting() == after(minutes=-5)
    assert await store.outbox.pending() == 2
