"""Socket Mode: Deskbell connects to Slack, so no public address is needed. The same payloads, the same answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, TypeAlias

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.channel_kind import WrongSecret
from adapters.inbound_kit.link import Link
from adapters.slack.api import Api
from adapters.slack.errors import PLATFORM_ERRORS, translate
from core.ports.channel import RetryLater

Json: TypeAlias = dict[str, Any]

DRAIN = 3.0
"""Seconds that requests under way have to be acknowledged when we stop; Slack sends the others again."""

_log = logging.getLogger("adapters.slack.socket")
# At DEBUG the library logs whole payloads, which hold what people wrote.
_log.setLevel(logging.INFO)


class _Client(SocketModeClient):
    """The library's client, which tells a `link` whether it is connected: the library tells nobody."""

    def __init__(self, app_token: str, api: Api, link: Link) -> None:
        super().__init__(app_token, logger=_log, web_client=api.client)
        self.proxy = api.client.proxy
        self._link = link

    async def connect(self) -> None:
        """Connect, and try again until that is done."""
        self._link.down()
        await super().connect()  # type: ignore[no-untyped-call]
        if not self.closed:
            self._link.up()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Connect elsewhere; for that Slack is asked where, which fails as long as it cannot be reached."""
        if force or not await self.is_connected():
            self._link.down()
        await super().connect_to_new_endpoint(force)


class Socket:
    """One connection to Slack, kept up by the library. `link` tells how it stands."""

    def __init__(
        self, api: Api, app_token: str, dispatch: Callable[[Json], Awaitable[BoltResponse]], link: Link
    ) -> None:
        self._api = api
        self._app_token = app_token
        self._dispatch = dispatch
        self._link = link
        self._client: _Client | None = None
        self._connecting: asyncio.Future[Any] | None = None
        self._under_way: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Connect. Raises WrongSecret for a wrong app token; while Slack cannot be reached it keeps trying."""
        client = self._client = _Client(self._app_token, self._api, self._link)
        client.socket_mode_request_listeners.append(self._hear)
        try:
            client.wss_uri = await client.issue_new_wss_url()
        except PLATFORM_ERRORS as error:
            judged = translate(error)
            if not isinstance(judged, RetryLater):
                await self.stop()
                raise WrongSecret("SLACK_APP_TOKEN", judged.why) from error
        self._connecting = asyncio.create_task(client.connect())

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Take one payload and acknowledge it; the library does not hold on to the task this runs in."""
        task = asyncio.current_task()
        assert task is not None
        self._link.heard()
        self._under_way.add(task)
        try:
            started = monotonic()
            await send_async_response(client, request, await self._dispatch(request.payload), started)
        finally:
            self._under_way.discard(task)

    async def stop(self) -> None:
        """Let what is under way be acknowledged, then disconnect."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=DRAIN)
        client, self._client = self._client, None
        tasks: list[asyncio.Future[Any] | None] = [self._connecting]
        if client is not None:
            tasks += [client.message_processor, client.current_session_monitor, client.message_receiver]
            await client.close()  # type: ignore[no-untyped-call]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
