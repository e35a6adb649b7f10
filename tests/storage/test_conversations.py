"""Where a platform lets us speak: what cannot be kept or read now is said so."""

from __future__ import annotations

import pytest

from adapters.teams.conversation_references import Reference
from adapters.teams.stored_references import StoredReferences
from core.ports.channel import RetryLater
from core.ports.tickets import StorageUnavailable
from storage import Conversations

CHAT = Reference("teams:t/mia", "direct", "a:1", "https://smba.example/emea/", user="29:mia")


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
