"""Ordering from a catalog of 500 items: opening the picker, and a form with 30 fields from its sending to its answer.

Each is what Slack sends, signed, at a steady rate however long answers take. The picker is opened by `views.open`
before the command is answered, so its figure has that call in it; a form is answered after the commit. The yardstick
is a press on Claim, in the same run and by the same process.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import aiohttp
import yaml

from adapters.slack.forms import FIELD, Open
from adapters.slack.settings import PATH
from bench.claims import FORM, press
from bench.running import Running, deskbell, sent
from bench.sample import ROOT, spread
from core.ports.tickets import Search
from playground.protocol import Json
from storage import open_store

ITEMS, FIELDS = 500, 30
RATE, SECONDS = 20, 15
WARM = 100
COMMAND = "/request"
WHO = {"id": "UMIAFELD", "team_id": "T0NORD"}


async def measure() -> list[str]:
    """Lines of figures."""
    lines = [f"ordering: {ITEMS} items, {RATE}/s (goal: p99 under 100 ms, beside a claim)"]
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "app.yaml"
        config.write_text(yaml.safe_dump(company(), allow_unicode=True, sort_keys=False), encoding="utf-8")
        count = RATE * SECONDS
        async with deskbell(Path(folder), WARM + count, config=config) as bot:
            url, secret = bot.address + PATH, bot.playground.signing_secret
            await press(url, secret, range(1000, 1000 + WARM), RATE)
            await _sent(bot, [picker() for _ in range(WARM)])
            await _sent(bot, [order(number) for number in range(WARM)])
            took = await press(url, secret, range(1000 + WARM, 1000 + WARM + count), RATE)
            lines.append(f"  a press on Claim: {spread(took)}")
            lines.append(f"  the picker opens: {spread(await _sent(bot, [picker() for _ in range(count)]))}")
            forms = [order(WARM + number) for number in range(count)]
            lines.append(f"  a form with {FIELDS} fields is sent: {spread(await _sent(bot, forms))}")
        ordered = await _ordered(Path(folder))
        if ordered != WARM + count:
            raise AssertionError(f"only {ordered} requests were opened")
    return lines


def company() -> Json:
    """The sample company with a catalog of so many items, the first with a form of so many fields."""
    rules: Json = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))
    like = rules["catalog"]["question"]
    fields = [{"id": f"f{number}", "type": "text", "required": True, "max": 100} for number in range(FIELDS)]
    items = {f"item-{number}": {**like, "name": f"Thing number {number}"} for number in range(ITEMS)}
    rules["catalog"] = {**items, "item-0": {**items["item-0"], "form": fields}}
    return rules


async def _sent(bot: Running, bodies: list[bytes]) -> list[float]:
    """Send these at the rate; milliseconds of each answer. Raises AssertionError for anything but 200."""
    took: list[float] = []
    url, secret = bot.address + PATH, bot.playground.signing_secret
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def one(body: bytes) -> None:
            took.append(await sent(session, url, secret, body, FORM))

        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for turn, body in enumerate(bodies):
                await asyncio.sleep(max(0.0, start + turn / RATE - time.perf_counter()))
                group.create_task(one(body))
    return took


async def _ordered(folder: Path) -> int:
    """How many requests there are: a form that was only refused would be fast, too."""
    async with open_store(f"sqlite+aiosqlite:///{folder / 'bench.db'}", now=lambda: datetime.now(UTC)) as store:
        return await store.read(lambda tx: tx.count(Search(statuses=("in_fulfilment",))))


def picker() -> bytes:
    """The slash command that opens the picker."""
    words = {
        "command": COMMAND, "text": "", "team_id": "T0NORD", "channel_id": "CITHELP", "channel_name": "it-help",
        "user_id": WHO["id"], "user_name": "mia.feld", "trigger_id": f"{time.time_ns()}.1.abc", "api_app_id": "A0APP",
        "response_url": "http://127.0.0.1:9/none", "token": "unused", "team_domain": "nordlicht",
    }  # fmt: skip
    return urlencode(words).encode()


def order(number: int) -> bytes:
    """The form of the first item, filled in and sent."""
    values = {
        f"f{each}": {f"{FIELD}f{each}": {"type": "plain_text_input", "value": f"Answer {each} of {number}"}}
        for each in range(FIELDS)
    }
    view = {
        "id": f"V{number}", "type": "modal", "callback_id": "open_request", "hash": "1", "blocks": [],
        "private_metadata": Open("open_request", f"order-{number}", {"item": "item-0"}, None).pack(),
        "state": {"values": values}, "team_id": "T0NORD", "app_id": "A0APP", "bot_id": "B0APP", "title": {},
    }  # fmt: skip
    payload = {
        "type": "view_submission", "team": {"id": "T0NORD", "domain": "nordlicht"}, "user": WHO, "view": view,
        "api_app_id": "A0APP", "token": "unused", "trigger_id": f"{number}.1.abc", "response_urls": [],
    }  # fmt: skip
    return f"payload={quote_plus(json.dumps(payload))}".encode()
