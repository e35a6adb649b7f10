"""How Slack speaks with the app: retries, faults, limits, Socket Mode, scopes, the clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.server import Playground
from playground.slack.server import load
from tests.playground.conftest import MANIFEST, NINE, PRIVATE, Got, SmallApp, modal, refused, section

# events come again


async def test_an_event_that_is_not_taken_comes_again_at_once_after_a_minute_and_after_five(pg, app: SmallApp):
    app.answers["message"] = 503
    await pg.person("mia.feld").says("hello", channel="#it-help")
    retries = [(got.headers.get("x-slack-retry-num"), got.headers.get("x-slack-retry-reason")) for got in app.got]
    assert retries == [(None, None), ("1", "http_error")]
    for seconds, count in ((59, 2), (1, 3), (299, 3), (1, 4), (3600, 4)):
        pg.clock.advance(seconds)
        await pg.settle()
        assert len(app.got) == count
    assert [got.headers.get("x-slack-retry-num") for got in app.got] == [None, "1", "2", "3"]
    assert len({got.payload["event_id"] for got in app.got}) == 1


async def test_an_event_that_is_taken_or_waved_off_does_not_come_again(pg: Playground, app: SmallApp):
    await pg.person("mia.feld").says("one", channel="#it-help")
    assert len(app.got) == 1

    async def waves_off(got: Got) -> web.Response:
        return web.Response(status=500, headers={"x-slack-no-retry": "1"})

    app.answers["message"] = waves_off
    await pg.person("mia.feld").says("two", channel="#it-help")
    assert len(app.got) == 2


async def test_an_event_can_be_delivered_twice_by_hand(pg: Playground, app: SmallApp):
    await pg.person("mia.feld").says("hello", channel="#it-help")
    await pg.resend(pg.sent[-1])
    assert app.got[0].payload == app.got[1].payload
    assert app.got[1].headers["x-slack-retry-num"] == "1"


async def test_settling_waits_for_what_is_on_its_way(pg: Playground, app: SmallApp):
    released = asyncio.Event()

    async def slow(got) -> None:
        await released.wait()

    app.answers["message"] = slow
    saying = asyncio.create_task(pg.person("mia.feld").says("hello", channel="#it-help"))
    await pg.until(lambda: len(pg.person("dana.roth").channel("#it-help").messages) == 1)
    settling = asyncio.create_task(pg.settle())
    await asyncio.sleep(0)
    assert not settling.done()
    released.set()
    await settling
    await saying


async def test_the_request_url_is_verified_by_a_challenge(pg: Playground, app: SmallApp):
    async def echo(got) -> dict:
        return {"challenge": got.payload["challenge"]}

    assert not await pg.verify_url()
    app.answers["url_verification"] = echo
    assert await pg.verify_url()


async def test_it_never_speaks_to_another_machine(pg: Playground):
    with pytest.raises(ValueError, match="loopback"):
        pg.point_at("https://desk.example/slack/events")
    with pytest.raises(ValueError, match="this machine"):
        await Playground.start(host="0.0.0.0")
    manifest = {**MANIFEST, "settings": {"event_subscriptions": {"request_url": "https://desk.example/slack/events"}}}
    elsewhere = await Playground.start(manifest=manifest)
    assert not elsewhere.slack.outbound.reachable
    await elsewhere.stop()


# faults and limits


async def test_faults_strike_as_often_as_they_are_told_and_only_where(pg: Playground, client: AsyncWebClient):
    pg.faults("chat.postMessage", "error", error="fatal_error", times=2, where={"channel": "CITHELP"})
    await client.chat_postMessage(channel="CITSTATUS", text="elsewhere")
    await refused(client.chat_postMessage(channel="CITHELP", text="1"), "fatal_error")
    await refused(client.chat_postMessage(channel="CITHELP", text="2"), "fatal_error")
    await client.chat_postMessage(channel="CITHELP", text="3")
    assert pg.person("mia.feld").channel("#it-help").texts == ["3"]


async def test_a_rate_limit_answers_429_with_its_pause(pg: Playground, client: AsyncWebClient):
    pg.faults("chat.postMessage", "ratelimited", retry_after=7)
    error = await refused(client.chat_postMessage(channel="CITHELP", text="x"), "ratelimited")
    assert (error.status_code, error.headers["Retry-After"]) == (429, "7")


async def test_a_dropped_connection_may_or_may_not_have_posted(pg: Playground, client: AsyncWebClient):
    mia = pg.person("mia.feld")
    for kind, count in (("reset_before", 0), ("reset_after", 1)):
        pg.faults("chat.postMessage", kind)
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel="CITHELP", text=kind)
        assert len(mia.channel("#it-help").messages) == count
    pg.faults("chat.postMessage", "http_500")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="CITHELP", text="x")
    assert caught.value.response.status_code == 500


async def test_a_call_can_hang_until_it_is_let_go(pg: Playground):
    impatient = AsyncWebClient(pg.bot_token, base_url=pg.api_url, retry_handlers=[], timeout=1)
    pg.faults("chat.postMessage", "timeout_after")
    calling = asyncio.create_task(impatient.chat_postMessage(channel="CITHELP", text="x"))
    await pg.until(lambda: len(pg.person("mia.feld").channel("#it-help").messages) == 1)
    pg.heal()
    with pytest.raises(aiohttp.ClientError):
        await calling


async def test_faults_and_the_log_work_by_request_too(pg: Playground, client: AsyncWebClient):
    async with aiohttp.ClientSession(pg.url) as session:
        fault = {"method": "chat.postMessage", "kind": "error", "error": "internal_error", "times": 3}
        assert (await session.post("/faults", json=fault)).status == 200
        assert (await session.post("/faults", json={"method": "x", "kind": "meteor"})).status == 400
        await refused(client.chat_postMessage(channel="CITHELP", text="x"), "internal_error")
        await session.delete("/faults")
        await client.chat_postMessage(channel="CITHELP", text="y")
        calls = (await (await session.get("/log")).json())["calls"]
        assert [(c["method"], c["args"]["text"], c["answer"]["ok"]) for c in calls] == [
            ("chat.postMessage", "x", False), ("chat.postMessage", "y", True),
        ]  # fmt: skip
        assert pg.bot_token not in str(calls)
        assert (await session.post("/admin/archive", json={"channel": "#it-help"})).status == 200
        assert (await session.post("/admin/archive", json={"channel": "#nowhere"})).status == 400
        assert (await session.post("/admin/explode")).status == 404
    await refused(client.chat_postMessage(channel="CITHELP", text="z"), "is_archived")


async def test_a_channel_takes_a_burst_and_then_one_message_a_second(pg: Playground, client: AsyncWebClient):
    pg.slack.pacing.on, pg.slack.pacing.burst = True, 3
    for number in range(3):
        await client.chat_postMessage(channel="CITHELP", text=str(number))
    error = await refused(client.chat_postMessage(channel="CITHELP", text="3"), "ratelimited")
    assert (error.status_code, error.headers["Retry-After"]) == (429, "1")
    await client.chat_postMessage(channel="CITSTATUS", text="other channels are free")
    pg.clock.advance(1)
    await client.chat_postMessage(channel="CITHELP", text="3")


async def test_an_uninstalled_app_is_worth_nothing(pg: Playground, client: AsyncWebClient, app: SmallApp):
    pg.admin.uninstall()
    await refused(client.auth_test(), "account_inactive")
    await pg.person("mia.feld").says("hello", channel="#it-help")
    assert app.got == []


# scopes


async def test_a_manifest_with_scopes_holds_the_app_to_them(clock: Clock):
    manifest = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["chat:write", "users:read", "channels:history"]}}}
    pg = await Playground.start(manifest=manifest, clock=clock)
    client = AsyncWebClient(pg.bot_token, base_url=pg.api_url)
    posted = await client.chat_postMessage(channel="CITHELP", text="x")
    assert posted.headers["x-oauth-scopes"] == "channels:history,chat:write,users:read"
    await client.conversations_history(channel="CITHELP")
    error = await refused(client.reactions_add(channel="CITHELP", timestamp="1", name="eyes"), "missing_scope")
    assert error["needed"] == "reactions:write"
    await refused(client.conversations_history(channel="CSECTRIAGE"), "missing_scope")
    await refused(client.users_lookupByEmail(email="dana.roth@nordlicht.example"), "missing_scope")
    assert "email" not in (await client.users_info(user="UDANAROTH"))["user"]["profile"]
    await pg.stop()


# Socket Mode


async def test_everything_comes_over_a_socket_too(pg: Playground):
    heard: list[SocketModeRequest] = []
    client = AsyncWebClient(pg.bot_token, base_url=pg.api_url)

    async def hear(socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        payload = None
        if request.type == "slash_commands":
            await client.views_open(trigger_id=request.payload["trigger_id"], view=modal(section("over a socket")))
            payload = {"text": "hello from the socket"}
        await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    app_client = AsyncWebClient(pg.app_token, base_url=pg.api_url)
    sockets = SocketModeClient(app_token=pg.app_token, web_client=app_client, auto_reconnect_enabled=False)
    sockets.socket_mode_request_listeners.append(hear)
    await sockets.connect()
    mia = pg.person("mia.feld")
    form = await mia.types("/ring a bell")
    assert form.text.endswith("over a socket")
    assert mia.ephemerals[0].text == "hello from the socket"
    await form.submits()
    await mia.says("hello", channel="#it-help")
    assert [request.type for request in heard] == ["slash_commands", "interactive", "events_api"]
    assert heard[0].accepts_response_payload
    await sockets.close()
    async with aiohttp.ClientSession() as session, session.get(f"{pg.url}/socket?ticket=guess") as answer:
        assert answer.status == 403


async def test_a_socket_needs_the_app_token(pg: Playground, client: AsyncWebClient):
    await refused(client.api_call("apps.connections.open"), "not_allowed_token_type")


# the clock


async def test_time_stands_still_until_it_is_moved_and_never_goes_back():
    clock = Clock(NINE)
    moved: list[datetime] = []
    end = clock.subscribe(lambda: moved.append(clock.now()))
    assert clock.now() == NINE
    clock.advance(90)
    clock.set(NINE + timedelta(hours=1))
    assert moved == [NINE + timedelta(seconds=90), NINE + timedelta(hours=1)]
    end()
    clock.advance(1)
    assert len(moved) == 2
    with pytest.raises(ValueError, match="forward"):
        clock.set(NINE)
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2026, 10, 23))  # noqa: DTZ001  the refusal of a naive instant is what is tested
    running = Clock()
    running.advance(3600)
    assert abs((running.now() - datetime.now(UTC)).total_seconds() - 3600) < 5


def test_nordlicht_has_everybody_in_their_channels():
    company = load("nordlicht")
    handles = {person["handle"] for person in company["people"]}
    assert len(handles) == 24
    assert {name for channel in company["channels"] for name in channel["members"]} <= handles
    assert sorted(c["name"] for c in company["channels"] if c["private"]) == sorted(PRIVATE)
