"""A Teams with a tiny app of our own in it: it checks tokens with Microsoft's own code, notes and answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web
from botbuilder.schema import Activity
from botframework.connector.auth import (
    ChannelValidation,
    JwtTokenExtractor,
    JwtTokenValidation,
    SimpleCredentialProvider,
)

from playground.clock import Clock
from playground.slack.protocol import Json
from playground.teams.people import Actor
from playground.teams.protocol import CARD
from playground.teams.server import APP_ID, TeamsPlayground

MANIFEST: Json = {
    "name": {"short": "Bell"},
    "bots": [{"botId": APP_ID, "scopes": ["personal", "team", "groupChat"]}],
    "composeExtensions": [
        {
            "botId": APP_ID,
            "commands": [
                {
                    "type": "action",
                    "id": "about",
                    "title": "Ring about this",
                    "context": ["message"],
                    "fetchTask": True,
                },
                {"type": "action", "id": "ring", "title": "Ring", "context": ["compose"], "fetchTask": True},
            ],
        }
    ],
}
NINE = datetime(2026, 10, 23, 7, 0, tzinfo=UTC)


class SmallApp:
    """Answers 200 and nothing, unless `answers` has a body, a status or a coroutine for the kind of activity."""

    def __init__(self, pg: TeamsPlayground) -> None:
        self.got: list[Json] = []
        self.answers: dict[str, object] = {}
        self.refused: list[str] = []
        self._credentials = SimpleCredentialProvider(pg.app_id, pg.app_password)

    async def hear(self, request: web.Request) -> web.StreamResponse:
        activity: Json = await request.json()
        header = request.headers.get("Authorization", "")
        try:
            # Microsoft's code asks for the keys synchronously, so that it needs a thread of its own.
            await asyncio.to_thread(lambda: asyncio.run(self._check(activity, header)))
        except Exception as refusal:  # noqa: BLE001  (it refuses with bare exceptions, which the test reads)
            self.refused.append(f"{type(refusal).__name__}: {refusal}")
            return web.Response(status=401)
        self.got.append(activity)
        answer = self.answers.get(str(activity.get("name") or activity["type"]))
        if callable(answer):
            answer = await answer(activity)
        if isinstance(answer, int):
            return web.Response(status=answer)
        return web.Response(text=answer) if isinstance(answer, str) else web.json_response(answer)

    async def _check(self, activity: Json, header: str) -> None:
        await JwtTokenValidation.authenticate_request(Activity().deserialize(activity), header, self._credentials)

    def of(self, kind: str) -> list[Json]:
        return [activity for activity in self.got if kind in (activity["type"], activity.get("name"))]


@dataclass
class Given:
    """What the Connector answered."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


class Client:
    """The app's own way to the Connector: a token from the login and plain requests."""

    def __init__(self, pg: TeamsPlayground, session: aiohttp.ClientSession) -> None:
        self._pg = pg
        self._session = session
        self.header = ""

    async def login(self, **other: str) -> Given:
        form = {
            "grant_type": "client_credentials", "client_id": self._pg.app_id, "client_secret": self._pg.app_password,
            "scope": "https://api.botframework.com/.default",
        }  # fmt: skip
        tenant = other.pop("tenant", self._pg.tenant_id)
        url = f"{self._pg.login_url}/{tenant}/oauth2/v2.0/token"
        async with self._session.post(url, data=form | other) as response:
            given = Given(response.status, await response.json(), dict(response.headers))
        if given.status == 200:
            self.header = f"Bearer {given.body['access_token']}"
        return given

    async def call(self, method: str, path: str, body: object = None, **query: str) -> Given:
        raw = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": self.header, "Content-Type": "application/json"}
        url = f"{self._pg.service_url}v3/{path}"
        async with self._session.request(method, url, data=raw, headers=headers, params=query) as response:
            text = await response.text()
            return Given(response.status, json.loads(text) if text else {}, dict(response.headers))

    async def send(self, place: str, activity: Json | str, **query: str) -> Given:
        activity = says(activity) if isinstance(activity, str) else activity
        return await self.call("POST", f"conversations/{quote(place, safe='')}/activities", activity, **query)

    async def update(self, place: str, identity: str, activity: Json, **query: str) -> Given:
        return await self.call("PUT", f"conversations/{quote(place, safe='')}/activities/{identity}", activity, **query)

    async def delete(self, place: str, identity: str, **query: str) -> Given:
        return await self.call("DELETE", f"conversations/{quote(place, safe='')}/activities/{identity}", **query)

    async def chat(self, who: str, **more: object) -> Given:
        about = {"members": [{"id": who}], "tenantId": self._pg.tenant_id, "bot": {"id": f"28:{self._pg.app_id}"}}
        return await self.call("POST", "conversations", about | more)


