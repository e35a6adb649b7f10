"""Flat chats, words for a form, messages that became tickets: what is kept, for how long, and what is carried over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from core.ports.chats import Chat, SetAside
from core.ports.tickets import Transaction
from core.tickets.events import File
from storage import AsyncStore, migrate, open_store
from tests.storage.stories import ASKED, CHAT, LATER, MIA, NOW, WORDS

GUEST, MEETING = "teams:t-1/guest", "teams:t-1/19:abc@thread.v2"


async def test_words_set_aside_are_purged_as_receipts_are(store: AsyncStore) -> None:
    await store.transact(lambda tx: tx.set_aside(MIA, SetAside("k1", "one"), NOW))
    assert (await store.purge(NOW)).words == 0
    assert await store.read(lambda tx: tx.aside(MIA, "k1")) is not None
    assert (await store.purge(NOW + timedelta(seconds=1))).words == 1
    assert await store.read(lambda tx: tx.aside(MIA, "k1")) is None


async def test_what_a_message_has_become_outlives_every_purge(store: AsyncStore) -> None:
    await store.transact(lambda tx: tx.keep_origin(f"{CHAT}#1.1", "INC-1000", NOW))
    await store.purge(NOW + timedelta(days=365))
    assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.1")) == "INC-1000"
    assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.2")) is None


async def test_what_stood_in_receipts_and_small_values_is_carried_over(database: str) -> None:
    migrate(database, to="base")
    migrate(database, to="0002")
    async with open_store(database, now=lambda: NOW) as store:
        await store.transact(_as_the_release_before)
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == ASKED
        assert await store.read(lambda tx: tx.chat(GUEST, MEETING)) == Chat("INC-1001")
        assert await store.read(lambda tx: tx.aside(MIA, "k1")) == SetAside("k1", "one", (File("a", "https://f/a"),))
        assert await store.read(lambda tx: tx.made_of(f"{CHAT}#1.1")) == "INC-1000"
        assert await store.read(lambda tx: tx.made_of("other")) is None
        names = await store.read(lambda tx: tx.sql.rows("SELECT name FROM memos", {}))
        assert [name for (name,) in names] == ["settings"], "nobody reads the others any more"
        assert (await store.purge(datetime.now(UTC) - timedelta(days=1))).words == 0, "how old they are is not known"
        assert (await store.purge(datetime.now(UTC) + timedelta(days=1))).words == 1


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
