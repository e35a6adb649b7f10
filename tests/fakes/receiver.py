"""Somebody whom automations are asked of: a real server on loopback that answers as it is told, and keeps what came."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.automations import KEY, HttpAutomations
from bot.automations import Caller
from bot.delivery.sender import Patience
from bot.runtime.metrics import Metrics
from core.policy import Policy
from core.ports.automations import Answered, Asking, Automations
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse

SECRET = "between us"  # it guards nothing
Says = Callable[[], web.StreamResponse]


def says(status: int = 200, text: str = "", **headers: str) -> Says:
    """An answer with these words."""
    return lambda: web.Response(status=status, text=text, headers=headers)


def result(**said: object) -> Says:
    """An answer as the contract has it."""
    return lambda: web.json_response(said)


@dataclass
class Receiver:
    """The server: `next_` are its answers, the last of them for ever; None is never to answer."""

    url: str = ""
    next_: list[Says | None] = field(default_factory=lambda: [result(result="done")])
    keys: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """POST /: the next answer."""
        self.keys.append(request.headers[KEY])
        self.headers.append(dict(request.headers))
        self.bodies.append(json.loads(await request.text()))
        said = self.next_.pop(0) if len(self.next_) > 1 else self.next_[0]
        if said is None:
            await asyncio.Event().wait()
        assert said is not None
        return said()


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """One that runs."""
    app, known = web.Application(), Receiver()
    app.add_routes([web.post("/", known.answer)])
    async with TestServer(app, host="127.0.0.1") as server:
        known.url = str(server.make_url("/"))
        yield known


def asked_at(url: str, policy: Policy | None = None, **changes: Any) -> Policy:
    """The shipped rules, whose identity provider is there, and is waited for as long as rules may say.

    A busy machine is no silence: who tests silence says how long it is (`timeout`).
    """
    policy = policy or shipped()
    idp = replace(policy.automations["idp"], url=url, **{"timeout": 30, **changes})
    return replace(policy, automations={"idp": idp})


def caller(desk: DeskHouse, secret: str | None = SECRET) -> Caller:
    """What calls for this desk."""
    return Caller(desk.desk.engine, HttpAutomations(lambda _: secret), Metrics(), Patience(first=2.0))


class Held:
    """Automations whose answers are held back until they are let go."""

    def __init__(self, real: Automations) -> None:
        self.real, self.answered, self.go = real, asyncio.Event(), asyncio.Event()

    async def call(self, asking: Asking) -> Answered:
        """Ask, and keep what came of it for a while."""
        answer = await self.real.call(asking)
        self.answered.set()
        await self.go.wait()
        return answer


@asynccontextmanager
async def in_flight(desk: DeskHouse) -> AsyncIterator[Caller]:
    """A call that was answered, and whose answer arrives only after what is done in here."""
    calls = caller(desk)
    held = calls.automations = Held(calls.automations)
    await calls.look()
    await held.answered.wait()
    yield calls
    held.go.set()
    await calls.settle()
