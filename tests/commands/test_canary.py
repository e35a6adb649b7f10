"""A private answer is nowhere but in its sealed row: a made-up one is typed, and all that is kept is searched."""

from __future__ import annotations

import base64
import json
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import Connection, inspect, text

from core.ui.inbound import FormChanged
from storage import Keys, open_store, read_key
from storage.connecting import connected
from storage.opening import parse_address
from storage.packing import unpack
from tests.fakes.desk import DeskHouse, Someone, instant, open_desk
from tests.fakes.keys import KEY

FRIDAY = "2026-10-23 11:00 CEST"
CANARY = "Käferweg 7b-Zürich-4711"
ACTS = 14
Act = Callable[[DeskHouse, Someone, str], Awaitable[object]]


def spellings() -> Iterator[str]:
    """Every way in which it may be written: as it is, escaped once or twice, in base64, in hex, in a URL."""
    yield CANARY
    once = json.dumps(CANARY)[1:-1]
    yield from (once, json.dumps(once)[1:-1])
    yield from (quote(CANARY), CANARY.encode().hex(), CANARY.casefold(), "käferweg")
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            inner = alphabet(b"x" * before + CANARY.encode()).decode().rstrip("=")
            yield inner[2 * (before > 0) + 2 * (before > 1) : -2]


def search(where: str, told: str) -> None:
    found = [each for each in spellings() if each in told]
    assert not found, f"{found[0]!r} stands in {where}"


async def redraws(desk: DeskHouse, one: Someone, _: str) -> object:
    values = {"model": "Power 16", "ship_to": "home", "address": CANARY}
    context = {"item": "laptop"}
    return await desk.hears(FormChanged(one.speaker, instant(FRIDAY), "open_request", desk.fresh("f"), context, values))


async def sends_it_wrong(_: DeskHouse, one: Someone, __: str) -> object:
    values = {"model": "Tower", "ship_to": "home", "address": CANARY, "needed_by": "yesterday"}
    return await one.submits("open_request", values, {"item": "laptop"})


HISTORY: dict[str, Act] = {
    "approve": lambda _, one, ref: one.presses("approve", ref),
    "reject": lambda _, one, ref: one.fills("reject", ref, text="Not this quarter."),
    "ask": lambda _, one, ref: one.fills("ask", ref, text="Which floor?"),
    "claim": lambda _, one, ref: one.presses("claim", ref),
    "release": lambda _, one, ref: one.fills("release", ref, reason="away"),
    "reply": lambda _, one, ref: one.fills("reply", ref, text="It is on its way."),
    "note": lambda _, one, ref: one.fills("note", ref, text="Ordered."),
    "transfer": lambda _, one, ref: one.fills("transfer", ref, team="workplace", reason="hand over"),
    "change": lambda _, one, ref: one.fills("change", ref, title="A laptop for Mia"),
    "convert": lambda _, one, ref: one.fills("convert", ref, impact="4", urgency="4"),
    "fulfil": lambda _, one, ref: one.fills("fulfil", ref, text="Delivered."),
    "cancel": lambda _, one, ref: one.fills("cancel", ref, reason="withdrawn"),
    "look": lambda _, one, ref: one.presses("show_answers", ref),
    "explain": lambda _, one, ref: one.types("desk", f"explain {ref}"),
    "search": lambda _, one, __: one.types("ticket", "search laptop"),
    "show": lambda _, one, ref: one.sends(ref),
    "home": lambda desk, one, __: desk.desk.home(one.speaker),
    "time": lambda desk, _, __: desk.passes(hours=7),
    "redraw": redraws,
    "wrong": sends_it_wrong,
}


def every_text(connection: Connection) -> dict[str, str]:
    """All that stands in each table, as it reads, but for the one where sealed answers are."""
    found = {}
    for table in inspect(connection).get_table_names():
        if table != "sealed_answers" and not _is_index(connection, table):
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).fetchall()
            found[table] = "\n".join(_read(each) for row in rows for each in row)
    return found


def _is_index(connection: Connection, table: str) -> bool:
    """Whether it is SQLite's index of words, which has no rows to read: its file is searched."""
    return connection.dialect.name == "sqlite" and table.startswith("ticket_search")


def _read(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return unpack(value)
    except (LookupError, ValueError):
        return value.decode("latin-1")


def test_the_search_finds_it_however_it_is_written() -> None:
    for padding in range(4):
        hidden = base64.b64encode(b"y" * padding + CANARY.encode() + b"zz").decode()
        with pytest.raises(AssertionError, match="stands in"):
            search("a text", hidden)
    with pytest.raises(AssertionError, match="stands in"):
        search("a text", json.dumps({"a": json.dumps(CANARY)}))


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_any_history_nothing_that_is_kept_or_said_has_it(
    database: str, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chance = random.Random(seed)
    store = open_store(database, now=lambda: instant(FRIDAY), keys=Keys([read_key(KEY)]))
    async with open_desk(FRIDAY, store=store, both=True) as desk:
        people = desk.person("mia"), desk.person("katrin"), desk.person("dana").on_teams, desk.person("nils")
        ref = await people[0].orders("laptop", model="Standard 14", ship_to="home", address=CANARY)
        await people[1].presses("approve", ref, round=1)
        for _ in range(ACTS):
            act = chance.choice(sorted(HISTORY))
            await HISTORY[act](desk, chance.choice(people), ref)
        await desk.until("2026-11-09 12:00 CET")
        assert await desk.store.read(lambda tx: tx.unseal(ref, "address")) == CANARY
        search("what was said", repr([(one.text, dict(one.facts)) for one in desk.said]))
        search("a card", repr([channel.taken for channel in desk.channels.values()]))
    for table, told in connected(parse_address(database), every_text).items():
        search(table, told)
    if database.startswith("sqlite"):
        path = Path(database.removeprefix("sqlite+aiosqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            search(file.name, file.read_bytes().decode("latin-1"))
            search(file.name, file.read_bytes().decode("utf-8", "replace"))
    search("the log", caplog.text)
