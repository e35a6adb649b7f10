"""What is promised of orders and their tasks in lists: an order is left out where a task of it stands for it."""

from __future__ import annotations

from core.ports.tickets import Search, Transaction
from core.processes import RequestDetails, Status, TaskDetails
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import CLAIM, DANA, after, open_ticket, promise, states

OPEN: tuple[Status, ...] = ("in_fulfilment", "ready", "in_progress")


def orders(tx: Transaction) -> None:
    """An order per line with its tasks: of its team, of another, begun by somebody, to begin later, of a fault."""

    def order(*tasks: tuple[str, Status], hours: int, kind: object = None) -> None:
        details = kind or RequestDetails(item="laptop")
        status = "in_fulfilment" if kind is None else "new"
        ref = open_ticket(tx, promise(after(hours=hours)), details=details, status=status).ref
        for team, stands in tasks:
            open_ticket(tx, details=TaskDetails(parent=ref, key="one"), status=stands, team=team)

    order(("service-desk", "ready"), ("service-desk", "blocked"), hours=3)  # 1000, 1001, 1002
    order(("infra", "ready"), hours=2)  # 1003, 1004
    order(("service-desk", "waiting_date"), hours=1)  # 1005, 1006
    order(hours=4)  # 1007
    taken = open_ticket(tx, CLAIM, promise(after(hours=5)), details=RequestDetails(), status="in_fulfilment").ref
    for claim in ((CLAIM,), ()):  # 1008, 1009, 1010
        late = promise(after(hours=9)) if claim else None
        more = (*claim, *((late,) if late else ()))
        open_ticket(tx, *more, details=TaskDetails(parent=taken, key="one"), status="ready")


WORK: list[tuple[Search, list[int]]] = [
    (Search(team="service-desk", statuses=OPEN, beside=OPEN, order="due"), [1005, 1003, 1001, 1007, 1010, 1009]),
    (Search(teams=("infra",), statuses=OPEN, beside=OPEN), [1004]),
    (Search(teams=("service-desk", "infra"), statuses=OPEN, beside=OPEN), [1010, 1009, 1007, 1005, 1004, 1003, 1001]),
    (Search(assignee=DANA, statuses=OPEN, beside=OPEN), [1009]),
    (Search(unassigned=True, statuses=OPEN, beside=OPEN), [1010, 1007, 1005, 1004, 1003, 1001]),
    (Search(statuses=OPEN, beside=OPEN, due_before=after(hours=8), order="due"), [1005, 1003, 1000, 1007, 1008]),
    (Search(statuses=OPEN, beside=OPEN, due_before=after(hours=10), order="due"), [1005, 1003, 1000, 1007, 1009]),
    (Search(statuses=OPEN, order="due", limit=7), [1005, 1003, 1004, 1000, 1001, 1007, 1008]),
]


async def test_no_order_stands_beside_a_task_of_it(store: StoreWithOutbox) -> None:
    await store.transact(orders)
    found = await store.read(lambda tx: [[int(ref[4:]) for ref in states(tx.search(query))] for query, _ in WORK])
    assert found == [numbers for _, numbers in WORK]
    counts = await store.read(lambda tx: [tx.count(query) for query, _ in WORK[:-1]])
    assert counts == [len(numbers) for _, numbers in WORK[:-1]]


async def test_pages_of_what_is_due_leave_nothing_out_and_repeat_nothing(store: StoreWithOutbox) -> None:
    await store.transact(orders)
    last = Search(statuses=OPEN, order="due", limit=1, suits=lambda one: one.ref == "INC-1010")
    assert await store.read(lambda tx: states(tx.search(last))) == ["INC-1010"]
