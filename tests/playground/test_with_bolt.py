"""Slack's own framework for apps is at home here: every kind of listener of slack_bolt, over HTTP and over sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.playground.conftest import actions, asks, button, modal, option, section


def bolt_app(pg: Playground) -> AsyncApp:
    client = AsyncWebClient(pg.bot_token, base_url=pg.api_url)
    app = AsyncApp(signing_secret=pg.signing_secret, client=client, process_before_response=True)

    @app.command("/ring")
    async def ring(ack: Any, command: Any, client: Any) -> None:
        find = {"type": "external_select", "action_id": "find", "min_query_length": 1}
        name = {"type": "plain_text_input", "action_id": "t"}
        view = modal(asks("Name", name, "n"), asks("Service", find, "s", optional=True))
        await client.views_open(trigger_id=command["trigger_id"], view=view)
        await ack()

    @app.options("find")
    async def find(ack: Any, payload: Any) -> None:
        await ack(options=[option(f"{payload['value']} one"), option(f"{payload['value']} two")])

    @app.view("ring")
    async def rang(ack: Any, body: Any, view: Any, client: Any) -> None:
        name = view["state"]["values"]["n"]["t"]["value"]
        if name == "nobody":
            await ack(response_action="errors", errors={"n": "Who is that?"})
            return
        blocks = [section(f"Rang for {name}"), actions(button("Answer", "answer"))]
        await client.chat_postMessage(channel="CITHELP", text="rang", blocks=blocks)
        await ack()

    @app.action("answer")
    async def answer(ack: Any, respond: Any) -> None:
        await respond(text="Answered", replace_original=True)
        await ack()

    @app.shortcut("ring_message")
    async def about(ack: Any, shortcut: Any, respond: Any) -> None:
        await respond(text=f"You mean: {shortcut['message']['text']}")
        await ack()

    @app.event("app_mention")
    async def mention(event: Any, say: Any) -> None:
        await say(text="You rang?", thread_ts=event["ts"])

    @app.event("message")
    async def heard() -> None:
        return None

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Home")]})

    return app


@pytest.fixture(params=["http", "socket"])
async def bolt(pg: Playground, request: pytest.FixtureRequest) -> AsyncIterator[AsyncApp]:
    app = bolt_app(pg)
    if request.param == "socket":
        handler = AsyncSocketModeHandler(app, pg.app_token, web_client=AsyncWebClient(base_url=pg.api_url))
        await handler.connect_async()
        yield app
        await handler.close_async()
        return

    async def hear(got: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(got)))

    served = web.Application()
    served.router.add_post("/slack/events", hear)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pg.point_at(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield app
    await runner.cleanup()


async def test_every_listener_of_bolt_is_reached_and_understood(bolt: AsyncApp, pg: Playground):
    mia, dana = pg.person("mia.feld"), pg.person("dana.roth")
    form = await mia.types("/ring")
    assert await form.searches("Service", "vpn") == ["vpn one", "vpn two"]
    await form.fills({"Name": "nobody"}).submits()
    assert form.errors == {"Name": "Who is that?"}
    assert not await form.fills({"Name": "Mia"}).submits()
    card = await dana.channel("#it-help").shows("Rang for Mia")
    await dana.presses(card, "Answer")
    await card.shows("Answered")
    said = await mia.says("@Bell hello", channel="#it-help")
    reply = await mia.thread(said).shows("You rang?")
    assert reply.by_app
    seen = await mia.shortcut("Ring about this", said)
    assert seen.text == "You mean: @Bell hello"
    assert (await mia.opens_home()).text == "Home"
    await pg.settle()
    assert all(sent.answer.ok for sent in pg.sent), [sent for sent in pg.sent if not sent.answer.ok]
