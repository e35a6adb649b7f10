"""A playground with a tiny app of our own in it: the app notes what it gets and answers as a test tells it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse as SlackResponse

from playground.clock import Clock
from playground.server import Playground
from playground.slack.people import Actor
from playground.slack.protocol import Json

PRIVATE = {"desk-triage", "infra-triage", "apps-triage", "sec-triage", "office-triage", "desk-admin"}
"""The private channels of the sample company."""

MANIFEST: Json = {
    "display_information": {"name": "Bell"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Bell", "always_online": True},
        "slash_commands": [
            {"command": "/ring", "description": "Ring", "usage_hint": "[words]", "should_escape": False},
            {"command": "/ringto", "description": "Ring somebody", "should_escape": True},
        ],
        "shortcuts": [
            {"name": "Ring about this", "type": "message", "callback_id": "ring_message", "description": "Rings"},
            {"name": "Ring", "type": "global", "callback_id": "ring_global", "description": "Rings"},
        ],
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened", "app_mention", "channel_archive", "channel_rename", "channel_deleted",
                "member_joined_channel", "message.channels", "message.groups", "message.im", "reaction_added",
                "team_join",
            ],
        },
        "interactivity": {"is_enabled": True},
    },
}  # fmt: skip
NINE = datetime(2026, 10, 23, 7, 0, tzinfo=UTC)

Handler = Callable[["Got"], Awaitable[object]]


class Got:
    """One request that the app got."""

    def __init__(self, kind: str, payload: Json, headers: dict[str, str]) -> None:
        self.kind = kind
        self.payload = payload
        self.headers = headers

    @property
    def event(self) -> Json:
        return dict(self.payload["event"])


class SmallApp:
    """Answers 200 and nothing, unless `answers` has a body, a status or a coroutine for the kind of request."""

    def __init__(self, signing_secret: str) -> None:
        self.got: list[Got] = []
        self.answers: dict[str, object] = {}
        self.forged = 0
        self._verifier = SignatureVerifier(signing_secret)

    async def hear(self, request: web.Request) -> web.StreamResponse:
        body = (await request.read()).decode()
        if not self._verifier.is_valid_request(body, dict(request.headers)):
            self.forged += 1
            raise web.HTTPUnauthorized
        got = self._read(request, body)
        self.got.append(got)
        answer = self.answers.get(got.kind)
        if callable(answer):
            answer = await answer(got)
        if isinstance(answer, web.StreamResponse):
            return answer
        if isinstance(answer, int):
            return web.Response(status=answer)
        return web.json_response(answer) if isinstance(answer, dict) else web.Response(text=str(answer or ""))

    def _read(self, request: web.Request, body: str) -> Got:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if request.content_type == "application/json":
            payload: Json = json.loads(body)
            return Got(payload.get("event", payload)["type"], payload, headers)
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        if "payload" in form:
            payload = json.loads(form["payload"])
            return Got(payload["type"], payload, headers)
        return Got("command", form, headers)

    def of(self, kind: str) -> list[Got]:
        return [got for got in self.got if got.kind == kind]


@asynccontextmanager
async def playing(clock: Clock) -> AsyncIterator[Playground]:
    """A Slack that runs."""
    playground = await Playground.start(manifest=MANIFEST, clock=clock, pacing=False)
    yield playground
    await playground.stop()


@asynccontextmanager
async def listening(pg: Playground) -> AsyncIterator[SmallApp]:
    """The small app at the address that the Slack tells what happens."""
    small = SmallApp(pg.signing_secret)
    served = web.Application()
    served.router.add_post("/slack/events", small.hear)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pg.point_at(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield small
    pg.heal()
    await pg.settle()
    await runner.cleanup()
    assert not small.forged, "Slack's own verifier refused a signature"


def speaking(pg: Playground) -> AsyncWebClient:
    """The app's own way to the Slack."""
    return AsyncWebClient(pg.bot_token, base_url=pg.api_url, retry_handlers=[], timeout=5)


@pytest.fixture
def clock() -> Clock:
    return Clock(NINE)


@pytest.fixture
async def pg(clock: Clock) -> AsyncIterator[Playground]:
    async with playing(clock) as playground:
        yield playground


@pytest.fixture
async def app(pg: Playground) -> AsyncIterator[SmallApp]:
    async with listening(pg) as small:
        yield small


@pytest.fixture
async def client(pg: Playground) -> AsyncWebClient:
    return speaking(pg)


@pytest.fixture
def mia(pg: Playground) -> Actor:
    return pg.person("mia.feld")


def section(text: str, **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str = "press", **more: object) -> Json:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action_id, **more}


def actions(*elements: Json, block_id: str = "row") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def asks(label: str, element: Json, block_id: str, **more: object) -> Json:
    words = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": block_id, "label": words, "element": element, **more}


def option(text: str) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": text.lower()}


def modal(*blocks: Json, title: str = "Ring", **more: object) -> Json:
    return {
        "type": "modal", "title": {"type": "plain_text", "text": title}, "callback_id": "ring",
        "submit": {"type": "plain_text", "text": "Send"}, "blocks": list(blocks), **more,
    }  # fmt: skip


def opens(client: AsyncWebClient, view: Json) -> Handler:
    """An answer that opens this form."""

    async def answer(got: Got) -> None:
        await client.views_open(trigger_id=got.payload["trigger_id"], view=view)

    return answer


async def refused(call: Awaitable[object], code: str) -> SlackResponse:
    """Make a call that Slack refuses with this code; returns its answer."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: SlackResponse = caught.value.response
    assert answer["error"] == code
    return answer
