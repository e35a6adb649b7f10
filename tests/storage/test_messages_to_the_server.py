"""What a press, and a notice, ask of PostgreSQL: each message costs a round trip (docs/postgresql.md counts them)."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from bot.delivery.known import look
from core.ports.outbox import Notice
from storage import open_store
from tests.fakes.desk import instant, open_desk

TEN = "2026-10-27 10:00 CET"
only_postgres = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were sent, in order."""
    sent: list[str] = []

    def overheard(name: str) -> None:
        true = getattr(asyncpg.Connection, name)

        async def ask(self: asyncpg.Connection, statement: str, *arguments: Any, **options: Any) -> Any:
            sent.append(statement)
            return await true(self, statement, *arguments, **options)

        monkeypatch.setattr(asyncpg.Connection, name, ask)

    for name in ("fetch", "execute", "executemany"):
        overheard(name)
    return sent


@only_postgres
async def test_a_claim_is_four_looks_and_one_statement_that_is_whole_by_itself(database: str, asked: list[str]) -> None:
    async with open_desk(TEN, store=open_store(database, now=lambda: instant(TEN))) as desk:
        ref = await desk.person("mia").reports()
        dana = desk.person("dana")
        await dana.presses("claim", ref)
        ref = await desk.person("mia").reports()
        asked.clear()
        await dana.presses("claim", ref)
        _, receipt, prompt, person, ticket, written, *_ = (
            asked  # the house's own look; what follows is the sweep's and delivery's
        )
        looks = [look.split(" FROM ")[1].split()[0] for look in (receipt, prompt, person, ticket)]
        assert looks == ["receipts", "prompts", "people", "tickets"]
        for table in ("tickets", "events", "ticket_facts", "notices", "receipts"):
            assert f"INTO {table} " in written or f"UPDATE {table} " in written
        assert not any(each.startswith("SELECT outcome") for each in asked[6:])
        assert (await desk.ticket(ref)).assignee == dana.id


@only_postgres
async def test_a_notice_is_looked_up_in_three_messages_and_what_comes_next_in_two(
    database: str, asked: list[str]
) -> None:
    async with open_desk(TEN, store=open_store(database, now=lambda: instant(TEN))) as desk:
        ref = await desk.person("mia").reports()
        said = Notice("breach", ref, "triage:service-desk", "said", desk.now, desk.now, place="slack:T1/C9")
        asked.clear()
        known = await look(desk.store, said)
        assert known.ticket == await desk.ticket(ref)
        assert [each.split(" FROM ")[1].split()[0] for each in asked[:-1]] == ["tickets", "bindings", "memos"]
        asked.clear()
        await desk.store.outbox.next_at(desk.now)
        assert [each.split()[0] for each in asked] == ["SELECT", "WITH"]
