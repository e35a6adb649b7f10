"""What an older version left about access that was given anew is as today's has it after the move."""

from __future__ import annotations

from sqlalchemy import Connection, text

from core.reactions import fulfilling
from core.reactions.table import REACTIONS, Reactions
from core.tickets import events as e
from core.tickets.plan import GoesOn
from storage import migrate, open_store
from storage.connecting import connected
from storage.opening import parse_address
from tests.commands.test_ended_access import ACCESS, LAST_DAY, TUESDAY
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.storage.test_migrations import go_back

BEFORE = "0044"
LATER = ACCESS | {"until": "2026-11-30"}


async def _granted(desk: DeskHouse, **answers: str) -> str:
    ref = await desk.person("mia").orders("access", **answers)
    for who in ("katrin", "ines"):
        await desk.person(who).presses("approve", ref)
    await desk.person("sofia").presses("finish", (await desk.ticket(ref)).plan[0].ref)
    return ref


async def test_a_task_that_was_left_open_though_its_access_goes_on_is_over(database: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with open_desk(TUESDAY, store=store) as desk:
        own: Reactions = {e.StepMoved: fulfilling.stepped, e.StepsPlanned: fulfilling.planned}
        desk.desk.engine.reactions = {**REACTIONS, **own}  # the version before looked on the old day alone
        first, second = await _granted(desk, **ACCESS), await _granted(desk, **LATER)
        await desk.until("2026-11-09 10:00 CET")
        assert (await desk.ticket(first)).plan[1].state == "ready"
    connected(parse_address(database), lambda connection: go_back(connection, BEFORE))
    migrate(database)
    at = "2026-11-10 09:00 CET"
    store = open_store(database, now=lambda: instant(at), busy_timeout=60.0)
    async with open_desk(at, store=store) as desk:
        await desk.until(at)
        step = (await desk.ticket(first)).plan[1]
        assert (step.state, step.goes_on) == ("done", GoesOn(second, instant("2026-11-30 09:00 CET")))
        assert not (await desk.ticket(step.ref)).open
        held = {one.ref: one.in_force for one in await desk.store.read(lambda tx: tx.grants())}
        assert held == {first: False, second: True}


async def test_the_number_of_a_later_order_is_no_proof_any_more_and_what_is_shown_for_an_end_stays(
    database: str,
) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with open_desk(TUESDAY, store=store) as desk:
        first, second = await _granted(desk, **ACCESS), await _granted(desk, **LATER | {"role": "write"})
    connected(parse_address(database), lambda connection: go_back(connection, BEFORE))
    connected(parse_address(database), lambda connection: _ended(connection, {1000: second, 1003: second}))
    migrate(database)
    async with open_desk(LAST_DAY, store=open_store(database, now=lambda: instant(LAST_DAY))) as desk:
        held = {one.ref: one.grant for one in await desk.store.read(lambda tx: tx.grants())}
        assert {ref: (one.goes_on, one.proof) for ref, one in held.items()} == {
            first: (second, ""),
            second: ("", second),
        }


async def test_what_was_given_stays_whose_it_was_where_an_older_version_let_its_order_be_somebody_elses(
    database: str,
) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY), busy_timeout=60.0)
    async with open_desk(TUESDAY, store=store) as desk:
        ref, mia = await _granted(desk, **ACCESS), desk.id_of("mia")
        engine, event = desk.desk.engine, e.RequesterChanged(desk.id_of("jonas"))
        await desk.store.transact(
            lambda tx: engine.run(tx, engine.ticket(tx, ref), "system", desk.now, lambda draft: draft.happen(event))
        )
    connected(parse_address(database), lambda connection: go_back(connection, "0049"))
    migrate(database)
    async with open_desk(TUESDAY, store=open_store(database, now=lambda: instant(TUESDAY))) as desk:
        assert [one.person for one in await desk.store.read(lambda tx: tx.grants())] == [mia]
        assert len(await desk.store.read(lambda tx: tx.grants(mia))) == 1
        assert await desk.store.transact(lambda tx: tx.holding(mia)) == (ref,)
        assert not await desk.store.transact(lambda tx: tx.holding(desk.id_of("jonas")))


def _ended(connection: Connection, proofs: dict[int, str]) -> None:
    for number, proof in proofs.items():
        ended = {"number": number, "proof": proof}
        connection.execute(
            text("UPDATE grants SET ended_at = granted_at, proof = :proof WHERE number = :number"), ended
        )
