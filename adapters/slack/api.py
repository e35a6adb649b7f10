"""The one way to call Slack's Web API: one client, one shared HTTP session, no retries of the library's.

The library's retry handler sends a message again after a dropped connection, which makes two of it; whether to try
again is delivery's decision.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import PLATFORM_ERRORS, judge, translate
from core.ports.channel import RetryLater

Json: TypeAlias = dict[str, Any]
SessionFactory: TypeAlias = Callable[[], aiohttp.ClientSession]

CALL_SECONDS = 10.0

_SPEAKING = frozenset(
    {"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete", "views.open", "views.push"}
)
_FORM_ENCODED = (
    "conversations.", "users.", "usergroups.", "auth.", "reactions.get", "files.info", "files.getUploadURLExternal",
)  # fmt: skip
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

_log = logging.getLogger("adapters.slack.client")
# At DEBUG the library logs whole requests, which hold what people wrote.
_log.setLevel(logging.INFO)


def new_session() -> aiohttp.ClientSession:
    """A session that gives a call ten seconds and keeps its connections."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))


class Api:
    """Calls Slack. Between `open` and `close` all calls share one session."""

    def __init__(self, token: str, base_url: str, session_factory: SessionFactory = new_session) -> None:
        self.client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=[], logger=_log)
        if urlsplit(base_url).hostname in _THIS_MACHINE:
            self.client.proxy = None  # the library takes one from the environment even for this machine
        self._factory = session_factory
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared session. Raises RuntimeError outside of `open` and `close`."""
        if self._session is None:
            raise RuntimeError("the Slack channel is not running")
        return self._session

    def open(self) -> None:
        """Start the session that all calls share."""
        self._session = self.client.session = self._factory()

    async def close(self) -> None:
        """End the session."""
        session, self._session, self.client.session = self._session, None, None
        if session is not None:
            await session.close()

    async def call(self, method: str, arguments: Mapping[str, object], *, within: float = CALL_SECONDS) -> Json:
        """Slack's answer to a method; arguments that are None are left out. Raises RetryLater and Rejected."""
        if self._session is None:
            raise RuntimeError("the Slack channel is not running")
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            async with asyncio.timeout(within):
                if method.startswith(_FORM_ENCODED):  # methods that read take no JSON
                    form = {name: _flag(value) for name, value in given.items()}
                    answer = await self.client.api_call(method, data=form)
                else:
                    answer = await self.client.api_call(method, json=given)
        except PLATFORM_ERRORS as error:
            raise translate(error, speaking=method in _SPEAKING) from error
        except (AttributeError, UnicodeDecodeError) as error:
            # The library trips over a body that is plain text, or not text at all, where JSON is due.
            raise RetryLater("Slack's answer could not be read", 5.0, unknown=method in _SPEAKING) from error
        if not isinstance(answer.data, dict):
            raise judge(answer.status_code, "", {}, speaking=method in _SPEAKING)
        return answer.data

    async def respond(self, response_url: str, body: Mapping[str, object], *, within: float = CALL_SECONDS) -> None:
        """Answer at a response_url (five times in thirty minutes). Raises RetryLater and Rejected by the status."""
        try:
            async with asyncio.timeout(within), self.session.post(response_url, json=dict(body)) as answer:
                status, headers = answer.status, answer.headers
        except PLATFORM_ERRORS as error:
            raise translate(error, speaking=True) from error
        if status >= 400:
            raise judge(status, "", headers, speaking=True)


def _flag(value: object) -> object:
    return ("true" if value else "false") if isinstance(value, bool) else value
