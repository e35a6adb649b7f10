"""What is promised of words and the messages they came from (core.ports.source_words)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.ports.source_words import SourceWords
from core.tickets.events import File
from tests.fakes.ports.store import StoreWithOutbox
from tests.storage.stories import CHAT, NOW

FILE = File("wifi.png", "https://files.example/wifi.png", "slack:F1")
FIRST = SourceWords(
    f"{CHAT}#1.1", "INC-1000", "mia", "The VPN drops\x00 \ud800", NOW, 0, ("VPN", "The VPN"), True, (FILE,), True
)
SECOND = SourceWords(f"{CHAT}#1.2", "INC-1000", "mia", None, NOW, 1, ("since noon",), True)
WAITS = SourceWords(f"{CHAT}#1.1", f"{CHAT}#1.1", "mia", "The VPN drops", NOW)


async def test_words_are_found_by_their_message_and_by_who_has_them_in_order(store: StoreWithOutbox) -> None:
    await store.transact(lambda tx: tx.keep_sources([SECOND, WAITS, FIRST]))
    assert await store.transact(lambda tx: tx.sources_of("INC-1000")) == (FIRST, SECOND)
    assert set(await store.transact(lambda tx: tx.hold_sources(FIRST.message))) == {WAITS, FIRST}
    assert await store.transact(lambda tx: tx.hold_sources(f"{CHAT}#9")) == ()


async def test_words_that_are_kept_again_take_the_place_of_those_before(store: StoreWithOutbox) -> None:
    await store.transact(lambda tx: tx.keep_sources([FIRST]))
    later = replace(FIRST, text=None, at=NOW + timedelta(minutes=1), files=())
    await store.transact(lambda tx: tx.keep_sources([later]))
    assert await store.transact(lambda tx: tx.sources_of("INC-1000")) == (later,)
