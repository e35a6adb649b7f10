"""The token we speak with: one for the whole process, fetched without stopping anything and renewed before it ends.

The library fetches it anew in every turn, synchronously: a login that takes a second stops everything for a second.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any, TypeAlias

import aiohttp

from adapters.inbound_kit.link import Link
from adapters.teams.errors import PLATFORM_ERRORS, SOON, judge, translate
from adapters.teams.settings import TeamsSettings
from core.ports.channel import Rejected, RetryLater

Json: TypeAlias = dict[str, Any]

SCOPE = "https://api.botframework.com/.default"
EARLY = 600.0
"""Seconds before its end at which a token is renewed (or, for short ones, half of its life)."""
PAUSE = 5.0
"""Seconds between two tries to renew a token that is still good."""
REFUSED = 60.0
"""The same after our secret was refused: somebody has to see to it."""
LOGIN_SECONDS = 10.0
PATIENCE = 3.0
"""Seconds after which nobody waits for the login any more: it goes on by itself, and who speaks comes again later."""
FIRST = 0.6
"""The same before it ever answered: a bot starts although nobody answers there."""

_log = logging.getLogger(__name__)


class Tokens:
    """Gives the token. `now` is monotonic seconds: a token's life is real time, whatever the desk's clock says.

    `link` is told how the login stands. Where it fails and no token is good any more it is tried again by itself, so
    that nobody has to speak before the login is known to work again. `scope` is what the token is for.
    """

    def __init__(
        self, settings: TeamsSettings, link: Link, now: Callable[[], float] = time.monotonic, *, scope: str = SCOPE
    ) -> None:
        self._scope = scope
        self._settings = settings
        self._link = link
        self._retrying: asyncio.TimerHandle | None = None
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._token = ""
        self._ends = 0.0
        self._renew_at = 0.0
        self._fetching: asyncio.Task[str] | None = None
        self._began = 0.0
        self._patience = FIRST
        self._silent = False
        self._turn = asyncio.Lock()

    def open(self, session: aiohttp.ClientSession) -> None:
        """Fetch with this session from now on."""
        self._session = session

    async def close(self) -> None:
        """Fetch nothing more."""
        fetching, self._fetching, self._session = self._fetching, None, None
        if self._retrying is not None:
            self._retrying.cancel()
        if fetching is not None:
            fetching.cancel()
            await asyncio.gather(fetching, return_exceptions=True)

    async def get(self) -> str:
        """A token that is good now. One that ends soon is given all the same while the next is fetched.

        Raises RetryLater (the login does not answer) and Rejected (it refuses our secret).
        """
        now = self._now()
        if now >= self._ends:
            return await self._wait()
        if now >= self._renew_at:
            self._renew_at = now + PAUSE
            self._fetch().add_done_callback(_log_failure)
        return self._token

    async def _wait(self) -> str:
        """The token that is being fetched, for as long as that makes sense."""
        fetching = self._fetch()
        left = self._began + self._patience - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait({fetching}, timeout=0.0 if self._silent else max(left, 0.0))
        async with self._turn:  # whoever waited goes on in a turn of the loop each: all at once would stop it
            await asyncio.sleep(0)
        if not done:
            raise RetryLater("the login does not answer", SOON)
        return fetching.result()

    def drop(self, token: str) -> None:
        """This token was refused: the next `get` fetches another."""
        if token == self._token:
            self._ends = 0.0

    def forget(self) -> None:
        """The next `get` fetches another, whatever was given so far."""
        self._ends = 0.0

    def _fetch(self) -> asyncio.Task[str]:
        """The one fetch that is under way."""
        if self._fetching is None or self._fetching.done():
            self._began = asyncio.get_running_loop().time()
            self._fetching = asyncio.create_task(self._login())
            self._fetching.add_done_callback(self._ended)
        return self._fetching

    def _ended(self, task: asyncio.Task[str]) -> None:
        """A login that answers, whatever it says, is waited for again."""
        if task.cancelled():
            return
        error = task.exception()  # whoever waits is told; nobody may be waiting
        self._silent = error is not None and isinstance(error.__cause__, TimeoutError)
        if not self._silent:
            self._patience = PATIENCE
        if error is None:
            self._link.up()
        elif self._now() >= self._ends and self._session is not None:
            self._link.down()
            pause = REFUSED if isinstance(error, Rejected) else PAUSE
            self._retrying = asyncio.get_running_loop().call_later(pause, self._retry)

    def _retry(self) -> None:
        if self._session is not None:
            self._fetch()

    async def _login(self) -> str:
        own = self._settings
        form = {
            "grant_type": "client_credentials",
            "client_id": own.app_id,
            "client_secret": own.app_password,
            "scope": self._scope,
        }
        if self._session is None:
            raise RuntimeError("the Teams channel is not running")
        url = f"{own.login_url}{own.tenant_id}/oauth2/v2.0/token"
        try:
            async with asyncio.timeout(LOGIN_SECONDS), self._session.post(url, data=form) as answer:
                status, headers = answer.status, answer.headers
                body = await answer.json(content_type=None)
        except ValueError as error:
            raise RetryLater("the login's answer could not be read", SOON) from error
        except PLATFORM_ERRORS as error:
            raise translate(error) from error
        token = body.get("access_token") if isinstance(body, dict) else None
        if status == 200 and isinstance(token, str) and token:
            return self._keep(token, body.get("expires_in"))
        code = body.get("error") if isinstance(body, dict) else None
        if status in (400, 401, 403) and isinstance(code, str) and code != "temporarily_unavailable":
            raise Rejected(code)
        failure = judge(status if status >= 400 else 500, "", headers, speaking=False)
        raise RetryLater("the login refused for now", SOON) if isinstance(failure, Rejected) else failure

    def _keep(self, token: str, lives: object) -> str:
        try:
            seconds = max(float(str(lives)), 1.0)
        except ValueError:
            seconds = 300.0
        now = self._now()
        self._token, self._ends = token, now + seconds - min(30.0, seconds / 10)
        self._renew_at = now + max(seconds - EARLY, seconds / 2)
        return token


def _log_failure(task: asyncio.Task[str]) -> None:
    """A renewal that failed costs nothing yet; somebody should know."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.warning("the token for Teams could not be renewed yet: %s", error)
