"""The yardstick for presses: a Bolt app that acknowledges and does nothing else. Prints its address and serves."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def serve() -> None:
    """Listen on a free port of loopback."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0NORD", bot_user_id="UB", bot_id="B", bot_token="xoxb-1")

    app = AsyncApp(signing_secret="secret", authorize=authorize, process_before_response=True)

    async def nothing(ack: Any) -> None:
        await ack()

    app.action(re.compile(".*"))(nothing)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.add_routes([web.post("/slack/events", handle)])
    runner = web.AppRunner(site)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}/slack/events", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
