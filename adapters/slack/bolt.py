"""Bolt as Deskbell has it: who we are is known already, and one listener hears whatever is left to be heard.

Bolt answers Slack's own checks (`ssl_check`, `url_verification`) and keeps out what the bot did itself. A listener of
its usual kind is found by a row of patterns and called with thirty arguments that are made for each request, which is
more work than all the rest of Bolt. So ours stands at the end of Bolt's chain, as a middleware, which is handed the
request as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.identity import Installation

Listen: TypeAlias = Callable[[dict[str, Any]], Awaitable[BoltResponse]]
"""Hears a payload, one that nobody knows as well, and gives its acknowledgement."""

_log = logging.getLogger(__name__)
# Below this level Bolt writes whole requests, with what people wrote, into the log.
_log.setLevel(logging.ERROR)


def bolt_app(base_url: str, installation: Installation, listen: Listen) -> AsyncApp:
    """A Bolt that calls `listen` with each payload it does not answer itself."""
    bolt = AsyncApp(
        name="Deskbell",  # else it reads the source of whoever called it
        logger=_log,
        # A client of its own, which is never called: with ours, Bolt would take its token and call auth.test.
        client=AsyncWebClient(base_url=base_url, retry_handlers=[], logger=_log),
        authorize=_Known(installation),
        process_before_response=True,
        request_verification_enabled=False,  # the guard has done it, without tripping over garbage
        attaching_function_token_enabled=False,  # we have no step in anybody's workflow
    )
    bolt.use(_Listener(listen))
    return bolt


class _Known(AsyncAuthorize):
    """Who we are, as asked once: Bolt's own authorizations ask Slack before every acknowledgement."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def __call__(self, **_: Any) -> AuthorizeResult:
        """The same for whoever sends a request: an installation has one team."""
        me = await self._installation.identity()
        return AuthorizeResult(enterprise_id=me.enterprise, team_id=me.team, bot_id=me.bot_id, bot_user_id=me.bot_user)


class _Listener(AsyncMiddleware):
    """The end of Bolt's chain: who answers without `next` is the last who was asked."""

    def __init__(self, listen: Listen) -> None:
        self._listen = listen

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """The acknowledgement of what was heard. Nothing goes on to Bolt's advice on what nobody listens for."""
        return await self._listen(req.body)
