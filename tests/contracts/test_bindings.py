"""What is promised of messages and what they stand for (core.ports.bindings)."""

from __future__ import annotations

from functools import partial

import pytest

from core.ports.bindings import Binding
from core.ports.tickets import Conflict, Transaction
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import CHAT, NOW


def bind(tx: Transaction, binding: Binding) -> None:
    tx.bind(binding)


async def test_a_message_stands_for_what_it_was_last_bound_to(store: StoreWithOutbox) -> None:
    first = Binding("INC-1000", "triage:service-desk", "slack:T1/C9", "1.1")
    moved = Binding("INC-1000", "triage:service-desk", "slack:T1/C9", "2.2")
    thread = Binding("INC-1000", "home", "slack:T1/D1", "3.3", "3.0")
    for each in (first, moved, thread):
        await store.transact(partial(bind, binding=each))

    assert await store.read(lambda tx: tx.bound("slack:T1/C9", "1.1")) is None
    assert await store.read(lambda tx: tx.bound("slack:T1/C9", "2.2")) == moved
    assert await store.read(lambda tx: tx.bindings("INC-1000")) == (thread, moved)
    assert await store.read(lambda tx: tx.bindings("INC-1000", "home")) == (thread,)
    assert await store.read(lambda tx: tx.bindings("INC-1001")) == ()


async def test_of_two_bound_to_one_message_the_first_by_role_is_meant(store: StoreWithOutbox) -> None:
    home, notice = (Binding("INC-1000", role, "slack:T1/D1", "3.3") for role in ("home", "notice:k"))
    for each in (notice, home):
        await store.transact(partial(bind, binding=each))
    assert await store.read(lambda tx: tx.bound("slack:T1/D1", "3.3")) == home


async def test_of_two_answers_to_one_key_the_second_is_a_conflict(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.receipt("k")) is None
    await store.transact(lambda tx: tx.keep_receipt("k", "first", NOW))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.keep_receipt("k", "second", NOW))
    assert await store.read(lambda tx: tx.receipt("k")) == "first"


async def test_of_two_tickets_of_one_message_the_second_is_a_conflict(store: StoreWithOutbox) -> None:
    await store.transact(lambda tx: tx.keep_origin(f"{CHAT}#1.1", "INC-1000", NOW))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.keep_origin(f"{CHAT}#1.1", "INC-1001", NOW))
    assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.1")) == "INC-1000"
    assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.2")) is None
