"""One more message on a ticket: from Slack's signed event to its acknowledgement, by how much was said there before.

Two tickets take turns, so that both are measured under the same load: on one nothing was said yet, on the other many
thousand words. What a person does must cost the same on both.
"""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from adapters.slack.settings import PATH
from bench.postgres import server
from bench.running import deskbell, sent
from bench.sample import spread
from core.ports.bindings import Binding
from core.tickets.events import Commented, Happened
from core.tickets.evolve import fold
from storage import open_store
from storage.transaction import SqlTransaction

SAID, MESSAGES, CHUNK = 5_000, 400, 500
FRESH, LONG = "INC-1000", "INC-1001"
CHANNEL, RESPONDER = "COFFICETRIAGE", "UPAULBRANDT"
WORDS = "The printer on the second floor jams again; we ordered a new drum and come by tomorrow morning."


async def measure() -> list[str]:
    """Lines of figures. Raises AssertionError where a message was not kept."""
    lines = [
        f"ledger: one more message where {SAID:,} were said, in turns with one where none was (goal: ratio under 1.2)"
    ]
    with tempfile.TemporaryDirectory() as folder:
        lines += await _measured("SQLite, FULL", Path(folder), f"sqlite+aiosqlite:///{folder}/bench.db")
    with server() as (address, _), tempfile.TemporaryDirectory() as folder:
        lines += await _measured("PostgreSQL", Path(folder), address)
    return lines


async def _measured(name: str, folder: Path, url: str) -> list[str]:
    async with deskbell(folder, 2, url=url, before=lambda _: _talk(url)) as bot:
        took: dict[str, list[float]] = {FRESH: [], LONG: []}
        secret = bot.playground.signing_secret
        async with aiohttp.ClientSession() as session:
            for number in range(MESSAGES + 40):
                for ref in (FRESH, LONG):
                    body = _message(ref, number)
                    took[ref].append(await sent(session, bot.address + PATH, secret, body, "application/json"))
    kept = await _kept(url)
    if kept != (MESSAGES + 40, SAID + MESSAGES + 40):
        raise AssertionError(f"{kept} comments are kept")
    fresh, long = (took[ref][40:] for ref in (FRESH, LONG))
    ratio = sorted(long)[MESSAGES // 2] / sorted(fresh)[MESSAGES // 2]
    return [
        f"  {name}, nothing said before: {spread(fresh)}",
        f"  {name}, {SAID:,} said before: {spread(long)}; ratio {ratio:.2f}",
    ]


async def _talk(url: str) -> None:
    """Give both tickets a thread, and one of them much to read."""

    def bind(tx: SqlTransaction) -> None:
        for ref in (FRESH, LONG):
            tx.bind(Binding(ref, "triage:office", f"slack:T0NORD/{CHANNEL}", f"{_thread(ref)}"))

    def say(tx: SqlTransaction) -> None:
        ticket = tx.ticket(LONG)
        assert ticket is not None
        author, at = "paul.brandt@nordlicht.example", datetime.now(UTC)
        log = tuple(
            Happened(at, author, Commented(f"{LONG}/{ticket.version + each}", author, "responder", False, WORDS))
            for each in range(1, CHUNK + 1)
        )
        tx.save(ticket.version, fold(log, ticket), log, None)

    async with open_store(url, now=lambda: datetime.now(UTC)) as store:
        await store.transact(bind)
        for _ in range(SAID // CHUNK):
            await store.transact(say)


async def _kept(url: str) -> tuple[int, ...]:
    async with open_store(url, now=lambda: datetime.now(UTC)) as store:
        return tuple([len(await store.read(lambda tx, ref=ref: tx.comments(ref))) for ref in (FRESH, LONG)])  # type: ignore[misc]  # bound at once


def _thread(ref: str) -> str:
    return f"{ref.removeprefix('INC-')}.000100"


def _message(ref: str, number: int) -> bytes:
    """A message as Slack sends it, from the thread of that ticket's card."""
    now = time.time()
    event = {
        "type": "message",
        "channel": CHANNEL,
        "channel_type": "channel",
        "user": RESPONDER,
        "text": f"{WORDS} ({number})",
        "ts": f"{now:.6f}",
        "event_ts": f"{now:.6f}",
        "thread_ts": _thread(ref),
        "team": "T0NORD",
    }
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": "T0NORD",
            "api_app_id": "A0APP",
            "event_id": f"Ev{ref}{number}",
            "event_time": int(now),
            "token": "unused",
            "authorizations": [{"team_id": "T0NORD", "user_id": "UDESKBELL", "is_bot": True}],
            "event": event,
        }
    ).encode()
