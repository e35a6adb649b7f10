"""The page for whoever answers calls of automations: its receiver takes our calls, and its settings are read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.automations import HttpAutomations
from bot.policy_file import parse
from core.automations import Automation
from core.ports.automations import Answered, Asking
from tests.bot import sample
from tests.fakes.instants import instant

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "automations.md").read_text(encoding="utf-8")
NOW = instant("2026-10-27 09:40 CET")


def block(kind: str) -> str:
    """The page's only block of code of a kind."""
    [found] = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


async def asked(secret: str, key: str, action: str, *, reads: bool = False) -> Answered:
    """What the page's receiver answers to a call of ours."""
    room: dict[str, Any] = {}
    exec(compile(block("python"), "docs/automations.md", "exec"), room)  # it is ours, and that it runs is the point

    async def answer(request: web.Request) -> web.Response:
        status, said = room["receive"]("between us", dict(request.headers), await request.read(), NOW.timestamp())
        return web.json_response(said, status=status)

    app = web.Application()
    app.add_routes([web.post("/", answer)])
    async with TestServer(app, host="127.0.0.1") as server:
        idp = Automation("idp", "The identity provider", str(server.make_url("/")), "DESKBELL_IDP_SECRET")
        body = {"action": action, "key": key, "for": {"email": "mia.feld@nordlicht.example", "name": "Mia Feld"}}
        return await HttpAutomations(lambda _: secret).call(Asking(idp, action, key, NOW, body, reads))


@pytest.mark.parametrize(
    ("secret", "action", "answer"),
    [
        ("between us", "grant_access", Answered("done", "grant_access for mia.feld@nordlicht.example")),
        ("between us", "read_access", Answered("gone")),
        ("another", "grant_access", Answered("refused", "The signature is not right.")),
    ],
)
async def test_the_receiver_on_the_page_takes_our_calls(secret: str, action: str, answer: Answered) -> None:
    assert await asked(secret, "TASK-1001.1", action, reads=action == "read_access") == answer


def test_the_settings_on_the_page_are_read() -> None:
    shown = yaml.load(block("yaml"), yaml.BaseLoader)
    whole = yaml.load(sample.PATH.read_text(encoding="utf-8"), yaml.BaseLoader)
    whole["automations"] = shown["automations"]
    whole["catalog"]["access"]["tasks"] = shown["catalog"]["access"]["tasks"]
    policy = parse(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)).policy
    idp = policy.automations["idp"]
    assert (idp.name, idp.timeout, idp.destructive) == ("The identity provider", 10, frozenset({"revoke_access"}))
    assert [task.automation for task in policy.catalog["access"].tasks] == ["idp.grant_access", "idp.revoke_access"]
