"""What is promised of small named values (core.ports.kept_values)."""

from __future__ import annotations

import asyncio

from core.ports.tickets import Transaction
from tests.fakes.ports.store import StoreWithOutbox


async def test_a_memo_is_recalled_as_it_was_last_remembered(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.recall("settings")) is None
    await store.transact(lambda tx: tx.remember("settings", "a: 1"))
    await store.transact(lambda tx: tx.remember("settings", "a: 2\x00"))
    assert await store.read(lambda tx: tx.recall("settings")) == "a: 2\x00"


async def test_of_two_who_hold_a_value_at_once_the_second_reads_what_the_first_kept(store: StoreWithOutbox) -> None:
    def add(tx: Transaction) -> None:
        tx.remember("chat", f"{tx.hold('chat') or ''}+")

    assert await store.transact(lambda tx: tx.hold("other")) is None
    await asyncio.gather(*(store.transact(add) for _ in range(8)))

    assert await store.read(lambda tx: tx.recall("chat")) == "+" * 8
    assert not await store.read(lambda tx: tx.recall("other"))
