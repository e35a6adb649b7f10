"""A Slack on loopback with the real channel in it: real signed HTTP, the real Bolt and client, a scripted desk."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from adapters.channel_kind import Phrasing
from adapters.slack.channel import SlackChannel
from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH, SlackSettings
from core.ports.channel import Outgoing
from core.ui.cards import Card, say
from core.ui.text import plain
from playground.clock import Clock
from playground.server import Playground
from playground.slack.people import Actor
from tests.fakes.door import ScriptedDoor
from tests.fakes.phrasing import PHRASING

SECRET = "of the tests"
TEAM = "slack:T0NORD"


@dataclass(repr=False)
class House:
    """What a test holds in its hands."""

    slack: Playground
    channel: SlackChannel
    door: ScriptedDoor
    url: str

    def person(self, who: str) -> Actor:
        return self.slack.person(who)

    def place(self, name: str) -> str:
        """The address of a channel."""
        found = self.slack.slack.space.find_channel(name)
        assert found
        return f"{TEAM}/{found.id}"

    def post(self, place: str, card: Card | str = "Hello", key: str = "k1", **more: object) -> Outgoing:
        shown = say(plain(card)) if isinstance(card, str) else card
        return Outgoing("post", key, place, card=shown, **more)  # type: ignore[arg-type]

    async def posts(self, body: bytes, **headers: str) -> tuple[int, str]:
        """Send raw bytes to the webhook; status and body of the answer."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=io.BytesIO(body), headers=headers) as answer,
        ):
            return answer.status, await answer.text()


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers Slack would send with this body."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


@asynccontextmanager
async def opened(
    *,
    clock: Clock | None = None,
    phrasing: Phrasing = PHRASING,
    socket: bool = False,
    door: ScriptedDoor | None = None,
    pacing: bool = False,
    prepare: Callable[[Playground], None] = lambda playground: None,
) -> AsyncIterator[House]:
    """A running playground with the channel installed by its own manifest; all of it ends with the block."""
    door = door or ScriptedDoor()
    slack = await Playground.start(
        manifest=manifest(None if socket else "http://127.0.0.1:1"), clock=clock, signing_secret=SECRET, pacing=pacing
    )
    try:
        prepare(slack)
        settings = SlackSettings(
            slack.bot_token, None if socket else SECRET, slack.app_token if socket else None, slack.api_url
        )
        channel = SlackChannel(settings, clock=slack.clock, phrasing=phrasing, account_of=accounts_of(slack), door=door)
        app = web.Application()
        app.add_routes(channel.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        url = f"http://{host}:{port}{PATH}"
        try:
            async with channel.running():
                if not socket:
                    slack.point_at(url)
                async with asyncio.timeout(60):
                    while not slack.slack.outbound.reachable:  # noqa: ASYNC110 a socket tells nobody that it is up
                        await asyncio.sleep(0)
                yield House(slack, channel, door, url)
                await slack.settle()
        finally:
            await runner.cleanup()
    finally:
        await slack.stop()


def accounts_of(slack: Playground) -> Callable[[str], str | None]:
    """The speaker ids of the workspace's people by e-mail."""
    members = slack.slack.space.members.values()
    known = {member.email: f"{TEAM}/{member.id}" for member in members if getattr(member, "email", None)}
    return known.get
