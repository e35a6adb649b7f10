"""What is promised of prompts (core.ports.prompts)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.people import PersonId
from core.ports.prompts import Prompt
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import CHAT, LENA, MIA, NOW

FIRST = Prompt(f"{CHAT}#b1", MIA, "Which one is this about? 𝕏\x00", NOW, f"{CHAT}#m1", "q1")
MENU = Prompt(f"{CHAT}#b2", MIA, "Hello", NOW + timedelta(minutes=1))
LENAS = Prompt("slack:T1/D-lena#b1", LENA, "Hello", NOW - timedelta(minutes=1))


async def keep(store: StoreWithOutbox, *prompts: Prompt) -> None:
    for each in prompts:
        await store.transact(lambda tx, each=each: tx.keep_prompt(each))  # type: ignore[misc]


async def of(store: StoreWithOutbox, person: PersonId) -> list[Prompt]:
    return list(await store.read(lambda tx: tx.prompts_of(person)))


async def test_a_prompt_is_kept_whole_and_found_by_whom_it_asks_and_about_what(store: StoreWithOutbox) -> None:
    await keep(store, MENU, FIRST, LENAS)
    assert await of(store, MIA) == [FIRST, MENU]
    assert list(await store.read(lambda tx: tx.prompts_about(FIRST.about))) == [FIRST]
    assert list(await store.read(lambda tx: tx.prompts_about(""))) == []
    assert await store.read(lambda tx: tx.prompt(MENU.message)) == MENU
    assert await store.read(lambda tx: tx.prompt(f"{CHAT}#b9")) is None


async def test_a_prompt_ends_once_and_is_remembered(store: StoreWithOutbox) -> None:
    await keep(store, FIRST, MENU)
    for why in ("deleted", "old"):
        await store.transact(lambda tx, why=why: tx.end_prompts((FIRST.message, f"{CHAT}#b9"), why))  # type: ignore[misc]
    over = replace(FIRST, over="deleted")
    assert await of(store, MIA) == [MENU]
    assert list(await store.read(lambda tx: tx.prompts_about(FIRST.about))) == [over]
    await keep(store, FIRST)  # told late where it stands
    assert await store.read(lambda tx: tx.prompt(FIRST.message)) == over


async def test_the_oldest_that_stand_are_found_as_many_as_are_asked_for(store: StoreWithOutbox) -> None:
    await keep(store, MENU, FIRST, LENAS)
    await store.transact(lambda tx: tx.end_prompts((FIRST.message,), "answered"))
    for before, most, found in ((MENU.at, 9, [LENAS]), (NOW + timedelta(hours=1), 9, [LENAS, MENU]), (MENU.at, 0, [])):
        assert list(await store.read(lambda tx, b=before, m=most: tx.old_prompts(b, m))) == found  # type: ignore[misc]