@asynccontextmanager
async def playing(clock: Clock) -> AsyncIterator[TeamsPlayground]:
    """A Teams that runs."""
    playground = await TeamsPlayground.start(manifest=MANIFEST, clock=clock, pacing=False)
    yield playground
    await playground.stop()


@asynccontextmanager
async def listening(pg: TeamsPlayground) -> AsyncIterator[SmallApp]:
    """The small app at the address that the Teams tells what happens."""
    small = SmallApp(pg)
    served = web.Application()
    served.router.add_post("/api/messages", small.hear)
    runner = web.AppRunner(served, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pg.point_at(f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages")
    yield small
    pg.heal()
    await pg.settle()
    await runner.cleanup()


@asynccontextmanager
async def speaking(pg: TeamsPlayground) -> AsyncIterator[Client]:
    """The app's own way to the Connector, logged in."""
    async with aiohttp.ClientSession() as session:
        made = Client(pg, session)
        assert (await made.login()).status == 200
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock(NINE)


@pytest.fixture
async def pg(clock: Clock) -> AsyncIterator[TeamsPlayground]:
    async with playing(clock) as playground:
        yield playground


@pytest.fixture
def microsoft(pg: TeamsPlayground) -> Iterator[None]:
    """Microsoft's token check looks for its keys in this Teams, and not at what it found at the same port before."""
    JwtTokenExtractor.metadataCache.clear()
    before = ChannelValidation.open_id_metadata_endpoint
    ChannelValidation.open_id_metadata_endpoint = pg.openid_metadata_url
    yield
    ChannelValidation.open_id_metadata_endpoint = before


@pytest.fixture
async def app(pg: TeamsPlayground, microsoft: None) -> AsyncIterator[SmallApp]:
    async with listening(pg) as small:
        yield small


@pytest.fixture
async def client(pg: TeamsPlayground) -> AsyncIterator[Client]:
    async with speaking(pg) as made:
        yield made


@pytest.fixture
def mia(pg: TeamsPlayground) -> Actor:
    return pg.person("mia.feld")


@pytest.fixture
def dana(pg: TeamsPlayground) -> Actor:
    return pg.person("dana.roth")


HELP = "19:ithelp@thread.tacv2"
TRIAGE = "19:desktriage@thread.tacv2"


def says(text: str, **more: object) -> Json:
    return {"type": "message", "text": text, **more}


def text_block(text: str, **more: object) -> Json:
    return {"type": "TextBlock", "text": text, **more}


def card(*body: Json, **more: object) -> Json:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


def shows(content: Json) -> Json:
    return {"type": "message", "attachments": [{"contentType": CARD, "content": content}]}


def execute(title: str, verb: str = "press", **more: object) -> Json:
    return {"type": "Action.Execute", "title": title, "verb": verb, **more}


def opens(title: str, **data: object) -> Json:
    return {"type": "Action.Submit", "title": title, "data": {"msteams": {"type": "task/fetch"}, **data}}


def submit(title: str = "Send", **data: object) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data}


def dialog(*body: Json, title: str = "Ring", **more: object) -> Json:
    content = card(*body, actions=[submit(step="ring")], **more)
    return {"task": {"type": "continue", "value": {"title": title, "card": {"contentType": CARD, "content": content}}}}


def fresh(content: Json) -> Json:
    return {"statusCode": 200, "type": CARD, "value": content}


def toast(text: str) -> Json:
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}
