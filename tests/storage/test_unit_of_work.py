"""One transaction is whole or nothing, whoever else is at it, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.errors import Refusal
from core.ports.bindings import Binding
from core.ports.tickets import Conflict, Transaction
from core.tickets.evolve import fold
from storage import AsyncStore
from tests.storage.stories import (
    CLAIM,
    LENA,
    NOW,
    after,
    comment,
    events,
    go_on,
    line,
    open_ticket,
    opened,
    promise,
    until_settled,
)


async def test_a_ticket_is_read_as_it_was_saved_and_equals_the_fold_of_its_log(store: AsyncStore) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx, promise(after(hours=8)), due_at=after(hours=4)))
    await store.transact(lambda tx: go_on(tx, ticket.ref, CLAIM, comment(1), comment(2)))

    stored = await store.read(lambda tx: tx.ticket(ticket.ref))
    log = await store.read(lambda tx: tx.log(ticket.ref))

    assert stored is not None
    assert stored == fold(log)
    assert stored.version == len(log) == 5
    assert stored.assignee == CLAIM.person


async def test_a_ticket_nobody_opened_is_none_and_has_no_log(store: AsyncStore) -> None:
    assert await store.read(lambda tx: tx.ticket("INC-1")) is None
    assert await store.read(lambda tx: tx.log("INC-1")) == ()


async def test_text_that_databases_refuse_comes_back_as_it_was_typed(store: AsyncStore) -> None:
    hostile = "null \x00 half \ud83d <!channel> 'quote' %_\\ \u202e \U0001f600"
    ticket = await store.transact(lambda tx: open_ticket(tx, title=hostile, description=hostile))
    await store.transact(lambda tx: tx.keep_receipt("k", hostile, NOW))

    stored = await store.read(lambda tx: tx.ticket(ticket.ref))

    assert stored is not None
    assert (stored.title, stored.description) == (hostile, hostile)
    assert await store.read(lambda tx: tx.receipt("k")) == hostile


async def test_what_is_raised_inside_undoes_everything_and_comes_out_as_it_was(store: AsyncStore) -> None:
    def refuse(tx: Transaction) -> None:
        ticket = open_ticket(tx)
        tx.write_notices([line("n1")])
        tx.keep_receipt("k", "done", NOW)
        tx.bind(Binding(ticket.ref, "home", "slack:T1/D1", "1.1"))
        tx.remember("a", "b")
        raise Refusal("not_today")

    with pytest.raises(Refusal, match="not_today"):
        await store.transact(refuse)

    assert await store.read(lambda tx: tx.ticket("INC-1000")) is None
    assert await store.read(lambda tx: tx.receipt("k")) is None
    assert await store.read(lambda tx: tx.bindings("INC-1000")) == ()
    assert await store.read(lambda tx: tx.recall("a")) is None
    assert await store.outbox.pending() == 0


async def test_one_failure_undoes_only_its_own_among_many_at_once(store: AsyncStore) -> None:
    def work(number: int, tx: Transaction) -> int:
        tx.remember(f"m{number}", "kept")
        if number % 3 == 0:
            raise LookupError(str(number))
        return number

    outcomes = await asyncio.gather(
        *(store.transact(lambda tx, number=number: work(number, tx)) for number in range(30)),  # type: ignore[misc]
        return_exceptions=True,
    )

    assert [each for each in outcomes if isinstance(each, int)] == [n for n in range(30) if n % 3]
    assert sum(isinstance(each, LookupError) for each in outcomes) == 10
    kept = await store.read(lambda tx: [number for number in range(30) if tx.recall(f"m{number}") == "kept"])
    assert kept == [n for n in range(30) if n % 3]


async def test_twenty_numbers_drawn_at_once_have_no_gap(store: AsyncStore) -> None:
    drawn = await asyncio.gather(*(store.transact(lambda tx: tx.next_number()) for _ in range(20)))
    assert sorted(drawn) == list(range(1000, 1020))


async def test_a_number_drawn_in_vain_is_drawn_again(store: AsyncStore) -> None:
    def fail(tx: Transaction) -> None:
        tx.next_number()
        raise LookupError

    await store.transact(lambda tx: tx.next_number())
    with pytest.raises(LookupError):
        await store.transact(fail)
    assert await store.transact(lambda tx: tx.next_number()) == 1001


async def test_of_two_that_decided_on_the_same_version_one_must_decide_again(store: AsyncStore) -> None:
    ticket = await store.transact(open_ticket)
    log = events(CLAIM)

    def save(tx: Transaction) -> str:
        tx.save(ticket.version, fold(log, ticket), log, None)
        return "saved"

    outcomes = await asyncio.gather(store.transact(save), store.transact(save), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "str"]
    assert len(await store.read(lambda tx: tx.log(ticket.ref))) == 2


async def test_the_same_ticket_cannot_be_opened_twice(store: AsyncStore) -> None:
    ticket = await store.transact(open_ticket)
    log = events(opened(ticket.ref))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.save(0, fold(log), log, None))


async def test_a_ticket_whose_version_does_not_count_its_events_is_a_bug(store: AsyncStore) -> None:
    log = events(opened("INC-1000"))
    with pytest.raises(ValueError, match="is not 2 events after 0"):
        await store.transact(lambda tx: tx.save(0, fold(log), [*log, *log], None))


async def test_ten_submits_of_one_form_open_one_ticket_and_get_ten_equal_answers(store: AsyncStore) -> None:
    def submit(tx: Transaction) -> str:
        known = tx.receipt("form-1")
        if known is not None:
            return known
        ticket = open_ticket(tx)
        tx.keep_receipt("form-1", ticket.ref, NOW)
        return ticket.ref

    answers = await asyncio.gather(*(until_settled(store, submit) for _ in range(10)))

    assert answers == ["INC-1000"] * 10
    assert await store.read(lambda tx: tx.ticket("INC-1001")) is None


async def test_fifty_comments_at_once_are_all_there_in_the_fold_and_in_the_log(store: AsyncStore) -> None:
    ticket = await store.transact(open_ticket)

    def say(number: int) -> object:
        return lambda tx: go_on(tx, ticket.ref, comment(number))

    await asyncio.gather(*(until_settled(store, say(number)) for number in range(50)))

    stored = await store.read(lambda tx: tx.ticket(ticket.ref))
    assert stored is not None
    assert {each.id for each in stored.comments} == {f"c{number}" for number in range(50)}
    assert stored == fold(await store.read(lambda tx: tx.log(ticket.ref)))


async def test_due_tickets_come_earliest_first_and_only_when_their_instant_has_come(store: AsyncStore) -> None:
    await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=3)))
    await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=1)))
    await store.transact(lambda tx: open_ticket(tx, due_at=None))
    await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=2)))

    assert await store.transact(lambda tx: tx.due(NOW, 10)) == ()
    assert await store.transact(lambda tx: tx.due(after(hours=2), 10)) == ("INC-1001", "INC-1003")
    assert await store.transact(lambda tx: tx.due(after(hours=9), 2)) == ("INC-1001", "INC-1003")
    assert await store.read(lambda tx: tx.due(after(hours=1), 10)) == ("INC-1001",)
    assert await store.read(lambda tx: tx.next_due()) == after(hours=1)


async def test_a_next_instant_can_be_stored_anew_without_anything_having_happened(store: AsyncStore) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=3)))
    await store.transact(lambda tx: tx.save(ticket.version, ticket, (), after(hours=1)))

    assert await store.read(lambda tx: tx.next_due()) == after(hours=1)
    assert await store.read(lambda tx: tx.ticket(ticket.ref)) == ticket


async def test_with_nothing_due_there_is_no_next_instant(store: AsyncStore) -> None:
    assert await store.read(lambda tx: tx.next_due()) is None


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


async def test_of_two_who_hold_a_value_at_once_the_second_reads_what_the_first_kept(store: AsyncStore) -> None:
    def add(tx: Transaction) -> None:
        tx.remember("chat", f"{tx.hold('chat') or ''}+")

    assert await store.transact(lambda tx: tx.hold("other")) is None
    await asyncio.gather(*(store.transact(add) for _ in range(8)))

    assert await store.read(lambda tx: tx.recall("chat")) == "+" * 8
    assert not await store.read(lambda tx: tx.recall("other"))
