"""A Teams on loopback with the real channel in it: real signed HTTP, a real login, a scripted desk."""

from __future__ import annotations

import io
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from aiohttp import web

from adapters.channel_kind import Phrasing
from adapters.teams.channel import TeamsChannel
from adapters.teams.manifest import manifest
from adapters.teams.settings import PATH, TeamsSettings
from core.people import Speaker
from core.ports.channel import Outgoing
from core.ports.pacing import Meter
from core.ui.cards import Card, say
from core.ui.text import plain
from playground.app_client import Answer
from playground.clock import Clock
from playground.teams.people import Actor
from playground.teams.server import APP_ID, TeamsPlayground
from tests.fakes.door import ScriptedDoor
from tests.fakes.phrasing import PHRASING
from tests.fakes.ports.conversation_references import ReferencesInMemory

TENANT = "7d1f0000-0000-4000-8000-000000000001"
TRIAGE = "IT/Desk Triage"


@dataclass(repr=False)
class House:
    """What a test holds in its hands."""

    teams: TeamsPlayground
    channel: TeamsChannel
    door: ScriptedDoor
    references: ReferencesInMemory
    now: list[float]
    """Monotonic seconds for the life of tokens and keys, added to what the machine says."""
    moved: list[tuple[str, ...]]
    """The places that may be spoken in again, each time that others than before were told of."""

    def person(self, who: str) -> Actor:
        return self.teams.person(who)

    def speaker(self, who: str) -> Speaker:
        return Speaker("teams", f"teams:{TENANT}/{self.person(who).directory_id}")

    def place(self, name: str) -> str:
        """The address of a channel by its own name."""
        return f"teams:{TENANT}/{self.teams.teams.tenant.channel(name).id}"

    def chat(self, who: str) -> str:
        """The address of somebody's chat with the bot."""
        return f"teams:{TENANT}/{self.person(who).direct.where.id}"

    def post(self, place: str, card: Card | str = "Hello", key: str = "k1", **more: object) -> Outgoing:
        shown = say(plain(card)) if isinstance(card, str) else card
        return Outgoing("post", key, place, card=shown, **more)  # type: ignore[arg-type]

    async def posts(self, body: bytes | dict[str, Any], authorization: str | None = None) -> Answer:
        """Send raw bytes with this header; with none, unsigned."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": authorization} if authorization else {}
        url = self.teams.teams.app.url
        assert url
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=io.BytesIO(raw), headers=headers) as answer,
        ):
            return Answer(answer.status, await answer.text())

    @property
    def signed(self) -> str:
        """The header that Teams would send now."""
        found = self.teams.teams.outbound.authorize()
        assert found
        return found

    def activity(self, kind: str = "message", who: str = "mia.feld", **more: Any) -> dict[str, Any]:
        """An activity as Teams would send it from somebody's chat with the bot."""
        actor = self.person(who)
        return {**self.teams.teams.activity(kind, actor.person, actor.direct.where), **more}


def settings_of(teams: TeamsPlayground) -> TeamsSettings:
    return TeamsSettings(
        teams.app_id,
        teams.app_password,
        teams.tenant_id,
        teams.openid_metadata_url,
        teams.login_url + "/",
        teams.graph_url + "/",
    )


@asynccontextmanager
async def opened(
    *,
    clock: Clock | None = None,
    phrasing: Phrasing = PHRASING,
    door: ScriptedDoor | None = None,
    introduce: bool = True,
    budget: float = 5.0,
    prepare: Callable[[TeamsPlayground], None] = lambda teams: None,
    references: ReferencesInMemory | None = None,
    paced: bool = False,
    wrong: Mapping[str, Any] | None = None,
    targeted: bool = False,
    managers: bool = False,
    meter: Meter | None = None,
) -> AsyncIterator[House]:
    """A running Teams with the channel installed by its own manifest; all of it ends with the block."""
    door = door or ScriptedDoor()
    references = references or ReferencesInMemory()
    now = [0.0]
    moved: list[tuple[str, ...]] = []
    teams = await TeamsPlayground.start(manifest=manifest(APP_ID), clock=clock, pacing=False)
    try:
        prepare(teams)
        channel = TeamsChannel(
            replace(settings_of(teams) if wrong is None else replace(settings_of(teams), **wrong), paced=paced),
            clock=teams.clock,
            phrasing=phrasing,
            account_of=accounts_of(teams),
            references=references,
            targeted=lambda: targeted,
            managers=lambda: managers,
            door=door,
            wall=lambda: time.monotonic() + now[0],
            meter=meter,
            budget=budget,
            moved=lambda *places: moved.append(places),
        )
        app = web.Application()
        app.add_routes(channel.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        try:
            async with channel.running():
                teams.point_at(f"http://{host}:{port}{PATH}")
                if introduce:
                    await teams.introduce()
                yield House(teams, channel, door, references, now, moved)
                await teams.settle()
        finally:
            await runner.cleanup()
    finally:
        await teams.stop()


def accounts_of(teams: TeamsPlayground) -> Callable[[str], str | None]:
    """The speaker ids of the tenant's people by e-mail."""
    people = teams.teams.tenant.people.values()
    return {person.email: f"teams:{TENANT}/{person.directory_id}" for person in people}.get
