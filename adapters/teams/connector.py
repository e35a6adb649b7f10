"""The one way to call the Bot Connector: one session, one token, one pace. Trying again is delivery's to say.

Instead of the library's client, which builds two of itself in every turn and spends three quarters of the time on it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

import aiohttp
from yarl import URL

from adapters.inbound_kit.download import content_of
from adapters.teams import ids
from adapters.teams.errors import PLATFORM_ERRORS, SOON, judge, translate
from adapters.teams.pacing import Pacing, hourly
from adapters.teams.tokens import Tokens
from core.ports.channel import RetryLater
from core.ports.pacing import Meter, Turn
from core.ports.tickets import StorageUnavailable

Json: TypeAlias = dict[str, Any]
SessionFactory: TypeAlias = Callable[[], aiohttp.ClientSession]
Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]

CALL_SECONDS = 10.0
LEAST = 1.0
"""Seconds of a call's time that its turn leaves it: a longer wait for the turn is delivery's."""


def new_session() -> aiohttp.ClientSession:
    """A session that gives a call ten seconds and keeps its connections.

    It opens as many as are needed: calls that hang must not keep the keys, and with them all that is heard, waiting.
    """
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
    connections = aiohttp.TCPConnector(limit=0)
    return aiohttp.ClientSession(timeout=timeout, connector=connections, cookie_jar=aiohttp.DummyCookieJar())


class Connector:
    """Calls Teams. Between `open` and `close` all calls share one session.

    `tokens` None: none is sent. `pacing` None: as fast as it goes. `meter` counts for other processes, too. `now` is
    monotonic seconds.
    """

    def __init__(
        self,
        tokens: Tokens | None,
        pacing: Pacing | None = None,
        now: Callable[[], float] = time.monotonic,
        meter: Meter | None = None,
    ) -> None:
        self._tokens = tokens
        self._pacing = pacing
        self._now = now
        self._meter = meter
        self._session: aiohttp.ClientSession | None = None

    def open(self, session: aiohttp.ClientSession) -> None:
        """Call with this session from now on."""
        self._session = session

    def close(self) -> None:
        """Call nothing more."""
        self._session = None

    async def call(
        self,
        method: Method,
        service_url: str,
        *path: str,
        body: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        about: str = "",
        within: float = CALL_SECONDS,
    ) -> Json:
        """Teams' answer; `path` are the parts after `v3/`, each made safe here. Raises RetryLater and Rejected.

        `about` is what the limits count it for: by default the conversation or team in the path.
        """
        speaking = method != "GET"
        about = about or (ids.split(path[1])[0] if len(path) > 1 else "")
        deadline = asyncio.get_running_loop().time() + within
        await self._turn(about, speaking, within)
        token = await self._token(deadline)
        url = URL(f"{service_url.rstrip('/')}/v3/" + "/".join(quote(part, safe="") for part in path), encoded=True)
        if query:
            url = url.update_query(query)
        sent = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            async with asyncio.timeout_at(deadline):
                status, headers, answer = await self._send(method, url, sent, token)
        except PLATFORM_ERRORS as error:
            raise translate(error, speaking=speaking) from error
        if status < 400:
            return answer if isinstance(answer, dict) else {}
        refusal = judge(status, _code(answer), headers, speaking=speaking)
        if status == 429 and self._pacing is not None and isinstance(refusal, RetryLater):
            self._pacing.rest(about, self._now(), refusal.after, speaking=speaking)
            if speaking and self._meter is not None:
                with suppress(StorageUnavailable):  # Teams refuses the others, too
                    await self._meter.hold(hourly(about), refusal.after)
        raise refusal

    async def fetch(self, url: str, most: int, *, with_token: bool) -> bytes:
        """What is at an address, at most so many bytes. The caller says whether our token may be shown there.

        Raises RetryLater, and Rejected: `gone`, `too_large`, `no_right` or Teams' own code.
        """
        if self._session is None:
            raise RuntimeError("the Teams channel is not running")
        token = await self._token(asyncio.get_running_loop().time() + CALL_SECONDS) if with_token else None
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        try:
            async with self._session.get(URL(url, encoded=True), headers=headers, allow_redirects=False) as answer:
                return await content_of(answer, most, lambda status: judge(status, "", answer.headers, speaking=False))
        except PLATFORM_ERRORS as error:
            raise translate(error) from error

    async def _turn(self, about: str, speaking: bool, within: float) -> None:
        """Wait until Teams allows one more call. Raises RetryLater when that leaves no time for it."""
        if self._pacing is None:
            return
        began = self._now()
        while (wait := self._pacing.take(about, self._now(), speaking=speaking)) > 0:
            if self._now() - began + wait > within - LEAST:
                raise RetryLater("the pace that Teams allows", wait)
            await asyncio.sleep(wait)
        if speaking and self._meter is not None:
            turn = Turn(0.0, taken=True, rest=0.0)
            with suppress(
                StorageUnavailable
            ):  # Teams counts as well; whoever is answered need not hear of our database
                turn = await self._meter.take(hourly(about), within - LEAST - (self._now() - began))
            if not turn.taken:
                raise RetryLater("the pace that Teams allows", turn.wait)
            await asyncio.sleep(turn.wait)

    async def _token(self, deadline: float) -> str | None:
        """The token to call with. A login that hangs is waited for no longer than the call; nothing was said then."""
        if self._tokens is None:
            return None
        try:
            async with asyncio.timeout_at(deadline):
                return await self._tokens.get()
        except TimeoutError as error:
            raise RetryLater("the login does not answer", SOON) from error

    async def _send(
        self, method: Method, url: URL, sent: bytes | None, token: str | None
    ) -> tuple[int, Mapping[str, str], object]:
        """Call with our token. A refused one means that nothing was done: once, the same is tried with another."""
        found = await self._request(method, url, sent, token)
        if found[0] != 401 or self._tokens is None or token is None:
            return found
        self._tokens.drop(token)
        return await self._request(method, url, sent, await self._tokens.get())

    async def _request(
        self, method: Method, url: URL, sent: bytes | None, token: str | None
    ) -> tuple[int, Mapping[str, str], object]:
        if self._session is None:
            raise RuntimeError("the Teams channel is not running")
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        if sent is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        async with self._session.request(method, url, data=sent, headers=headers, allow_redirects=False) as response:
            raw = await response.read()
            return response.status, response.headers, _read(raw, response.status, method)


def _read(raw: bytes, status: int, method: Method) -> object:
    """The answer's JSON; of a refusal also what is none. Raises RetryLater when a good answer cannot be read."""
    try:
        return json.loads(raw) if raw.strip() else {}
    except (ValueError, RecursionError) as error:
        if status >= 300:
            return {}
        raise RetryLater("Teams' answer could not be read", SOON, unknown=method != "GET") from error


def _code(answer: object) -> str:
    error = answer.get("error") if isinstance(answer, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else ""
