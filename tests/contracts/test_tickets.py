"""What is promised of tickets (core.ports.tickets): a transaction is whole or nothing, a search finds what fits."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from core.errors import Refusal
from core.ports.bindings import Binding
from core.ports.tickets import Conflict, Ordered, Search, Transaction
from core.processes import RequestDetails
from core.tickets.comments import fold_comments
from core.tickets.events import (
    Cancelled,
    Closed,
    Converted,
    RequesterChanged,
    Resolved,
    Retitled,
    ServiceChanged,
    Transferred,
)
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import (
    CLAIM,
    DANA,
    LENA,
    MIA,
    NOW,
    after,
    comment,
    events,
    go_on,
    line,
    open_ticket,
    opened,
    promise,
    states,
    until_settled,
)


async def test_a_ticket_is_read_as_it_was_saved_and_equals_the_fold_of_its_log(store: StoreWithOutbox) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx, promise(after(hours=8)), due_at=after(hours=4)))
    await store.transact(lambda tx: go_on(tx, ticket.ref, CLAIM, comment(1), comment(2)))

    stored = await store.read(lambda tx: tx.ticket(ticket.ref))
    log = await store.read(lambda tx: tx.log(ticket.ref))

    assert stored is not None
    assert stored == fold(log)
    assert stored.version == len(log) == 5
    assert stored.assignee == CLAIM.person


async def test_what_a_ticket_was_opened_with_is_found_as_it_was_corrected(store: StoreWithOutbox) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx))
    other = await store.transact(lambda tx: open_ticket(tx))
    jan = "jan.kolb@nordlicht.example"
    corrections = (
        Retitled("Zebra crossing in Hamburg"),
        ServiceChanged("erp", None),
        RequesterChanged(jan),
        Converted(RequestDetails(item="question"), "in_fulfilment", "erp", "P4", "matrix"),
    )
    await store.transact(lambda tx: go_on(tx, ticket.ref, *corrections))

    async def found(query: Search) -> list[str]:
        return [one.ref for one in await store.read(lambda tx: tx.search(query))]

    assert await found(Search(text="zebra")) == [ticket.ref]
    assert await found(Search(text="jan.kolb")) == [ticket.ref]
    assert await found(Search(text=f"{ticket.title} {ticket.requester}")) == [other.ref]
    assert await found(Search(requester=jan)) == [ticket.ref]
    assert await found(Search(requester=ticket.requester)) == [other.ref]
    assert await found(Search(service="erp")) == [ticket.ref]
    stored = await store.read(lambda tx: tx.ticket(ticket.ref))
    assert stored is not None
    assert (stored.kind, stored.beneficiary, stored.ref) == ("request", jan, ticket.ref)
    await store.transact(lambda tx: go_on(tx, ticket.ref, Retitled("Yak shaving")))
    await store.transact(lambda tx: go_on(tx, ticket.ref, Retitled("Xylophone lessons")))
    assert await found(Search(text="xylophone lessons")) == [ticket.ref]
    assert await found(Search(text="yak shaving")) == []


async def test_a_ticket_nobody_opened_is_none_and_has_no_log(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.ticket("INC-1")) is None
    assert await store.read(lambda tx: tx.log("INC-1")) == ()


async def test_what_is_raised_inside_undoes_everything_and_comes_out_as_it_was(store: StoreWithOutbox) -> None:
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
    assert await store.outbox.next_at(NOW) is None


async def test_one_failure_undoes_only_its_own_among_many_at_once(store: StoreWithOutbox) -> None:
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


async def test_twenty_numbers_drawn_at_once_have_no_gap(store: StoreWithOutbox) -> None:
    drawn = await asyncio.gather(*(store.transact(lambda tx: tx.next_number(1000)) for _ in range(20)))
    assert sorted(drawn) == list(range(1000, 1020))


async def test_numbers_begin_where_they_are_to_and_jump_when_that_is_raised(store: StoreWithOutbox) -> None:
    def draw(tx: Transaction) -> list[int]:
        return [tx.next_number(first) for first in (7, 7, 500, 500, 7)]

    drawn = await store.transact(draw)
    assert drawn == [7, 8, 500, 501, 502]


async def test_a_number_drawn_in_vain_is_drawn_again(store: StoreWithOutbox) -> None:
    def fail(tx: Transaction) -> None:
        tx.next_number(1000)
        raise LookupError

    await store.transact(lambda tx: tx.next_number(1000))
    with pytest.raises(LookupError):
        await store.transact(fail)
    assert await store.transact(lambda tx: tx.next_number(1000)) == 1001


async def test_of_two_that_decided_on_the_same_version_one_must_decide_again(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)
    log = events(CLAIM)

    def save(tx: Transaction) -> str:
        tx.save(ticket.version, fold(log, ticket), log, None)
        return "saved"

    outcomes = await asyncio.gather(store.transact(save), store.transact(save), return_exceptions=True)

    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "str"]
    assert len(await store.read(lambda tx: tx.log(ticket.ref))) == 2


async def test_the_same_ticket_cannot_be_opened_twice(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)
    log = events(opened(ticket.ref))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.save(0, fold(log), log, None))


async def test_a_conflict_undoes_all_that_was_done_beside_it(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)
    await store.transact(lambda tx: go_on(tx, ticket.ref, comment(1)))
    log = events(CLAIM)

    def late(tx: Transaction) -> None:
        tx.next_number(1000)
        tx.write_notices([line("n1")])
        tx.keep_receipt("k", "done", NOW)
        tx.save(ticket.version, fold(log, ticket), log, after(hours=1))

    with pytest.raises(Conflict):
        await store.transact(late)

    assert await store.read(lambda tx: tx.receipt("k")) is None
    assert await store.read(lambda tx: tx.next_due()) is None
    assert await store.outbox.next_at(NOW) is None
    assert (await store.transact(open_ticket)).ref == "INC-1001"


async def test_what_is_not_stored_cannot_go_on(store: StoreWithOutbox) -> None:
    log = events(opened("INC-1000"))
    more = events(CLAIM)
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.save(1, fold(more, fold(log)), more, None))
    assert await store.read(lambda tx: tx.log("INC-1000")) == ()


async def test_a_transaction_sees_what_it_did_before(store: StoreWithOutbox) -> None:
    def work(tx: Transaction) -> int:
        ticket = open_ticket(tx)
        return len(tx.log(go_on(tx, ticket.ref, CLAIM).ref))

    assert await store.transact(work) == 2


async def test_reading_changes_nothing(store: StoreWithOutbox) -> None:
    with suppress(Exception):  # a database may say so aloud
        await store.read(lambda tx: tx.remember("a", "b"))
    assert await store.read(lambda tx: tx.recall("a")) is None


async def test_a_ticket_whose_version_does_not_count_its_events_is_a_bug(store: StoreWithOutbox) -> None:
    log = events(opened("INC-1000"))
    with pytest.raises(ValueError, match="is not 2 events after 0"):
        await store.transact(lambda tx: tx.save(0, fold(log), [*log, *log], None))


async def test_ten_submits_of_one_form_open_one_ticket_and_get_ten_equal_answers(store: StoreWithOutbox) -> None:
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


async def test_fifty_comments_at_once_are_all_there_in_the_fold_and_in_the_log(store: StoreWithOutbox) -> None:
    ticket = await store.transact(open_ticket)

    def say(number: int) -> object:
        return lambda tx: go_on(tx, ticket.ref, comment(number))

    await asyncio.gather(*(until_settled(store, say(number)) for number in range(50)))

    stored = await store.read(lambda tx: tx.ticket(ticket.ref))
    assert stored is not None
    log = await store.read(lambda tx: tx.log(ticket.ref))
    comments = await store.read(lambda tx: tx.comments(ticket.ref))
    assert {each.id for each in comments} == {f"c{number}" for number in range(50)}
    assert stored == fold(log)
    assert comments == fold_comments(log)


async def test_due_tickets_come_earliest_first_and_only_when_their_instant_has_come(store: StoreWithOutbox) -> None:
    await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=3)))
    await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=1)))
    await store.transact(lambda tx: open_ticket(tx, due_at=None))
    await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=2)))

    assert await store.transact(lambda tx: tx.due(NOW, 10)) == ()
    assert await store.transact(lambda tx: tx.due(after(hours=2), 10)) == ("INC-1001", "INC-1003")
    assert await store.transact(lambda tx: tx.due(after(hours=9), 2)) == ("INC-1001", "INC-1003")
    assert await store.read(lambda tx: tx.due(after(hours=1), 10)) == ("INC-1001",)
    assert await store.read(lambda tx: tx.next_due()) == after(hours=1)


async def test_a_next_instant_can_be_stored_anew_without_anything_having_happened(store: StoreWithOutbox) -> None:
    ticket = await store.transact(lambda tx: open_ticket(tx, due_at=after(hours=3)))
    await store.transact(lambda tx: tx.save(ticket.version, ticket, (), after(hours=1)))

    assert await store.read(lambda tx: tx.next_due()) == after(hours=1)
    assert await store.read(lambda tx: tx.ticket(ticket.ref)) == ticket


async def test_with_nothing_due_there_is_no_next_instant(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.next_due()) is None


@pytest.fixture
async def desk(store: StoreWithOutbox) -> StoreWithOutbox:
    """Six: 1000 claimed, 1001 private, 1002 of infra, 1003 for Lena and resolved, 1004 by Lena, 1005 with odd words."""

    def fill(tx):
        open_ticket(tx, promise(after(hours=3)), title="VPN drops")
        open_ticket(tx, title="Salary letter", description="private matters", private=True, team="hr")
        open_ticket(tx, promise(after(hours=1)), title="Mail is slow")
        open_ticket(tx, promise(after(hours=2)), title="Printer", beneficiary=LENA)
        open_ticket(tx, promise(None), title="VPN for Lena", requester=LENA)
        open_ticket(tx, title="100% of _users_ back\\slash Straße", description="ÄRGER")
        go_on(tx, "INC-1000", CLAIM)
        go_on(tx, "INC-1002", Transferred("infra", "theirs"))
        go_on(tx, "INC-1003", Resolved("fixed", "new toner", after(days=3)))

    await store.transact(fill)
    return store


def _of_lena(ticket: Ticket) -> bool:
    return ticket.requester == LENA


def _of_mia(ticket: Ticket) -> bool:
    return not _of_lena(ticket)


SEARCHES: list[tuple[Search, list[int]]] = [
    (Search(), [1005, 1004, 1003, 1002, 1001, 1000]),
    (Search(limit=2), [1005, 1004]),
    (Search(text="vpn"), [1004, 1000]),
    (Search(text="LENA vpn"), [1004]),
    (Search(text="inc-1003"), [1003]),
    (Search(text="mia.feld printer"), [1003]),
    (Search(text="hourly"), []),
    (Search(text="100%"), [1005]),
    (Search(text="% of"), []),
    (Search(text="00% of"), [1005]),
    (Search(text="_users_"), [1005]),
    (Search(text="_u_"), []),
    (Search(text="back\\slash"), [1005]),
    (Search(text="STRASSE ärger"), [1005]),
    (Search(text="' OR 1=1 --"), []),
    (Search(text=":limit \x00 \ud800"), []),
    (Search(text="prin"), [1003]),
    (Search(text="rinte"), [1003]),
    (Search(text="is slow"), [1002]),
    (Search(text="i slow"), []),
    (Search(text="pritner"), [1003]),
    (Search(text="prnter"), [1003]),
    (Search(text="prinnter"), [1003]),
    (Search(text="prunter"), [1003]),
    (Search(text="rpinter"), [1003]),
    (Search(text="drpos vpn"), [1004, 1000]),
    (Search(text="ptinre"), []),
    (Search(text="vnp"), []),
    (Search(text="pritner", requester=LENA), []),
    (Search(text="pritner", private=True), []),
    (Search(text="letetr", private=False), []),
    (Search(text="vpn", requester=LENA), [1004]),
    (Search(text="vpn", order="due", limit=1), [1000]),
    (Search(text="vpn", before=1004), [1000]),
    (Search(text="drpos vpn", before=1004), [1000]),
    (Search(before=1003), [1002, 1001, 1000]),
    (Search(before=1003, limit=2), [1002, 1001]),
    (Search(text="vpn", before=1000), []),
    (Search(limit=2, suits=_of_lena), [1004]),
    (Search(text="vpn", limit=1, suits=_of_mia), [1000]),
    (Search(text="vpn", order="due", limit=1, suits=_of_lena), [1004]),
    (Search(order="due", limit=1, suits=_of_lena), [1004]),
    (Search(text="pritner", suits=_of_lena), []),
    (Search(text=""), [1005, 1004, 1003, 1002, 1001, 1000]),
    (Search(team="infra"), [1002]),
    (Search(service="elsewhere"), []),
    (Search(created_after=NOW), []),
    (Search(created_after=after(seconds=-1)), [1005, 1004, 1003, 1002, 1001, 1000]),
    (Search(teams=("infra", "hr")), [1002, 1001]),
    (Search(teams=()), []),
    (Search(assignee=DANA), [1000]),
    (Search(unassigned=True), [1005, 1004, 1003, 1002, 1001]),
    (Search(requester=LENA), [1004]),
    (Search(theirs=LENA), [1004, 1003]),
    (Search(theirs=LENA, text="printer"), [1003]),
    (Search(theirs=LENA, text="mail"), []),
    (Search(theirs=LENA, statuses=("new",)), [1004]),
    (Search(statuses=("resolved", "closed")), [1003]),
    (Search(statuses=("new",), team="service-desk", private=False), [1005, 1004]),
    (Search(private=True), [1001]),
    (Search(private=False, text="matters"), []),
    (Search(due_before=after(hours=2)), [1002]),
    (Search(order="due", statuses=("new", "in_progress"), private=False), [1002, 1000, 1004, 1005]),
]


async def test_a_search_finds_what_fits_in_its_order(desk: StoreWithOutbox) -> None:
    def look(tx: Transaction) -> list[tuple[Search, list[str]]]:
        return [(query, states(tx.search(query))) for query, _ in SEARCHES]

    found = await desk.read(look)
    assert found == [(query, [f"INC-{number}" for number in numbers]) for query, numbers in SEARCHES]


async def test_as_many_are_counted_as_a_search_without_a_limit_finds(desk: StoreWithOutbox) -> None:
    wanted = [(query, len(numbers)) for query, numbers in SEARCHES if query.limit > 2 and query.text is None]
    assert await desk.read(lambda tx: [(query, tx.count(query)) for query, _ in wanted]) == wanted


async def test_tickets_with_some_words_are_not_counted(desk: StoreWithOutbox) -> None:
    for query in (Search(text="vpn"), Search(suits=_of_lena)):
        with pytest.raises(ValueError, match="not counted"):
            await desk.read(lambda tx, query=query: tx.count(query))  # type: ignore[misc]  # bound at once


async def test_open_tickets_are_all_that_work_may_still_be_owed_for(desk: StoreWithOutbox) -> None:
    await desk.transact(lambda tx: go_on(tx, "INC-1003", Closed(confirmed=True)))
    await desk.transact(lambda tx: go_on(tx, "INC-1001", Cancelled("withdrawn")))
    open_ones = {"INC-1000": 3, "INC-1002": 3, "INC-1004": 2, "INC-1005": 1}
    assert await desk.read(lambda tx: list(tx.open_versions().items())) == list(open_ones.items())
    assert await desk.read(lambda tx: tx.open_refs()) == tuple(open_ones)


async def test_how_often_each_item_was_ordered_and_when_last(store: StoreWithOutbox) -> None:
    def order(tx: Transaction) -> None:
        for item, days in (("laptop", 0), ("laptop", 2), ("licence", 1), (None, 3)):
            open_ticket(tx, details=RequestDetails(item=item), at=after(days=days))
        open_ticket(tx)

    await store.transact(order)
    assert await store.read(lambda tx: tx.ordered()) == {
        "laptop": Ordered(2, after(days=2)),
        "licence": Ordered(1, after(days=1)),
    }
    assert await store.read(lambda tx: tx.ordered_by(MIA, 3)) == {"licence": Ordered(1, after(days=1))}
    assert await store.read(lambda tx: tx.ordered_by(LENA, 3)) == {}


async def test_counting_does_not_stop_at_the_limit(desk: StoreWithOutbox) -> None:
    assert await desk.read(lambda tx: tx.count(Search(limit=1))) == 6
