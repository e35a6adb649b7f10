"""What time brings next is rehearsed on both databases, and nothing is left of it."""

from __future__ import annotations

from datetime import datetime

from core.reactions.table import REACTIONS
from core.sweep import FIRST
from core.tickets import events as e
from core.tickets.ticket import Ticket
from storage import AsyncStore, open_store
from tests.fakes.desk import DeskHouse, open_desk
from tests.storage.stories import NOW, open_ticket


async def everything(desk: DeskHouse, ref: str) -> tuple[object, ...]:
    """All that could tell that something was decided."""
    store = desk.store
    assert isinstance(store, AsyncStore)
    read = await store.read(lambda tx: (tx.ticket(ref), tx.log(ref), tx.next_due()))
    return (*read, await store.outbox.pending())


def watched(desk: DeskHouse) -> list[datetime]:
    """The instants as of which a rung of a ladder is decided from now on."""
    decided: list[datetime] = []

    def note(ticket: Ticket, event: e.StepFired) -> tuple[()]:
        decided.append(desk.now)
        return ()

    desk.desk.engine.reactions = {**REACTIONS, e.StepFired: note}
    return decided


async def test_what_is_due_next_is_decided_beforehand_and_nothing_is_left_of_it(database: str) -> None:
    async with open_desk(NOW, store=open_store(database, now=lambda: NOW)) as desk:
        ref = await desk.person("mia").reports("P1")
        before, decided = await everything(desk, ref), watched(desk)
        await desk.desk.rehearse()
        assert decided == [NOW]
        assert await everything(desk, ref) == before


async def test_what_has_come_already_is_no_rehearsal(database: str) -> None:
    async with open_desk(NOW, store=open_store(database, now=lambda: NOW)) as desk:
        ref = await desk.person("mia").reports("P1")
        before, decided = await everything(desk, ref), watched(desk)
        desk.clock.at = before[2]  # type: ignore[assignment]  # an instant
        await desk.desk.rehearse()
        assert decided == []
        assert await everything(desk, ref) == before


async def test_a_desk_where_nothing_will_come_rehearses_nothing(database: str) -> None:
    async with open_desk(NOW, store=open_store(database, now=lambda: NOW)) as desk:
        await desk.desk.rehearse()


async def test_of_many_that_are_due_at_once_as_many_are_kept_together_as_is_asked(database: str) -> None:
    async with open_desk(NOW, store=open_store(database, now=lambda: NOW)) as desk:
        for _ in range(FIRST + 5):
            await desk.store.transact(lambda tx: open_ticket(tx, due_at=NOW))
        assert [await desk.desk.sweep(FIRST) for _ in range(3)] == [FIRST, 5, 0]
