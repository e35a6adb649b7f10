"""What is promised of flat chats (core.ports.chats)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.ports.chats import Chat, SetAside
from core.ports.tickets import Transaction
from core.tickets.events import File
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import ASKED, CHAT, MIA, NOW, WORDS


async def test_a_chat_is_kept_whole_with_its_words_in_their_order(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == Chat()
    await store.transact(lambda tx: tx.keep_chat(MIA, CHAT, ASKED))
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == ASKED
    assert await store.transact(lambda tx: tx.hold_chat(MIA, CHAT)) == ASKED
    assert await store.read(lambda tx: tx.chat(MIA, "slack:T1/D-other")) == Chat()
    await store.transact(lambda tx: tx.keep_chat(MIA, CHAT, Chat()))
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == Chat()


async def test_a_chat_that_was_never_kept_can_be_held(store: StoreWithOutbox) -> None:
    assert await store.transact(lambda tx: tx.hold_chat(MIA, CHAT)) == Chat()


async def test_words_are_set_aside_for_each_form_and_of_one_the_last_are_kept(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.aside(MIA, "k1")) is None
    first, other = SetAside("k1", "one"), SetAside("k2", "two", (File("a", "https://f/a"),))
    for words in (SetAside("k1", "before"), first, other):
        await store.transact(lambda tx, words=words: tx.set_aside(MIA, words, NOW))  # type: ignore[misc]
    assert await store.read(lambda tx: tx.aside(MIA, "k1")) == first
    assert await store.read(lambda tx: tx.aside(MIA, "k2")) == other


async def test_of_two_who_hold_a_chat_at_once_the_second_reads_what_the_first_kept(store: StoreWithOutbox) -> None:
    def say(tx: Transaction) -> None:
        chat = tx.hold_chat(MIA, CHAT)
        tx.keep_chat(MIA, CHAT, replace(chat, waiting=(*chat.waiting, WORDS[1])))

    await asyncio.gather(*(store.transact(say) for _ in range(8)))
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == Chat(waiting=(WORDS[1],) * 8)
