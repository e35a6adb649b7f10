"""Searches find what people mean, and people are known by every account they have."""

from __future__ import annotations

from functools import partial

import pytest

from core.calendars.oncall import Override
from core.people import Person, Speaker
from core.ports.bindings import Binding
from core.ports.tickets import Search, Transaction
from core.tickets.events import Cancelled, Closed, Resolved, Transferred
from storage import AsyncStore
from tests.storage.stories import CLAIM, DANA, LENA, MIA, NOW, after, go_on, open_ticket, promise, states


@pytest.fixture
async def desk(store: AsyncStore) -> AsyncStore:
    """Six tickets: 1000 claimed, 1001 private, 1002 of infra, 1003 resolved, 1004 by Lena, 1005 with odd words."""

    def fill(tx):
        open_ticket(tx, promise(after(hours=3)), title="VPN drops")
        open_ticket(tx, title="Salary letter", description="private matters", private=True, team="hr")
        open_ticket(tx, promise(after(hours=1)), title="Mail is slow")
        open_ticket(tx, promise(after(hours=2)), title="Printer")
        open_ticket(tx, promise(None), title="VPN for Lena", requester=LENA)
        open_ticket(tx, title="100% of _users_ back\\slash Straße", description="ÄRGER")
        go_on(tx, "INC-1000", CLAIM)
        go_on(tx, "INC-1002", Transferred("infra", "theirs"))
        go_on(tx, "INC-1003", Resolved("fixed", "new toner", after(days=3)))

    await store.transact(fill)
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Search(), [1005, 1004, 1003, 1002, 1001, 1000]),
        (Search(limit=2), [1005, 1004]),
        (Search(text="vpn"), [1004, 1000]),
        (Search(text="LENA vpn"), [1004]),
        (Search(text="inc-1003"), [1003]),
        (Search(text="mia.feld printer"), [1003]),
        (Search(text="hourly"), []),
        (Search(text="100%"), [1005]),
        (Search(text="%"), [1005]),
        (Search(text="_users_"), [1005]),
        (Search(text="_u_"), []),
        (Search(text="back\\slash"), [1005]),
        (Search(text="STRASSE ärger"), [1005]),
        (Search(text="' OR 1=1 --"), []),
        (Search(text=":limit \x00 \ud800"), []),
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
        (Search(statuses=("resolved", "closed")), [1003]),
        (Search(statuses=("new",), team="service-desk", private=False), [1005, 1004]),
        (Search(private=True), [1001]),
        (Search(private=False, text="matters"), []),
        (Search(due_before=after(hours=2)), [1002]),
        (Search(order="due", statuses=("new", "in_progress"), private=False), [1002, 1000, 1004, 1005]),
    ],
)
async def test_a_search_finds_what_fits_in_its_order(desk: AsyncStore, query: Search, found: list[int]) -> None:
    tickets = await desk.read(lambda tx: tx.search(query))
    assert states(tickets) == [f"INC-{number}" for number in found]
    if query.limit == Search().limit:
        assert await desk.read(lambda tx: tx.count(query)) == len(found)


async def test_open_tickets_are_all_that_work_may_still_be_owed_for(desk: AsyncStore) -> None:
    await desk.transact(lambda tx: go_on(tx, "INC-1003", Closed(confirmed=True)))
    await desk.transact(lambda tx: go_on(tx, "INC-1001", Cancelled("withdrawn")))
    assert await desk.read(lambda tx: tx.open_refs()) == ("INC-1000", "INC-1002", "INC-1004", "INC-1005")


async def test_counting_does_not_stop_at_the_limit(desk: AsyncStore) -> None:
    assert await desk.read(lambda tx: tx.count(Search(limit=1))) == 6


async def test_a_person_is_known_by_each_of_their_accounts(store: AsyncStore) -> None:
    mia = Person(MIA, "Mia \x00 Feld", "Europe/Berlin", (("slack", "slack:T1/U1"), ("teams", "teams:t/1")), site="B")
    await store.transact(lambda tx: tx.save_person(mia, NOW))

    assert await store.read(lambda tx: tx.person(MIA)) == mia
    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U1"))) == mia
    assert await store.read(lambda tx: tx.person_of(Speaker("teams", "teams:t/1"))) == mia
    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U2"))) is None
    assert await store.read(lambda tx: tx.person(DANA)) is None


async def test_a_person_saved_again_is_replaced_and_loses_accounts_that_are_gone(store: AsyncStore) -> None:
    await store.transact(lambda tx: tx.save_person(Person(MIA, "Mia", "UTC", (("slack", "slack:T1/U1"),)), NOW))
    new = Person(MIA, "Mia Feld", "Europe/Berlin", (("slack", "slack:T1/U2"),))
    await store.transact(lambda tx: tx.save_person(new, NOW))

    assert await store.read(lambda tx: tx.person(MIA)) == new
    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U1"))) is None


async def test_an_account_that_changes_hands_leaves_its_former_owner(store: AsyncStore) -> None:
    nameless = Person("slack:T1/U1", "mia", "UTC", (("slack", "slack:T1/U1"),))
    known = Person(MIA, "Mia Feld", "UTC", (("slack", "slack:T1/U1"),))
    await store.transact(lambda tx: tx.save_person(nameless, NOW))
    await store.transact(lambda tx: tx.save_person(known, NOW))

    assert await store.read(lambda tx: tx.person_of(Speaker("slack", "slack:T1/U1"))) == known
    former = await store.read(lambda tx: tx.person("slack:T1/U1"))
    assert former is not None
    assert former.accounts == ()


def bind(tx: Transaction, binding: Binding) -> None:
    tx.bind(binding)


async def test_a_message_stands_for_what_it_was_last_bound_to(store: AsyncStore) -> None:
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


async def test_overrides_are_kept_in_the_order_they_were_given(store: AsyncStore) -> None:
    later = Override("network", DANA, after(days=2), after(days=3))
    sooner = Override("network", LENA, after(days=1), after(days=3))
    await store.transact(lambda tx: tx.save_override(later, LENA, NOW))
    await store.transact(lambda tx: tx.save_override(sooner, LENA, NOW))
    assert await store.read(lambda tx: tx.overrides()) == (later, sooner)


async def test_a_memo_is_recalled_as_it_was_last_remembered(store: AsyncStore) -> None:
    assert await store.read(lambda tx: tx.recall("settings")) is None
    await store.transact(lambda tx: tx.remember("settings", "a: 1"))
    await store.transact(lambda tx: tx.remember("settings", "a: 2\x00"))
    assert await store.read(lambda tx: tx.recall("settings")) == "a: 2\x00"
