"""What waits for somebody's decision is asked of the store by who asks: others' orders are not even read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from core.approvals import state
from core.items import Stage
from core.ports.tickets import Search, Transaction
from core.processes import APPROVING, RequestDetails
from core.queries.deciding import asked_at, waiting_for
from core.tickets.events import (
    ApprovalBegan,
    ApprovalGranted,
    Approved,
    ApproverAsked,
    Event,
    RequesterChanged,
    StageStarted,
)
from core.tickets.events.approvals import Seat
from core.tickets.ticket import Ticket
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import DANA, LENA, MIA, after, go_on, open_ticket

KATRIN, OMAR, INES = (f"{name}@nordlicht.example" for name in ("katrin.stahl", "omar.said", "ines.kruse"))
BEGAN = ApprovalBegan((Stage("test", "all", (KATRIN, OMAR)),))


def asked(*seats: Seat) -> StageStarted:
    return StageStarted(0, seats, len(seats), after(days=5))


# Each order: what happened in one go, what happened later, and who can decide about it then.
ORDERS: list[tuple[list[Event], list[Event], set[str]]] = [
    ([BEGAN, asked(Seat(KATRIN, (KATRIN,)), Seat(OMAR, (OMAR,)))], [], {KATRIN, OMAR}),
    ([BEGAN, asked(Seat(KATRIN, (KATRIN,)), Seat(OMAR, (OMAR,)))], [Approved(0, 0, KATRIN, False)], {OMAR}),
    ([BEGAN, asked(Seat(KATRIN, (OMAR,)))], [], {KATRIN, OMAR}),
    ([BEGAN, asked(Seat(KATRIN, (KATRIN,)))], [ApproverAsked(0, 0, INES, "absent")], {KATRIN, INES}),
    ([BEGAN, asked(Seat(KATRIN, (KATRIN,)))], [Approved(0, 0, KATRIN, True), ApprovalGranted()], set()),
    ([BEGAN, asked(Seat(MIA, (KATRIN,)))], [], {KATRIN}),
    ([BEGAN, asked(Seat(KATRIN, (KATRIN, LENA)))], [RequesterChanged(LENA)], {KATRIN}),
    ([], [], set()),
]


class Watched:
    """The searches of a transaction, and each ticket that they read."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.read: list[str] = []

    def search(self, query: Search) -> Sequence[Ticket]:
        found = self.tx.search(query)
        self.read += [one.ref for one in found]
        return found


@pytest.mark.parametrize("person", [KATRIN, OMAR, INES, LENA, MIA, DANA])
async def test_whoever_asks_reads_what_they_can_decide_and_nothing_else(store: StoreWithOutbox, person: str) -> None:
    def fill(tx: Transaction) -> list[str]:
        ordered = RequestDetails(item="laptop")
        return [open_ticket(tx, *began, details=ordered, status="in_fulfilment").ref for began, _, _ in ORDERS]

    refs = await store.transact(fill)
    for ref, (_, later, _) in zip(refs, ORDERS, strict=True):
        if later:
            await store.transact(lambda tx, ref=ref, later=later: go_on(tx, ref, *later))  # type: ignore[misc]  # bound at once

    def look(tx: Transaction) -> tuple[list[str], list[str]]:
        watched = Watched(tx)
        return [one.ref for one in waiting_for(cast("Transaction", watched), person)], watched.read

    can = {one for _, _, who in ORDERS for one in who}
    pairs = await store.read(lambda tx: tx.deciding())
    assert ({one for one, _ in pairs}, {other for _, other in pairs}) == (can, {MIA, LENA})
    wanted = [ref for ref, (_, _, who) in zip(refs, ORDERS, strict=True) if person in who]
    found, read = await store.read(look)
    assert found == sorted(read) == wanted
    assert await store.read(lambda tx: tx.count(Search(decides=person, statuses=APPROVING))) == len(wanted)


async def test_who_is_asked_since_when_and_what_nobody_owns_is_told_without_reading_an_order(
    store: StoreWithOutbox,
) -> None:
    own = (Seat(KATRIN, (KATRIN,)), Seat(OMAR, (INES, OMAR)))
    orders: list[tuple[Event, ...]] = [
        (BEGAN, asked(*own)), (BEGAN, asked(Seat(None, (LENA,)))), (BEGAN, asked(Seat(KATRIN, (OMAR,)))),
        (BEGAN, asked(Seat(MIA, (MIA,)))), (BEGAN, asked(*own), Approved(0, 0, KATRIN, True), ApprovalGranted()),
    ]  # fmt: skip

    def fill(tx: Transaction) -> list[Ticket]:
        ordered = RequestDetails(item="laptop")
        return [open_ticket(tx, *began, details=ordered, status="in_fulfilment") for began in orders]

    made = await store.transact(fill)
    told = await store.read(lambda tx: tx.asked_to_decide())
    wanted = {
        (person, one.ref, one.title, asked_at(one))
        for one in made
        if one.approving
        for person in state.asked_now(one)
        if person in state.deciders(one)
    }
    assert {(one.person, one.ref, one.title, one.since) for one in told} == wanted
    assert {one.person for one in told} == {KATRIN, OMAR, INES, LENA}, "nobody is asked about their own order"
    assert [(one.since, one.ref) for one in told] == sorted((one.since, one.ref) for one in told)
    assert await store.read(lambda tx: tx.unowned(10)) == [made[1].ref, made[3].ref]
    assert await store.read(lambda tx: tx.unowned(1)) == [made[1].ref]
