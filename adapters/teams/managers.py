"""Whose manager is whom, where the settings name `entra.manager`: asked of Microsoft Graph, and of nothing else there.

Bots are told no managers; Graph tells them an application that an admin of the tenant granted `User.Read.All`
("Get manager" of its reference). Without the settings' wish Graph is never spoken to.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import aiohttp

from adapters import Kept
from adapters.inbound_kit.link import Link
from adapters.teams import ids
from adapters.teams.connector import Connector
from adapters.teams.settings import TeamsSettings
from adapters.teams.tokens import Tokens
from core.people import Speaker
from core.ports.channel import Rejected, RetryLater
from core.ports.clock import Clock

_log = logging.getLogger(__name__)

SOURCE = "entra.manager"
"""How `directory.manager_from` of the settings names it."""
REFUSED_KEPT = timedelta(hours=1)
"""How long Graph is left in peace after it refused: an admin has to see to that."""
LATER = timedelta(minutes=1)
"""The same after it did not answer: what Teams itself tells of people is not held up by it."""
_MOST = 65_536


class Managers:
    """Asks for managers. `wanted` says each time whether the settings ask for it; `wall` gives monotonic seconds."""

    def __init__(
        self, settings: TeamsSettings, clock: Clock, wall: Callable[[], float], wanted: Callable[[], bool]
    ) -> None:
        self._wanted = wanted
        self._tenant = settings.tenant_id
        self._url = settings.graph_url
        # Its login has no say in whether Teams is reached.
        self._tokens = Tokens(settings, Link(wall), wall, scope=f"{settings.graph_url}.default")
        self._graph = Connector(self._tokens, None, wall)
        self._refused: Kept[bool] = Kept(clock.now, REFUSED_KEPT)
        self._silent: Kept[bool] = Kept(clock.now, LATER)

    def open(self, session: aiohttp.ClientSession) -> None:
        """Ask with this session from now on."""
        self._tokens.open(session)
        self._graph.open(session)

    async def close(self) -> None:
        """Ask nothing more."""
        self._graph.close()
        await self._tokens.close()

    async def of(self, speaker: Speaker) -> str | None:
        """The speaker id of somebody's manager, None where they have none.

        Raises Rejected where nobody knows: `not_wanted`, `no_right`, or `later`.
        """
        if not self._wanted():
            raise Rejected("not_wanted")
        if self._refused.get(SOURCE):
            raise Rejected("no_right")
        if self._silent.get(SOURCE):
            raise Rejected("later")
        url = f"{self._url}v1.0/users/{quote(ids.local_id(speaker.id), safe='')}/manager?$select=id"
        try:
            told = json.loads(await self._graph.fetch(url, _MOST, with_token=True))
        except Rejected as error:
            if error.why == "gone":  # nobody is above them, or Entra does not know them
                return None
            self._tokens.forget()  # a token has the permissions of when it was given
            self._refused.put(SOURCE, True)
            raise Rejected("no_right") from error
        except (RetryLater, ValueError, RecursionError) as error:  # also an answer that is no JSON
            _log.info("managers cannot be read from Entra for now: %s", error)
            self._silent.put(SOURCE, True)
            raise Rejected("later") from error
        account = told.get("id") if isinstance(told, dict) else None
        return ids.speaker(self._tenant, account).id if isinstance(account, str) and account else None

    @property
    def problems(self) -> list[str]:
        """What is to be done about it, for the admins' list."""
        if not self._wanted() or not self._refused.get(SOURCE):
            return []
        return [
            "Entra does not tell Deskbell whose manager is whom: grant its app registration User.Read.All (an "
            "application permission of Microsoft Graph), or take entra.manager out of directory.manager_from."
        ]
