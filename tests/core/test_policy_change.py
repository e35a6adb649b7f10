"""New rules are worked out beside those who work: what goes on meanwhile is worked out when they are stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from core.agenda import next_instant
from tests.commands.reading import quiet
from tests.fakes.desk import DeskHouse, open_desk


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk("2026-10-22 09:00 CEST") as house:
        yield house


@pytest.mark.parametrize("gone", [None, "service-desk"], ids=["its team stays", "its team goes"])
async def test_a_ticket_that_goes_on_meanwhile_is_due_by_the_new_rules(desk: DeskHouse, gone: str | None) -> None:
    ref = await desk.person("mia").reports("P3")
    old = desk.desk.engine.policy
    teams = {key: team for key, team in old.teams.items() if key != gone}
    new = replace(old, teams=teams, rules=replace(old.rules, warn_at=(90,)))
    keep = await desk.desk.work_out(old, new)
    quiet(await desk.person("dana").fills("transfer", ref, team="infra", reason="it is the firewall"))

    await desk.store.transact(keep)

    ticket = await desk.ticket(ref)
    assert next_instant(ticket, new) != next_instant(ticket, old)
    assert await desk.store.read(lambda tx: tx.next_due()) == next_instant(ticket, new)
