"""Who Deskbell is in this workspace, asked once (`auth.test`) and kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from adapters.slack.api import Api

PATIENCE = 2.5
"""Seconds to wait for the answer: somebody may be waiting for an acknowledgement."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The installation: its team, the bot's user and bot ids, and the workspace's address in a browser."""

    team: str
    bot_user: str
    bot_id: str
    url: str = ""
    enterprise: str | None = None


class Installation:
    """Keeps the identity after the first good answer; Bolt by itself would ask again and again."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._asking = asyncio.Lock()
        self._known: Identity | None = None

    @property
    def known(self) -> Identity:
        """The identity without asking. Raises RuntimeError before the first good answer."""
        if self._known is None:
            raise RuntimeError("the Slack channel does not know its workspace yet")
        return self._known

    async def identity(self) -> Identity:
        """Who we are. Raises RetryLater and Rejected (`invalid_auth`, ...) while Slack has not said so."""
        if self._known is not None:
            return self._known
        async with self._asking:
            if self._known is None:
                answer = await self._api.call("auth.test", {}, within=PATIENCE)
                self._known = Identity(
                    team=answer.get("team_id") or answer.get("enterprise_id") or "",
                    bot_user=answer.get("user_id") or "",
                    bot_id=answer.get("bot_id") or "",
                    url=answer.get("url") or "",
                    enterprise=answer.get("enterprise_id"),
                )
        return self._known
