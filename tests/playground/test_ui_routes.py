"""The routes that the page in the browser stands on: a viewer's state, messages, forms, news and hands."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import Clock
from playground.server import Playground
from playground.slack.protocol import Json
from tests.playground.conftest import Got, SmallApp, actions, asks, button, modal, option, section

MIA = {"as": "UMIAFELD"}


@pytest.fixture
async def page(pg: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(pg.url) as session:
        yield session


async def get(
    page: aiohttp.ClientSession, path: str, status: int = 200, viewer: str = "UMIAFELD", **query: str
) -> Json:
    async with page.get(path, params={"as": viewer, **query}) as answer:
        assert answer.status == status
        body: Json = await answer.json()
        return body


async def post(page: aiohttp.ClientSession, path: str, status: int = 200, **body: object) -> Json:
    async with page.post(path, json={**MIA, **body}) as answer:
        assert answer.status == status, await answer.text()
        answered: Json = await answer.json()
        return answered


async def test_the_state_names_people_channels_and_the_app(page, pg: Playground):
    pg.admin.kick("#office-help", "mia.feld")
    state = await get(page, "/ui/state")
    assert (state["me"], state["team"]["name"]) == ("UMIAFELD", "Nordlicht GmbH")
    channels = {channel["name"]: channel for channel in state["channels"] if channel["name"]}
    assert channels["it-help"]["is_member"]
    assert not channels["office-help"]["is_member"]
    assert "desk-triage" not in channels
    direct = [channel for channel in state["channels"] if channel["is_im"]]
    assert [channel["user"] for channel in direct] == ["U0APPBOT"]
    app = state["app"]
    assert (app["name"], app["bot_user"], app["home"]) == ("Bell", "U0APPBOT", True)
    assert app["commands"][0] == {"command": "/ring", "usage_hint": "[words]", "description": "Ring"}
    assert {"type": "message", "name": "Ring about this", "callback_id": "ring_message"} in app["shortcuts"]


async def test_a_stranger_is_told_so(page, pg: Playground):
    assert "no such person" in (await get(page, "/ui/state", 400, viewer="UNOBODY"))["error"]
    assert "private" in (await get(page, "/ui/messages", 400, channel="CSECTRIAGE"))["error"]
    assert "channel" in (await post(page, "/ui/say", 400, text="x"))["error"]
    pg.admin.kick("#office-help", "mia.feld")
    assert "Join" in (await post(page, "/ui/say", 400, channel="COFFICEHELP", text="x"))["error"]


async def test_messages_threads_and_private_ones_are_read(page, client: AsyncWebClient):
    root = await client.chat_postMessage(channel="CITHELP", text="root")
    await client.chat_postEphemeral(channel="CITHELP", user="UMIAFELD", text="psst")
    await client.chat_postMessage(channel="CITHELP", text="reply", thread_ts=root["ts"])
    assert (await get(page, "/ui/state"))["channels"][0]["unread"] == 1
    seen = (await get(page, "/ui/messages", channel="CITHELP"))["messages"]
    assert [(m["text"], m.get("is_ephemeral"), m.get("reply_count")) for m in seen] == [
        ("root", None, 1), ("psst", True, None),
    ]  # fmt: skip
    assert (await get(page, "/ui/state"))["channels"][0]["unread"] == 0
    thread = (await get(page, "/ui/messages", channel="CITHELP", thread_ts=root["ts"]))["messages"]
    assert [m["text"] for m in thread] == ["root", "reply"]
    others = await get(page, "/ui/messages", channel="CITHELP", viewer="UDANAROTH")
    assert [m["text"] for m in others["messages"]] == ["root"]


async def test_hands_say_edit_react_and_delete(page, pg: Playground, app: SmallApp):
    picture = {"name": "a.png", "content_b64": base64.b64encode(b"png").decode(), "mimetype": "image/png"}
    said = await post(page, "/ui/say", channel="CITHELP", text="hello", files=[picture])
    where: Json = {"channel": "CITHELP", "ts": said["ts"]}
    await post(page, "/ui/react", **where, name="eyes")
    assert "Already reacted" in (await post(page, "/ui/react", 400, **where, name="eyes"))["error"]
    await post(page, "/ui/react", **where, name="eyes", remove=True)
    await post(page, "/ui/edit", **where, text="hello again")
    message = (await get(page, "/ui/messages", channel="CITHELP"))["messages"][0]
    assert (message["text"], message["edited"]["user"]) == ("hello again", "UMIAFELD")
    async with page.get(message["files"][0]["url_private"], params=MIA) as file:
        assert (await file.read(), file.content_type) == (b"png", "image/png")
    await post(page, "/ui/delete", **where)
    assert (await get(page, "/ui/messages", channel="CITHELP"))["messages"] == []
    assert (await post(page, "/ui/open_dm", user="UDANAROTH"))["channel"].startswith("D")
    pg.admin.kick("#office-help", "mia.feld")
    await post(page, "/ui/join", channel="COFFICEHELP")
    await post(page, "/ui/say", channel="COFFICEHELP", text="hi")


async def test_a_message_is_shared_in_another_conversation(page, pg: Playground, app: SmallApp):
    picture = {"name": "a.png", "content_b64": base64.b64encode(b"png").decode(), "mimetype": "image/png"}
    said = await post(page, "/ui/say", channel="CITHELP", text="the *beamer* shows this", files=[picture])
    await post(page, "/ui/share", channel="CITHELP", ts=said["ts"], to="COFFICEHELP", text="see")
    [shared] = (await get(page, "/ui/messages", channel="COFFICEHELP"))["messages"]
    [attached] = shared["attachments"]
    assert (shared["text"], attached["author_name"], attached["is_share"]) == ("see", "Mia Feld", True)
    assert "beamer" in attached["text"]
    assert [file["name"] for file in attached["files"]] == ["a.png"]
    await post(page, "/ui/share", 400, channel="CITHELP", ts="1.0", to="COFFICEHELP")


async def test_a_command_opens_a_form_that_is_filled_and_submitted(page, app: SmallApp, client):
    name = {"type": "plain_text_input", "action_id": "t"}
    search = {"type": "external_select", "action_id": "e"}

    async def opens(got: Got) -> None:
        form = modal(asks("Name", name, "n"), asks("Service", search, "s", optional=True), actions(button("Go")))
        await client.views_open(trigger_id=got.payload["trigger_id"], view=form)

    app.answers["command"] = opens
    ring: Json = {"channel": "CITHELP", "command": "/ring", "text": ""}
    assert await post(page, "/ui/command", **ring) == {"ok": True}
    view = (await get(page, "/ui/views"))["stack"][0]
    assert (view["title"]["text"], view["errors"]) == ("Ring", {})
    app.answers["block_suggestion"] = {"options": [option("VPN")]}
    container = {"type": "view", "view_id": view["id"]}
    asked = await post(page, "/ui/options", container=container, block_id="s", action_id="e", value="v")
    assert asked["options"] == [option("VPN")]
    empty = await post(page, "/ui/submit", view_id=view["id"], values={})
    assert empty == {"ok": False, "errors": {"n": "Please complete this required field."}}
    assert (await get(page, "/ui/views"))["stack"][0]["errors"] == empty["errors"]
    values = {"n": {"t": {"type": "plain_text_input", "value": "Mia"}}}
    press = {"block_id": "row", "action_id": "press", "type": "button"}
    assert await post(page, "/ui/action", container=container, action=press, state={"values": values}) == {"ok": True}
    assert app.of("block_actions")[0].payload["view"]["state"]["values"]["n"]["t"]["value"] == "Mia"
    assert await post(page, "/ui/submit", view_id=view["id"], values=values) == {"ok": True}
    assert (await get(page, "/ui/views"))["stack"] == []
    assert "closed" in (await post(page, "/ui/submit", 400, view_id=view["id"], values=values))["error"]
    app.answers["command"] = 500
    assert "dispatch_failed" in (await post(page, "/ui/command", **ring))["error"]


async def test_a_form_belongs_to_its_person(page, app: SmallApp, client, pg: Playground):
    await pg.person("dana.roth").types("/ring")
    trigger = app.got[-1].payload["trigger_id"]
    view = (await client.views_open(trigger_id=trigger, view=modal(section("x"))))["view"]
    assert "closed" in (await post(page, "/ui/submit", 400, view_id=view["id"], values={}))["error"]


async def test_news_comes_as_it_happens_and_only_to_who_may_see_it(page, pg: Playground, client: AsyncWebClient):
    async with page.get("/ui/events", params=MIA) as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readline()
        await client.chat_postMessage(channel="CSECTRIAGE", text="private")
        await client.chat_postEphemeral(channel="CITHELP", user="UDANAROTH", text="not for mia")
        posted = await client.chat_postMessage(channel="CITHELP", text="x")
        pg.clock.advance(60)
        heard: list[Json] = []
        async with asyncio.timeout(60):
            while len(heard) < 2:
                line = (await stream.content.readline()).decode()
                if line.startswith("data: "):
                    heard.append(json.loads(line[6:]))
    assert heard == [{"type": "message", "channel": "CITHELP", "ts": posted["ts"]}, {"type": "clock"}]


async def test_the_clock_is_pushed_by_hand(page, clock: Clock):
    before = await get(page, "/ui/clock")
    pushed = await post(page, "/ui/clock", advance_seconds=3600)
    assert (before["offset_seconds"], pushed["offset_seconds"]) == (0, 3600)
    assert (await get(page, "/ui/clock"))["now"] == clock.now().isoformat() == pushed["now"]
    for nonsense in (-1, "soon", None):
        assert "forward" in (await post(page, "/ui/clock", 400, advance_seconds=nonsense))["error"]


async def test_the_page_is_served_and_nothing_beside_it(page):
    async with page.get("/static/../server.py") as answer:
        assert answer.status == 404
    async with page.get("/static/%2e%2e/server.py") as answer:
        assert answer.status == 404


async def test_without_an_app_a_command_fails_politely(clock: Clock):
    pg = await Playground.start(manifest={"features": {"slash_commands": [{"command": "/ring"}]}}, clock=clock)
    async with aiohttp.ClientSession(pg.url) as page:
        failed = await post(page, "/ui/command", channel="CITHELP", command="/ring", text="")
        assert failed == {"ok": False, "error": "/ring failed with the error dispatch_failed"}
        assert (await get(page, "/ui/state"))["app"]["connected"] is False
        assert (await get(page, "/ui/home"))["view"] is None
        await post(page, "/ui/say", channel="CITHELP", text="nobody listens")
    await pg.stop()


async def test_more_than_can_be_sent_at_once_is_answered_with_a_sentence(page):
    body = json.dumps({**MIA, "channel": "CITHELP", "text": "x" * 45 * 1024 * 1024}).encode()
    async with page.post("/ui/say", data=io.BytesIO(body), headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 413
        assert "smaller files" in (await answer.json())["error"]
