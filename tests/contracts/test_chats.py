"""What is promised of flat chats (core.ports.chats)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from core.ports.chats import Chat, SetAside
from core.ports.tickets import Transaction
from core.tickets.events import File
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import ASKED, CHAT, MIA, NOW, WORDS


async def test_a_chat_is_kept_whole_with_its_words_in_their_order(store: StoreWithOutbox) -> None:
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == Chat()
    first = ASKED.asked("q1", ASKED.waiting, NOW)
    asked = first.asked("q2", first.waiting[1:], NOW)
    await store.transact(lambda tx: tx.keep_chat(MIA, CHAT, asked))
    assert await store.read(lambda tx: tx.chat(MIA, CHAT)) == asked
    assert await store.transact(lambda tx: tx.hold_chat(MIA, CHAT)) == asked
    assert [one.questions for one in asked.waiting] == [("q1",), ("q1", "q2")]
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


async def test_chats_in_which_words_wait_are_found_by_when_they_were_asked_for(store: StoreWithOutbox) -> None:
    await store.transact(lambda tx: tx.keep_chat(MIA, CHAT, ASKED))
    await store.transact(lambda tx: tx.keep_chat(MIA, "slack:T1/D-other", replace(ASKED, waiting=())))
    at, soon = ASKED.asked_at or NOW, timedelta(minutes=1)
    for after, before, found in ((at, at + soon, [(MIA, CHAT)]), (at - soon, at, []), (at + soon, at + soon, [])):
        assert list(await store.read(lambda tx, a=after, b=before: tx.unanswered(a, b))) == found  # type: ignore[misc]
