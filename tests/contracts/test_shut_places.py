"""What is promised of places that refuse what is said, are tried again, or are made anew (core.ports.outbox)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.ports.outbox import Notice
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import NOW, TRIAGE, card, lease_keys, line, open_ticket, write

MINUTE = timedelta(minutes=1)
ANEW, OTHER = "slack:T1/C10", "slack:T1/C8"


async def park(store: StoreWithOutbox, *notices: Notice) -> None:
    """Write these, and let their places refuse each."""
    await write(store, *notices)
    while leased := await store.outbox.lease(NOW, "w1", limit=9, lease_for=MINUTE):
        for each in leased:
            await store.outbox.park(each.id, "channel_not_found", NOW, shut=each.notice.place)


async def test_of_what_a_place_refused_the_first_word_alone_can_be_tried(store: StoreWithOutbox) -> None:
    await park(store, replace(card("card"), refresh=True), line("one"), line("two"))
    assert list(await store.outbox.refusing(NOW)) == [TRIAGE]
    assert list(await store.outbox.refusing(NOW + MINUTE)) == []
    assert await store.outbox.bring_back_first(OTHER, NOW, NOW) == 0
    assert await store.outbox.bring_back_first(TRIAGE, NOW, NOW + MINUTE) == 0
    assert await store.outbox.bring_back_first(TRIAGE, NOW, NOW) == 1
    assert await lease_keys(store) == ["one"]
    assert list(await store.outbox.refusing(NOW)) == [TRIAGE]


async def test_what_a_place_refused_waits_for_the_one_that_is_made_in_its_stead(store: StoreWithOutbox) -> None:
    ref = (await store.transact(lambda tx: open_ticket(tx))).ref
    own = [replace(each, ticket=ref) for each in (line("one"), line("two"), card("card"))]
    gone = Notice("relay_delete", ref, "triage:service-desk", "edit", NOW, NOW, {"target": "c1"}, TRIAGE, refresh=True)
    await park(store, *own, gone, line("lost", ticket="INC-9"), line("else", OTHER, ticket=ref))
    assert await store.outbox.move(TRIAGE, ANEW, NOW + MINUTE) == 0
    assert await store.outbox.move(TRIAGE, ANEW, NOW) == 2
    assert sorted(await store.outbox.refusing(NOW)) == [ANEW, OTHER]
    assert await store.outbox.bring_back_for([ANEW], NOW, NOW) == 2
    for key in ("one", "two"):
        (leased,) = await store.outbox.lease(NOW, "w1", limit=9, lease_for=MINUTE)
        assert (leased.notice.key, leased.notice.place, leased.notice.lane) == (key, ANEW, ANEW)
        await store.outbox.done(leased.id, None, NOW)
