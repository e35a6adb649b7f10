"""Where Teams lets us speak, kept in the desk's database: `References` over the conversations that the desk keeps."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict

from adapters.channel_kind import Conversations
from adapters.teams.conversation_references import Reference
from core.ports.channel import RetryLater
from core.ports.tickets import StorageUnavailable

_log = logging.getLogger("deskbell")


class StoredReferences:
    """References across restarts and processes.

    What cannot be written now is logged and heard again with the next message from there; what cannot be read raises
    RetryLater, since "nobody is there" would be wrong.
    """

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def keep(self, reference: Reference) -> None:
        """Insert or replace the reference of its key."""
        try:
            await self._conversations.keep(reference.key, reference.kind, json.dumps(asdict(reference)))
        except StorageUnavailable as error:
            _note("reference.not_kept", reference.key, error)

    async def forget(self, key: str) -> None:
        """Drop a reference: the app was removed there."""
        try:
            await self._conversations.forget(key)
        except StorageUnavailable as error:
            _note("reference.not_forgotten", key, error)

    async def find(self, key: str) -> Reference | None:
        """The reference of a key, or None. Raises RetryLater."""
        try:
            found = await self._conversations.find(key)
        except StorageUnavailable as error:
            raise RetryLater("the database does not answer", 1.0) from error
        return None if found is None else Reference(**json.loads(found))

    async def named(self) -> Sequence[Reference]:
        """Every team and channel that is known. Raises RetryLater."""
        try:
            found = await self._conversations.of_kinds("team", "channel")
        except StorageUnavailable as error:
            raise RetryLater("the database does not answer", 1.0) from error
        return [Reference(**json.loads(each)) for each in found]


def _note(action: str, key: str, error: StorageUnavailable) -> None:
    _log.warning(action, extra={"action": action, "fields": {"key": key, "why": str(error)}})
