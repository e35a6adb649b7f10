"""One transaction is whole or nothing, whoever else is at it, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.calendars.oncall import Absence, Override, Rota
from core.ports.tickets import Transaction
from storage import AsyncStore
from tests.storage.stories import (
    LENA,
    NOW,
    after,
    line,
    open_ticket,
)


async def test_text_that_databases_refuse_comes_back_as_it_was_typed(store: AsyncStore) -> None:
    hostile = "null \x00 half \ud83d <!channel> 'quote' %_\\ \u202e \U0001f600"
    ticket = await store.transact(lambda tx: open_ticket(tx, title=hostile, description=hostile))
    await store.transact(lambda tx: tx.keep_receipt("k", hostile, NOW))

    stored = await store.read(lambda tx: tx.ticket(ticket.ref))

    assert stored is not None
    assert (stored.title, stored.description) == (hostile, hostile)
    assert await store.read(lambda tx: tx.receipt("k")) == hostile


async def test_commits_that_bring_work_wake_delivery_and_sweep_and_others_do_not(store: AsyncStore) -> None:
    woken: list[str] = []
    store.on_commit(lambda: woken.append("woken"))

    await store.transact(lambda tx: tx.remember("a", "b"))
    await store.read(lambda tx: tx.next_due())
    assert woken == []
    await store.transact(lambda tx: tx.write_notices([line("n1")]))
    await asyncio.sleep(0)
    assert len(woken) == 1
    await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=1)))
    await asyncio.sleep(0)
    assert len(woken) == 2


async def test_a_failed_transaction_wakes_nobody(store: AsyncStore) -> None:
    woken: list[str] = []
    store.on_commit(lambda: woken.append("woken"))

    def fail(tx: Transaction) -> None:
        tx.write_notices([line("n1")])
        raise LookupError

    with pytest.raises(LookupError):
        await store.transact(fail)
    await asyncio.sleep(0)
    assert woken == []


async def test_old_receipts_and_settled_notices_are_purged_and_young_ones_stay(store: AsyncStore) -> None:
    await store.transact(lambda tx: tx.keep_receipt("old", "x", after(days=-40)))
    await store.transact(lambda tx: tx.keep_receipt("young", "x", NOW))
    await store.transact(lambda tx: tx.write_notices([line("said", "p1"), line("stuck", "p2"), line("waits", "p3")]))
    leased = await store.outbox.lease(NOW, LENA, limit=2, lease_for=timedelta(minutes=1))
    await store.outbox.done(leased[0].id, None, after(days=-40))
    await store.outbox.park(leased[1].id, "is_archived", after(days=-40))

    purged = await store.purge(after(days=-30))

    assert (purged.receipts, purged.notices) == (1, 1)
    assert await store.read(lambda tx: tx.receipt("old")) is None
    assert await store.read(lambda tx: tx.receipt("young")) == "x"
    assert [each.notice.key for each in await store.outbox.parked()] == ["stuck"]
    assert await store.outbox.pending() == 1


async def test_what_is_long_over_of_the_rota_is_purged_and_what_is_still_to_be_taken_up_stays(
    store: AsyncStore,
) -> None:
    override = Override("infra-primary", "dana@x", NOW - timedelta(days=2), NOW - timedelta(days=1))
    absence = Absence("dana@x", NOW - timedelta(days=2), NOW - timedelta(days=1))
    await store.transact(lambda tx: tx.save_override(override, "dana@x", NOW))
    await store.transact(lambda tx: tx.save_absence(absence, "dana@x", NOW))
    before = await store.purge(NOW)
    assert (before.overrides, before.absences) == (1, 0)
    await store.transact(lambda tx: tx.take_due_absences(NOW))
    assert (await store.purge(NOW - timedelta(days=1))).absences == 0
    assert (await store.purge(NOW)).absences == 1
    assert await store.read(lambda tx: tx.rota()) == Rota()
