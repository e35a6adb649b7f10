"""Calls of automations on both databases: whoever dies in the middle of one, the same key is called again, once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from core.tickets import events as e
from storage import migrate, open_store
from storage.connecting import connected
from storage.opening import parse_address
from tests.commands.reading import quiet
from tests.commands.test_ended_access import LAST_DAY, automated
from tests.commands.test_ended_access import granted as access_granted
from tests.commands.test_tasks import granted
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.fakes.receiver import asked_at, receiver, result
from tests.forked import processes
from tests.storage.calls_victim import live
from tests.storage.test_migrations import go_back

AT = instant("2026-10-27 09:40 CET")


async def lives(database: str, url: str, at: datetime, dies_at: str = "") -> int | None:
    """One life of a process that calls; how it ended."""
    process = processes.Process(target=live, args=(database, url, at, dies_at), daemon=True)
    process.start()
    await asyncio.to_thread(process.join)
    return process.exitcode


async def test_killed_between_the_decision_and_what_came_of_it_the_same_key_is_called_again(database: str) -> None:
    async with receiver() as idp:
        store = open_store(database, now=lambda: AT, busy_timeout=60.0)
        async with open_desk(AT, store=store, policy=asked_at(idp.url)) as desk:
            ref = await desk.person("mia").orders("software-licence", app="Miro", reason="We draw our plans with it.")
        lapsed, later = AT + timedelta(minutes=2), AT + timedelta(minutes=4)
        assert await lives(database, idp.url, AT, "before-calling") == -9
        assert idp.keys == []
        assert await lives(database, idp.url, AT) == 0
        assert idp.keys == [], "it is leased still"
        assert await lives(database, idp.url, lapsed, "after-calling") == -9
        assert await lives(database, idp.url, later) == 0
        assert idp.keys == ["TASK-1001.1", "TASK-1001.1"]
        store = open_store(database, now=lambda: later, busy_timeout=60.0)
        async with open_desk(later, store=store, policy=asked_at(idp.url)) as desk:
            assert (await desk.ticket(ref)).status == "fulfilled"
            assert len(await desk.happened("TASK-1001", e.TaskAnswered)) == 1
            assert await desk.store.read(lambda tx: tx.next_call()) is None


async def test_killed_around_what_takes_access_away_and_around_its_reading_it_is_asked_for_once_and_proven(
    database: str,
) -> None:
    async with receiver() as idp:
        store = open_store(database, now=lambda: AT, busy_timeout=60.0)
        async with open_desk(AT, store=store, policy=automated(idp.url, destructive=frozenset())) as desk:
            ref = await access_granted(desk)
        idp.keys.clear()
        idp.next_ = [result(result="done"), result(result="done"), result(state="gone", proof="log 1")]
        begins = instant(LAST_DAY)
        minute = timedelta(minutes=1)
        assert await lives(database, idp.url, begins, "before-calling") == -9
        assert idp.keys == []
        assert await lives(database, idp.url, begins + 2 * minute, "after-calling") == -9
        assert await lives(database, idp.url, begins + 4 * minute) == 0
        assert idp.keys == ["TASK-1002.1", "TASK-1002.1"], "whoever asked once asks for the same once more"
        assert await lives(database, idp.url, begins + 6 * minute, "after-calling") == -9
        assert await lives(database, idp.url, begins + 8 * minute) == 0
        assert idp.keys[2:] == ["TASK-1002.2", "TASK-1002.2"], "it was read back, and what was read was lost"
        at = begins + 9 * minute
        store = open_store(database, now=lambda: at, busy_timeout=60.0)
        async with open_desk(at, store=store, policy=automated(idp.url)) as desk:
            [held] = await desk.store.read(lambda tx: tx.grants())
            assert (held.ref, held.in_force, held.grant.proof) == (ref, False, "log 1")
            assert await desk.store.read(lambda tx: tx.next_call()) is None


async def test_what_was_given_before_there_was_a_table_for_it_is_in_it_after_the_move(database: str) -> None:
    """By the log of each request, as it is written from then on."""
    store = open_store(database, now=lambda: AT, busy_timeout=60.0)
    async with open_desk(AT, store=store) as desk:
        await granted(desk)
        await desk.until("2026-11-09 10:00 CET")
        quiet(await desk.person("sofia").fills("finish", "TASK-1002", text="I looked in ERP."))
        await granted_too(desk)
        held = await desk.store.read(lambda tx: tx.grants())
    assert [one.in_force for one in held] == [False, True]
    connected(parse_address(database), lambda connection: go_back(connection, "0035"))
    migrate(database)
    async with open_store(database, now=lambda: AT) as store:
        assert await store.read(lambda tx: tx.grants()) == held


async def granted_too(desk: DeskHouse) -> None:
    """So does Jan."""
    answers = {"system": "erp", "role": "read", "until": "2026-11-30", "reason": "I close the books there."}
    ref = await desk.person("jan").orders("access", **answers)
    for who in ("katrin", "ines"):
        quiet(await desk.person(who).presses("approve", ref))
    quiet(await desk.person("sofia").presses("finish", "TASK-1004"))
