"""Where a platform lets us speak is kept on both databases, and what cannot be kept or read now is said so."""

from __future__ import annotations

import pytest

from adapters.teams.conversation_references import Reference
from adapters.teams.stored_references import StoredReferences
from core.ports.channel import RetryLater
from core.ports.tickets import StorageUnavailable
from storage import AsyncStore, Conversations

CHAT = Reference("teams:t/mia", "direct", "a:1", "https://smba.example/emea/", user="29:mia")
TEAM = Reference("teams:t/team:19:it", "team", "19:it", "https://smba.example/emea/", name="IT")
ROOM = Reference("teams:t/19:help", "channel", "19:help", "https://smba.example/emea/", name="Help “\x00", team="19:it")


async def test_a_reference_is_found_as_it_was_kept_and_the_newest_wins(store: AsyncStore) -> None:
    references = StoredReferences(Conversations(store))
    moved = Reference("teams:t/mia", "direct", "a:1", "https://smba.example/amer/", user="29:mia")
    for each in (CHAT, TEAM, ROOM, moved):
        await references.keep(each)
    assert await references.find("teams:t/mia") == moved
    assert await references.find("teams:t/nobody") is None
    assert list(await references.named()) == [ROOM, TEAM]


async def test_a_reference_that_is_forgotten_is_gone(store: AsyncStore) -> None:
    references = StoredReferences(Conversations(store))
    for each in (CHAT, TEAM, ROOM):
        await references.keep(each)
    for key in (TEAM.key, CHAT.key, "teams:t/nobody"):
        await references.forget(key)
    assert await references.find(CHAT.key) is None
    assert list(await references.named()) == [ROOM]


class Locked(Conversations):
    """A database that takes and tells nothing now."""

    def __init__(self) -> None:
        pass

    async def keep(self, key: str, kind: str, data: str) -> None:
        raise StorageUnavailable("locked")

    async def forget(self, key: str) -> None:
        raise StorageUnavailable("locked")

    async def find(self, key: str) -> str | None:
        raise StorageUnavailable("locked")

    async def of_kinds(self, first: str, second: str) -> list[str]:
        raise StorageUnavailable("locked")


async def test_a_locked_database_stops_no_message_and_is_not_taken_for_an_empty_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    references = StoredReferences(Locked())
    await references.keep(CHAT)
    await references.forget(CHAT.key)
    assert [each.message.split()[0] for each in caplog.records] == ["reference.not_kept", "reference.not_forgotten"]
    with pytest.raises(RetryLater):
        await references.find(CHAT.key)
    with pytest.raises(RetryLater):
        await references.named()
