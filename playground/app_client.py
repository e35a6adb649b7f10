"""The HTTP client that speaks to the installed app, and what is done beside its requests until it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field

import aiohttp

from playground.protocol import Json


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a 2xx with its body, or the reason why not: `timeout`, `http_error`, `connection_failed`."""

    status: int
    body: str = ""
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True when the app took it in time."""
        return not self.reason

    def as_json(self) -> Json:
        """What the log says of it."""
        return {"status": self.status, "reason": self.reason, "body": self.body}


class AppClient:
    """Posts to the app. Redirects are not followed, cookies are not kept."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], patience: float) -> Answer:
        """Post this and wait for the answer, so many real seconds at most."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        try:
            async with (
                asyncio.timeout(patience),
                self._session.post(url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                text = await response.text()
                reason = "" if 200 <= response.status < 300 else "http_error"
                return Answer(response.status, text, reason, response.headers)
        except TimeoutError:
            return Answer(0, reason="timeout")
        except (aiohttp.ClientError, OSError, UnicodeDecodeError):
            return Answer(0, reason="connection_failed")

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Hang up; what was under way is dropped."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
