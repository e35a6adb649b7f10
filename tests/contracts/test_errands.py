"""What is promised of errands (core.ports.errands): written with their cause, each taken once."""

from __future__ import annotations

import pytest

from core.ports.tickets import Transaction
from core.reactions.calling import CallOut
from core.reactions.linking import LinkBack
from core.reactions.table import Asked
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import MIA, NOW, after


async def test_errands_that_were_undone_with_their_cause_never_were(store: StoreWithOutbox) -> None:
    def fail(tx: Transaction) -> None:
        tx.write_errands([Asked(LinkBack("INC-1000", "related", "INC-1001"), MIA, NOW)], NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await store.transact(fail)
    assert await store.read(lambda tx: tx.due_errands(after(days=9), 10)) == ()


async def test_the_oldest_errands_come_first_and_no_more_than_asked_for(store: StoreWithOutbox) -> None:
    asks = [Asked(LinkBack(f"INC-{number}", "related", "INC-1000"), MIA, NOW) for number in range(1001, 1005)]
    await store.transact(lambda tx: tx.write_errands(asks[:2], after(hours=2)))
    await store.transact(lambda tx: tx.write_errands(asks[2:], after(hours=1)))

    def work(tx: Transaction) -> list[Asked | None]:
        return [tx.take_errand(number) for number in tx.due_errands(after(hours=2), 3)]

    assert await store.transact(work) == [asks[2], asks[3], asks[0]]


async def test_an_errand_is_taken_once_and_comes_back_when_its_effect_is_undone(store: StoreWithOutbox) -> None:
    asked = [Asked(LinkBack("INC-1000", "related", f"INC-{number}"), MIA, NOW) for number in (1001, 1002)]
    await store.transact(lambda tx: tx.write_errands(asked, after(hours=1)))
    assert await store.read(lambda tx: tx.due_errands(NOW, 10)) == ()
    assert await store.read(lambda tx: tx.next_due()) == after(hours=1)
    first, second = await store.transact(lambda tx: tx.due_errands(after(hours=1), 10))

    def fail(tx: Transaction) -> None:
        assert tx.take_errand(first) == asked[0]
        raise LookupError

    with pytest.raises(LookupError):
        await store.transact(fail)
    assert await store.transact(lambda tx: tx.take_errand(first)) == asked[0]
    assert await store.transact(lambda tx: tx.take_errand(first)) is None
    await store.transact(lambda tx: tx.set_errand_aside(second, after(hours=2)))
    assert await store.read(lambda tx: tx.due_errands(after(hours=1), 10)) == ()
    assert await store.read(lambda tx: tx.next_due()) == after(hours=2)


async def test_an_errand_that_is_done_cannot_be_set_aside(store: StoreWithOutbox) -> None:
    await store.transact(lambda tx: tx.set_errand_aside(7, NOW))
    assert await store.read(lambda tx: tx.next_due()) is None


async def test_calls_of_somebody_outside_wait_apart_and_stay_until_they_are_taken(store: StoreWithOutbox) -> None:
    call = Asked(CallOut("TASK-1001", "TASK-1001.1", tries=2, since=NOW), MIA, NOW)
    other = Asked(LinkBack("INC-1000", "related", "INC-1001"), MIA, NOW)
    await store.transact(lambda tx: tx.write_errands([call], NOW))
    await store.transact(lambda tx: tx.write_errands([other], after(hours=1)))
    assert await store.read(lambda tx: (tx.due_errands(NOW, 9), tx.next_due())) == ((), after(hours=1))
    [number] = await store.transact(lambda tx: tx.due_calls(NOW, 9))
    assert await store.read(lambda tx: (tx.errand(number), tx.next_call())) == (call, NOW)
    await store.transact(lambda tx: tx.set_errand_aside(number, after(hours=2)))
    assert await store.read(lambda tx: (tx.due_calls(after(hours=1), 9), tx.next_call())) == ((), after(hours=2))
    assert await store.transact(lambda tx: tx.take_errand(number)) == call
    assert await store.read(lambda tx: (tx.errand(number), tx.next_call())) == (None, None)
