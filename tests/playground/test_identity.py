"""The playground's identity provider: it believes what is signed now, does nothing twice, and says what is so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from adapters.automations import KEY, SIGNATURE, TIMESTAMP, HttpAutomations, sign
from core.automations import Automation
from core.ports.automations import Answered, Asking
from playground.clock import Clock
from playground.server import Playground

NOW = datetime(2026, 10, 27, 9, tzinfo=UTC)
MIA = {"email": "mia.feld@nordlicht.example", "name": "Mia Feld"}


@pytest.fixture
async def pg() -> AsyncIterator[Playground]:
    playground = await Playground.start(clock=Clock(NOW))
    yield playground
    await playground.stop()


def body(action: str, answers: dict[str, str], ticket: str = "REQ-1000") -> dict[str, Any]:
    return {"action": action, "ticket": ticket, "for": MIA, "answers": answers}


async def ask(
    pg: Playground, key: str, action: str, answers: dict[str, str], *, reads: bool = False, ticket: str = "REQ-1000"
) -> Answered:
    """A call as the desk makes it."""
    idp = Automation("idp", "The identity provider", f"{pg.url}/idp", "DESKBELL_IDP_SECRET")
    calls = HttpAutomations(lambda _: pg.identity.secret)
    return await calls.call(Asking(idp, action, key, pg.identity.clock.now(), body(action, answers, ticket), reads))


async def test_what_is_granted_is_read_until_it_is_taken_away_and_nothing_happens_twice(pg: Playground) -> None:
    access = {"system": "erp", "role": "read"}
    for _ in range(2):
        assert (await ask(pg, "T-1.1", "grant_access", access)).outcome == "done"
    assert len(pg.identity.grants) == 1
    assert (await ask(pg, "T-2.1", "read_access", access, reads=True)).outcome == "present"
    assert (await ask(pg, "T-2.2", "revoke_access", access)).outcome == "done"
    assert (await ask(pg, "T-1.1", "grant_access", access)).outcome == "done", "it was answered before"
    gone = await ask(pg, "T-2.3", "read_access", access, reads=True)
    assert (gone.outcome, gone.proof) == ("gone", "read 2026-10-27 09:00 UTC")
    assert (
        await ask(pg, "T-3.1", "assign_app", {"app": "<b>Miro</b>"})
    ).note == "<b>Miro</b> for mia.feld@nordlicht.example"
    assert (await ask(pg, "T-4.1", "make_coffee", {})).outcome == "refused"
    async with aiohttp.ClientSession() as session, session.get(f"{pg.url}/idp") as page:
        shown = await page.text()
    assert "&lt;b&gt;Miro&lt;/b&gt;<td>REQ-1000" in shown
    assert "erp (read)" in shown


async def test_what_is_ordered_once_more_is_there_once_until_the_later_day(pg: Playground) -> None:
    async def shown() -> str:
        async with aiohttp.ClientSession() as session, session.get(f"{pg.url}/idp") as page:
            return await page.text()

    assert "Nobody has anything yet." in await shown()
    access = {"system": "erp", "role": "read"}
    first = await ask(pg, "T-1.1", "grant_access", access | {"until": "2026-11-30"})
    await ask(pg, "T-2.1", "assign_app", {"app": "Miro"})
    again = await ask(pg, "T-3.1", "grant_access", access | {"until": "2026-11-09"}, ticket="REQ-1003")
    assert (first.proof, again.proof) == ("grant 1", "grant 1")
    row = "<td>erp (read)<td>REQ-1000, then REQ-1003<td>2026-10-27 09:00<td>2026-11-30<td>"
    assert f"{row}in force" in await shown()
    await ask(pg, "T-4.1", "revoke_access", access)
    assert f"{row}ended 2026-10-27 09:00" in await shown()


LATE = timedelta(minutes=5, seconds=1)


@pytest.mark.parametrize(
    "spoil",
    [
        {TIMESTAMP: str(int((NOW - LATE).timestamp()))},
        {TIMESTAMP: str(int((NOW + LATE).timestamp()))},
        {TIMESTAMP: "now"},
        {TIMESTAMP: ""},
        {SIGNATURE: "v1=" + "0" * 64},
        {SIGNATURE: ""},
    ],
    ids=["late", "early", "no number", "no instant", "another signature", "none"],
)
async def test_what_is_not_signed_now_is_not_believed(pg: Playground, spoil: dict[str, str]) -> None:
    sent = json.dumps(body("assign_app", {"app": "Miro"})).encode()
    stamp = int(spoil[TIMESTAMP]) if spoil.get(TIMESTAMP, "").isdigit() else int(NOW.timestamp())
    good = {TIMESTAMP: str(stamp), SIGNATURE: sign(pg.identity.secret, stamp, sent), KEY: "T-1.1"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{pg.url}/idp", data=sent, headers=good | spoil) as answer,
    ):
        assert answer.status == 401
    assert not pg.identity.grants
