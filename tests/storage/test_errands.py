"""Errands on both databases: written with their cause, worked off in batches, each once, whoever dies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.util import await_only

from core.errands import BATCH, SET_ASIDE
from core.ports.tickets import Store, Transaction
from core.reactions.linking import LinkBack
from core.reactions.merging import CloseInto
from core.reactions.table import REACTIONS, Ask, Asked
from core.tickets.events import Claimed, Event, Happened, Linked
from core.tickets.evolve import fold
from storage import AsyncStore, open_store
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.ports.error_log import ErrorLogInMemory
from tests.forked import processes
from tests.storage.errands_victim import A_COMMIT, AN_ERRAND, live
from tests.storage.stories import CLAIM, DANA, MIA, NOW, after, comment, open_ticket, promise

only_postgres = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@asynccontextmanager
async def a_desk(database: str, at: datetime = NOW) -> AsyncIterator[DeskHouse]:
    # Longer than any other holds a row on a busy machine: who gives up waiting is the sweep's to try again.
    async with open_desk(at, store=open_store(database, now=lambda: at, busy_timeout=60.0)) as desk:
        yield desk


async def tickets(store: Store, many: int, **changes: Any) -> list[str]:
    return await store.transact(lambda tx: [open_ticket(tx, **changes).ref for _ in range(many)])


async def claim(desk: DeskHouse, ref: str, asks: Sequence[Ask]) -> None:
    """Dana claims a ticket, and by that asks others."""
    engine = desk.desk.engine
    engine.reactions = {**REACTIONS, Claimed: lambda _, __: asks}
    await desk.store.transact(
        lambda tx: engine.run(tx, engine.ticket(tx, ref), DANA, NOW, lambda draft: draft.happen(CLAIM))
    )


async def waiting(store: Store, now: datetime = NOW) -> int:
    return len(await store.read(lambda tx: tx.due_errands(now, 1000)))


async def linked(store: Store, refs: Sequence[str]) -> list[int]:
    """How often each was linked, by its log, which must be what is stored."""

    def count(tx: Transaction) -> list[int]:
        logs = [tx.log(ref) for ref in refs]
        assert [fold(log) for log in logs] == [tx.ticket(ref) for ref in refs]
        return [sum(isinstance(entry.event, Linked) for entry in log) for log in logs]

    return await store.read(count)


async def test_what_is_asked_of_a_hundred_is_done_in_batches_and_changes_the_asker_each_time(database: str) -> None:
    async with a_desk(database) as desk:
        first, *others = await tickets(desk.store, 101)
        await claim(desk, first, [LinkBack(ref, "caused", first) for ref in others])
        assert await linked(desk.store, others) == [0] * 100
        left = []
        while await desk.desk.sweep():
            left.append(await waiting(desk.store))
        assert left[: 100 // BATCH] == [80, 60, 40, 20, 0]
        assert await linked(desk.store, others) == [1] * 100
        # Each of them links back, twenty times in one transaction.
        assert await linked(desk.store, [first]) == [100]


@pytest.mark.parametrize(("many", "errands"), [(20, 0), (21, 21)])
async def test_twenty_are_done_at_once_and_one_more_are_errands(database: str, many: int, errands: int) -> None:
    async with a_desk(database) as desk:
        first, *others = await tickets(desk.store, many + 1)
        await claim(desk, first, [LinkBack(ref, "related", first) for ref in others])
        assert await waiting(desk.store) == errands
        assert await linked(desk.store, others) == [0 if errands else 1] * many


async def test_errands_wake_whoever_sweeps(store: AsyncStore) -> None:
    woken: list[str] = []
    store.on_commit(lambda: woken.append("woken"))
    asked = Asked(LinkBack("INC-1000", "related", "INC-1001"), MIA, NOW)
    await store.transact(lambda tx: tx.write_errands([asked], NOW))
    await asyncio.sleep(0)
    assert woken == ["woken"]


async def test_a_record_that_refuses_is_noted_and_holds_nobody_up(database: str) -> None:
    async with a_desk(database) as desk:
        first, *others = await tickets(desk.store, 22)
        (shop,) = await tickets(desk.store, 1, team="infra", service="web-shop")
        told = desk.desk.engine.error_log = ErrorLogInMemory()
        await claim(desk, first, [CloseInto(shop, first), *(LinkBack(ref, "caused", first) for ref in others)])
        while await desk.desk.sweep():
            pass
        assert told.bugs == []
        assert told.notes == [("errands.refused", {"ticket": shop, "asked": "CloseInto", "why": "not_team"})]
        await desk.deliver()
        answers = [(one.to, one.text) for one in desk.said if one.kind == "answer"]
        assert answers == [
            (
                "dana",
                f"{shop} stays as it was. Only Infra can change {shop}. Please ask Omar Haddad.",
            )
        ]
        assert await linked(desk.store, others) == [1] * 21
        assert await waiting(desk.store, after(hours=1)) == 0
        untouched = await desk.ticket(shop)
        assert (untouched.status, untouched.merged) == ("new", None)


async def closes_late(desk: DeskHouse, *meanwhile: Event) -> Sequence[Happened]:
    """Dana asks at NOW that a ticket be closed, whose promise ends in five minutes; it is worked off after eleven."""
    first, *more = await tickets(desk.store, 21)
    due = replace(promise(after(minutes=5)), calendar="berlin-office", target=300)
    other = (await desk.store.transact(lambda tx: open_ticket(tx, due))).ref
    await claim(desk, first, [CloseInto(other, first), *(LinkBack(ref, "caused", first) for ref in more)])
    engine = desk.desk.engine
    await desk.store.transact(
        lambda tx: engine.run(tx, engine.ticket(tx, other), MIA, after(minutes=8), lambda d: d.happen(*meanwhile))
    )
    assert (await desk.stored_clock(other, "resolution")).breached_at == after(minutes=5)
    desk.clock.at = after(minutes=11)
    while await desk.desk.sweep():
        pass
    log = await desk.log(other)
    assert fold(log).merged is not None
    return log


async def test_what_is_worked_off_late_counts_from_when_it_was_asked(database: str) -> None:
    async with a_desk(database) as desk:
        log = await closes_late(desk)
        assert log[-1].at == NOW
        assert fold(log).clocks[0].breached_at is None


async def test_but_never_from_before_what_was_done_there_meanwhile(database: str) -> None:
    async with a_desk(database) as desk:
        log = await closes_late(desk, comment(1))
        assert log[-1].at == after(minutes=8)
        assert fold(log).clocks[0].breached_at == after(minutes=5)


async def test_a_broken_errand_is_set_aside_reported_and_tried_again(database: str) -> None:
    async with a_desk(database) as desk:
        first, *others = await tickets(desk.store, 31)
        engine = desk.desk.engine
        told = engine.error_log = ErrorLogInMemory()
        await claim(desk, first, [LinkBack(ref, "caused", first) for ref in others])
        broken = others[3]

        def breaks(ticket, event):
            if ticket.ref == broken:
                raise ZeroDivisionError
            return REACTIONS[Linked](ticket, event)

        engine.reactions = {**REACTIONS, Linked: breaks}
        while await desk.desk.sweep():
            pass
        assert [action for action, _ in told.bugs] == ["errands.batch_failed", "errands.errand_set_aside"]
        assert await linked(desk.store, others) == [ref != broken for ref in others]
        assert await waiting(desk.store, NOW + SET_ASIDE) == 1
        engine.reactions = REACTIONS
        desk.clock.at += SET_ASIDE
        while await desk.desk.sweep():
            pass
        assert await linked(desk.store, others) == [1] * 30


async def test_an_errand_of_a_newer_version_is_left_to_it(database: str) -> None:
    async with a_desk(database) as desk:
        told = desk.desk.engine.error_log = ErrorLogInMemory()
        refs = await tickets(desk.store, 2)
        asked = [Asked(LinkBack(refs[0], "caused", refs[1]), DANA, NOW)] * 2
        await desk.store.transact(lambda tx: tx.write_errands(asked, NOW))
        newer = "UPDATE errands SET kind = 'sing' WHERE id = (SELECT min(id) FROM errands)"
        async with open_store(database, now=lambda: NOW) as store:
            await store.transact(lambda tx: tx.sql.change(newer, {}))
        while await desk.desk.sweep():
            pass
        assert [action for action, _ in told.bugs] == ["errands.batch_failed", "errands.errand_set_aside"]
        assert await waiting(desk.store, NOW + SET_ASIDE) == 1
        assert await linked(desk.store, refs) == [1, 1]


async def lives(database: str, dies_at: str = "", nth: int = 0) -> int | None:
    """One life of a process that works them off; how it ended."""
    process = processes.Process(target=live, args=(database, dies_at, nth), daemon=True)
    process.start()
    await asyncio.to_thread(process.join)
    return process.exitcode


async def test_killed_in_the_middle_again_and_again_each_is_done_once(database: str) -> None:
    async with a_desk(database) as desk:
        first, *others = await tickets(desk.store, 101)
        await claim(desk, first, [LinkBack(ref, "caused", first) for ref in others])
    now = NOW + timedelta(minutes=2)
    left = []
    for dies_at, nth in ((AN_ERRAND, 30), (AN_ERRAND, 7), (A_COMMIT, 1)):
        assert await lives(database, dies_at, nth) == -9
        async with open_store(database, now=lambda: now) as store:
            left.append(await waiting(store, now))
    assert left == [80, 80, 60], "what was committed is done, and nothing else"
    assert await lives(database) == 0
    async with open_store(database, now=lambda: now) as store:
        assert await waiting(store, now) == 0
        assert await linked(store, others) == [1] * 100
        assert await linked(store, [first]) == [100]


@only_postgres
async def test_errands_that_another_process_works_on_are_left_to_it(database: str) -> None:
    async with open_store(database, now=lambda: NOW) as store, open_store(database, now=lambda: NOW) as other:
        asked = Asked(LinkBack("INC-1000", "related", "INC-1001"), MIA, NOW)
        await store.transact(lambda tx: tx.write_errands([asked] * 3, NOW))
        done: list[tuple[int, ...]] = []

        def hold(tx: Transaction) -> None:
            done.append(tx.due_errands(NOW, 2))
            # The other looks while these are held.
            done.append(await_only(other.transact(lambda tx: tx.due_errands(NOW, 10))))

        await store.transact(hold)
        assert (len(done[0]), len(done[1])) == (2, 1)
        assert not set(done[0]) & set(done[1])


@only_postgres
async def test_two_processes_share_errands_and_each_is_done_once(database: str) -> None:
    async with a_desk(database) as desk, a_desk(database) as other:
        first, *others = await tickets(desk.store, 81)
        await claim(desk, first, [LinkBack(ref, "caused", first) for ref in others])

        async def work(house: DeskHouse) -> None:
            while await waiting(house.store):
                await house.desk.sweep()

        await asyncio.gather(work(desk), work(other))
        assert await linked(desk.store, others) == [1] * 80
        assert await linked(desk.store, [first]) == [80]
