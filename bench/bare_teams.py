"""Yardsticks for Teams: the same message answered with one post, by botbuilder unaided or by aiohttp and PyJWT alone.

`botbuilder` fetches a token in every turn on the event loop, as the library does (with requests, as msal does; what
msal does besides is left out, since it insists on the hosts of Microsoft). `botbuilder-token` is given its token: the
kindest setting. `bare` checks the token, posts and answers, nothing else. Prints its address and serves.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import aiohttp
import jwt
import requests
from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    BotFrameworkAuthenticationFactory,
    MicrosoftAppCredentials,
    ServiceClientCredentialsFactory,
)

from bench.teams_bot import Ticker

Json: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]

PATH = "/api/messages"
ISSUER = "https://api.botframework.com"
REPLY = "Hello"


def fetch_token() -> str:
    """A token of the login, while everything else waits."""
    url = f"{os.environ['TEAMS_LOGIN_URL']}/{os.environ['TEAMS_TENANT_ID']}/oauth2/v2.0/token"
    return str(requests.post(url, data={"grant_type": "client_credentials"}, timeout=60).json()["access_token"])


class TurnCredentials(MicrosoftAppCredentials):  # type: ignore[misc, unused-ignore]
    """Credentials as the library makes them in every turn."""

    def __init__(self, app_id: str, token: str) -> None:
        super().__init__(app_id, "")
        self._token = token

    def get_access_token(self, force_refresh: bool = False) -> str:
        """The token that was given, else a new one."""
        return self._token or fetch_token()


class Factory(ServiceClientCredentialsFactory):  # type: ignore[misc, unused-ignore]
    """Makes them; `token` empty lets each fetch its own."""

    def __init__(self, app_id: str, token: str) -> None:
        self._app_id = app_id
        self._token = token

    async def is_valid_app_id(self, app_id: str) -> bool:
        """Whether it is ours."""
        return app_id == self._app_id

    async def is_authentication_disabled(self) -> bool:
        """Never."""
        return False

    async def create_credentials(self, *about: object, **more: object) -> TurnCredentials:
        """One more."""
        return TurnCredentials(self._app_id, self._token)


def botbuilder(token: str) -> Handler:
    """Microsoft's adapter as it comes, on the event loop."""
    authentication = BotFrameworkAuthenticationFactory.create(
        to_channel_from_bot_login_url=os.environ["TEAMS_LOGIN_URL"],
        to_channel_from_bot_oauth_scope=ISSUER,
        to_bot_from_channel_token_issuer=ISSUER,
        oauth_url=ISSUER,
        to_bot_from_channel_open_id_metadata_url=os.environ["TEAMS_OPENID_METADATA_URL"],
        to_bot_from_emulator_open_id_metadata_url=os.environ["TEAMS_OPENID_METADATA_URL"],
        credential_factory=Factory(os.environ["TEAMS_APP_ID"], token),
        auth_configuration=AuthenticationConfiguration(),
    )
    adapter = CloudAdapterBase(authentication)

    async def turn(context: TurnContext) -> None:
        await context.send_activity(REPLY)

    async def handle(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        await adapter.process_activity(request.headers["Authorization"], activity, turn)
        return web.Response()

    return handle


def bare(token: str, session: aiohttp.ClientSession) -> Handler:
    """The least that is a bot: one check, one post."""
    metadata = requests.get(os.environ["TEAMS_OPENID_METADATA_URL"], timeout=60).json()
    keys = {key["kid"]: jwt.PyJWK(key).key for key in requests.get(metadata["jwks_uri"], timeout=60).json()["keys"]}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def handle(request: web.Request) -> web.Response:
        signed = request.headers["Authorization"].removeprefix("Bearer ")
        key = keys[jwt.get_unverified_header(signed)["kid"]]
        jwt.decode(signed, key, algorithms=["RS256"], audience=os.environ["TEAMS_APP_ID"], issuer=ISSUER)
        heard: Json = await request.json()
        url = f"{heard['serviceUrl']}/v3/conversations/{heard['conversation']['id']}/activities"
        body = json.dumps({"type": "message", "text": REPLY})
        async with session.post(url, data=body, headers=headers) as answer:
            await answer.read()
        return web.Response()

    return handle


async def serve(how: str, ticking: bool) -> None:
    """Listen on a free port of loopback."""
    async with aiohttp.ClientSession() as session:
        if how == "bare":
            handle = bare(fetch_token(), session)
        else:
            handle = botbuilder("" if how == "botbuilder" else fetch_token())
        site = web.Application()
        site.add_routes([web.post(PATH, handle)])
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        task = Ticker().start() if ticking else None
        print(f"http://{host}:{port}", flush=True)
        await asyncio.Event().wait()
        del task


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], "--ticker" in sys.argv))
