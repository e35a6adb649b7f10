"""Flat chats and the messages that tickets were made of: kept for good, and carried over from a desk of before."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core.ports.chats import Chat, SetAside, Waiting
from core.ports.tickets import Conflict, Transaction
from core.tickets.events import File
from storage import AsyncStore, migrate, open_store
from tests.storage.stories import NOW

MIA, CHAT = "mia.feld@nordlicht.example", "slack:T1/D-mia"
GUEST, MEETING = "teams:t-1/guest", "teams:t-1/19:abc@thread.v2"
LATER = NOW + timedelta(minutes=3)
WORDS = (
    Waiting(
        "It is \x00 still broken \ud83d", f"{CHAT}#1.1", NOW, (File("a.png", "https://f/a"), File("b", "https://f/b"))
    ),
    Waiting("", None, LATER),
)
ASKED = Chat("INC-1000", NOW, LATER, LATER, WORDS)


async def test_a_chat_is_kept_whole_with_its_words_in_their_order(store: AsyncStore) -> None:
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == Chat()
    await store.transact(lambda tx: tx.keep_chat(MIA, CHAT, ASKED))
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == ASKED
    assert await store.transact(lambda tx: tx.hold_chat(MIA, CHAT)) == ASKED
    assert await store.read(lambda tx: tx.chat(MIA, "slack:T1/D-other")) == Chat()
    await store.transact(lambda tx: tx.keep_chat(MIA, CHAT, Chat()))
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == Chat()


async def test_a_chat_that_was_never_kept_can_be_held(store: AsyncStore) -> None:
    assert await store.transact(lambda tx: tx.hold_chat(MIA, CHAT)) == Chat()


async def test_of_the_words_that_a_person_sets_aside_the_last_are_kept(store: AsyncStore) -> None:
    assert await store.read(lambda tx: tx.aside(MIA)) is None
    last = SetAside("k2", "two", (File("a", "https://f/a"),))
    await store.transact(lambda tx: tx.set_aside(MIA, SetAside("k1", "one")))
    await store.transact(lambda tx: tx.set_aside(MIA, last))
    assert await store.read(lambda tx: tx.aside(MIA)) == last


async def test_what_a_message_has_become_outlives_every_purge(store: AsyncStore) -> None:
    await store.transact(lambda tx: tx.keep_origin(f"{CHAT}#1.1", "INC-1000", NOW))
    await store.purge(NOW + timedelta(days=365))
    assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.1")) == "INC-1000"
    assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.2")) is None


async def test_of_two_tickets_of_one_message_the_second_is_a_conflict(store: AsyncStore) -> None:
    await store.transact(lambda tx: tx.keep_origin(f"{CHAT}#1.1", "INC-1000", NOW))
    with pytest.raises(Conflict):
        await store.transact(lambda tx: tx.keep_origin(f"{CHAT}#1.1", "INC-1001", NOW))


async def test_what_stood_in_receipts_and_small_values_is_carried_over(database: str) -> None:
    migrate(database, to="base")
    migrate(database, to="0002")
    async with open_store(database, now=lambda: NOW) as store:
        await store.transact(_as_the_release_before)
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == ASKED
        assert await store.read(lambda tx: tx.chat(GUEST, MEETING)) == Chat("INC-1001")
        assert await store.read(lambda tx: tx.aside(MIA)) == SetAside("k1", "one", (File("a", "https://f/a"),))
        assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.1")) == "INC-1000"
        assert await store.read(lambda tx: tx.made_of("other")) is None


def _as_the_release_before(tx: Transaction) -> None:
    """What a desk of the release before keeps, in its own words."""
    waiting = [
        {
            "text": each.text,
            "said_in": each.said_in,
            "at": each.at.isoformat(),
            "files": [(file.name, file.url) for file in each.files],
        }
        for each in WORDS
    ]
    state = {"ticket": "INC-1000", "since": NOW.isoformat(), "last": LATER.isoformat(), "asked_at": LATER.isoformat()}
    tx.remember(f"chat:{MIA}@{CHAT}", json.dumps({**state, "waiting": waiting}))
    empty: dict[str, object] = {"ticket": "INC-1001", "since": None, "last": None, "asked_at": None, "waiting": []}
    tx.remember(f"chat:{GUEST}@{MEETING}", json.dumps(empty))
    tx.hold(f"chat:{MIA}@slack:T1/D-held")
    tx.remember(f"aside:{MIA}", json.dumps({"key": "k1", "text": "one", "files": [("a", "https://f/a")]}))
    tx.remember("settings", "company: ...")
    tx.keep_receipt(f"made-of:{CHAT}#1.1", "INC-1000", NOW)
    tx.keep_receipt("other", "INC-1002", NOW)
