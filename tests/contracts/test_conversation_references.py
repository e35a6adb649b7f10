"""What is promised of where Teams lets us speak (adapters.teams.conversation_references)."""

from __future__ import annotations

import pytest

from adapters.teams.conversation_references import Reference, References
from adapters.teams.stored_references import StoredReferences
from storage import AsyncStore, Conversations
from tests.fakes.ports.conversation_references import ReferencesInMemory
from tests.fakes.ports.store import StoreWithOutbox

CHAT = Reference("teams:t/mia", "direct", "a:1", "https://smba.example/emea/", user="29:mia")
TEAM = Reference("teams:t/team:19:it", "team", "19:it", "https://smba.example/emea/", name="IT")
ROOM = Reference("teams:t/19:help", "channel", "19:help", "https://smba.example/emea/", name="Help “\x00", team="19:it")


@pytest.fixture
def references(store: StoreWithOutbox) -> References:
    return StoredReferences(Conversations(store)) if isinstance(store, AsyncStore) else ReferencesInMemory()


async def test_a_reference_is_found_as_it_was_kept_and_the_newest_wins(references: References) -> None:
    moved = Reference("teams:t/mia", "direct", "a:1", "https://smba.example/amer/", user="29:mia")
    for each in (CHAT, TEAM, ROOM, moved):
        await references.keep(each)
    assert await references.find("teams:t/mia") == moved
    assert await references.find("teams:t/nobody") is None
    assert list(await references.named()) == [ROOM, TEAM]


async def test_a_reference_that_is_forgotten_is_gone(references: References) -> None:
    for each in (CHAT, TEAM, ROOM):
        await references.keep(each)
    for key in (TEAM.key, CHAT.key, "teams:t/nobody"):
        await references.forget(key)
    assert await references.find(CHAT.key) is None
    assert list(await references.named()) == [ROOM]
