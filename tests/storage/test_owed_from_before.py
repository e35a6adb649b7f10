"""What an older version left standing still though it is owed goes on after the move: on its day, or late, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.people import SYSTEM
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.draft import Draft
from storage import migrate, open_store
from storage.connecting import connected
from storage.opening import parse_address
from tests.commands.test_ended_access import ACCESS, LAST_DAY, REVOKE, TUESDAY
from tests.commands.test_owed import _do
from tests.commands.test_tasks import states
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.storage.test_migrations import go_back

ENDS = {
    "fulfilled": ("approved", "grants"),
    "cancelled": ("approved", "grants", "not right", "cancelled"),
    "rejected": ("approved", "claims", "longer for", "grants", "rejected"),
    "a fault": ("approved", "grants", "not right", "a fault"),
    "agreed to anew": ("approved", "grants", "not right", "longer"),
}
"""How far a request had come, and by which way."""


async def stood_still(desk: DeskHouse, ref: str) -> None:
    """As the older version left the task that takes it away: it waited for nothing, and nobody for it."""

    def still(draft: Draft) -> None:
        task = next(one for one in draft.ticket.plan if one.ref == REVOKE)
        draft.happen(e.StepMoved(replace(task, state="blocked", due_at=None)))

    engine, at = desk.desk.engine, desk.clock.now()

    def write(tx: Transaction) -> None:
        engine.run(tx, engine.ticket(tx, ref), SYSTEM, at, still)

    await desk.store.transact(write)
    assert (await states(desk, ref))["revoke"] == "blocked"


IN_TIME, LATE = "2026-10-29 09:00 CET", "2026-11-11 11:00 CET"


@pytest.mark.parametrize(
    ("end", "moves_at"), [*((end, IN_TIME) for end in ENDS), ("cancelled", LATE), ("a fault", LATE)]
)
async def test_what_is_owed_begins_after_the_move(database: str, end: str, moves_at: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with open_desk(TUESDAY, store=store) as desk:
        ref = await desk.person("mia").orders("access", **ACCESS)
        for step in ENDS[end]:
            await _do(desk, ref, step)
        await stood_still(desk, ref)
    for _ in range(2):  # the second time there is nothing to do
        connected(parse_address(database), lambda connection: go_back(connection, "0038"))
        migrate(database)
        store = open_store(database, now=lambda: instant(moves_at), busy_timeout=60.0)
        async with open_desk(moves_at, store=store) as desk:
            await desk.until(moves_at)
            [task] = [one for one in (await desk.ticket(ref)).plan if one.ref == REVOKE]
            late = moves_at > LAST_DAY
            assert (task.state, task.begins) == ("ready" if late else "waiting_date", instant(LAST_DAY))
            await states(desk, ref)
            assert len([one for one in await desk.happened(REVOKE, e.TaskMoved) if _begins(one.event)]) == 2 + late
            assert not await desk.store.read(lambda tx: tx.due_errands(instant(moves_at), 10))


def _begins(event: e.Event) -> bool:
    return isinstance(event, e.TaskMoved) and event.state in ("waiting_date", "ready")
