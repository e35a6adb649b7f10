"""The desk of the version before moves in place on both databases: in batches, with progress, again after a kill."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, create_engine, text

from core.ports.tickets import Search
from core.processes import IncidentDetails, RequestDetails, TaskDetails
from core.tickets.comments import fold_comments
from core.tickets.events import Converted
from core.tickets.evolve import fold
from core.tickets.facts import facts_of
from storage import Progress, backfill, is_current, migrate, open_store
from storage.connecting import connected
from storage.opening import parse_address
from storage.packing import unpack
from tests.storage.stories import NOW, go_on, open_ticket
from tests.storage.test_migrations import go_back

BEFORE = "0005"
"""The newest revision of the version before."""


ONCE_THROUGH = [7, 14, 21, 28, 35, 40]


def fills(address: str) -> list[str]:
    """The parts that are done for every ticket of that desk, in their order: only SQLite packs, no order has tasks,
    nothing was converted, nobody else asks for what was asked for."""
    none = {
        "Approvals",
        "Access",
        "What was given",
        "Who has what",
        "Whose access",
        "Conversions",
        "Tasks",
        "What is owed",
    } | (set() if address.startswith("sqlite") else {"Storage"})
    return [part for part, _ in backfill._FILLS.values() if part not in none]


class Killed(BaseException):
    """The process ended."""


@pytest.fixture
def old(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a desk as the version before left it; a batch is seven of its 40 tickets."""
    monkeypatch.setattr(backfill, "BATCH", 7)
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as written:
        written.executescript((Path(__file__).parent / "old_desk.sql").read_text(encoding="utf-8"))
    migrate(f"sqlite+aiosqlite:///{path}", to=BEFORE)
    if database.startswith("sqlite"):
        shutil.copy(path, database.removeprefix("sqlite+aiosqlite:///"))
        return database
    migrate(database, to="base")
    migrate(database, to=BEFORE)
    connected(parse_address(database), lambda connection: copy(path, connection))
    return database


def copy(path: Path, into: Connection) -> None:
    """Every row of a SQLite file into the same tables elsewhere."""
    known, there = MetaData(), MetaData()
    engine = create_engine(f"sqlite:///{path}")
    known.reflect(engine)
    there.reflect(into)
    with engine.connect() as written:
        for table in known.sorted_tables:
            rows = [dict(row) for row in written.execute(table.select()).mappings()]
            if rows and table.name != "alembic_version":
                target = there.tables[table.name]
                booleans = {each.name for each in target.columns if str(each.type) == "BOOLEAN"}
                into.execute(
                    target.insert(),
                    [{name: bool(it) if name in booleans else it for name, it in row.items()} for row in rows],
                )
    engine.dispose()


async def holds(address: str) -> None:
    """Every ticket, and what was said on it, is the fold of its log; no row keeps what was said a second time."""
    async with open_store(address, now=lambda: NOW) as store:
        tickets = await store.read(lambda tx: tx.search(Search(limit=100)))
        assert len(tickets) == 40
        said = 0
        for ticket in tickets:
            log = await store.read(lambda tx, ref=ticket.ref: tx.log(ref))  # type: ignore[misc]  # bound at once
            comments = await store.read(lambda tx, ref=ticket.ref: tx.comments(ref))  # type: ignore[misc]  # same
            facts = await store.read(lambda tx, ref=ticket.ref: tx.facts(ref))  # type: ignore[misc]  # same
            assert fold(log) == ticket
            assert facts_of(ticket, log) == facts
            asked = Search(text=f"{ticket.title} {ticket.requester}", limit=100)
            found = await store.read(lambda tx, asked=asked: tx.search(asked))  # type: ignore[misc]  # same
            assert ticket in found
            assert fold_comments(log) == comments
            for each in comments:
                hits = await store.read(lambda tx, text=each.text: tx.find(_read_by_all(text)))  # type: ignore[misc]  # same
                assert ticket in [hit.ticket for hit in hits]
            said += len(comments)
        assert said == 6
        meant = await store.read(lambda tx: tx.search(Search(text="srceen")))
        assert "Screen of the meeting room stays dark" in {ticket.title for ticket in meant}
    states = column(address, "SELECT state FROM tickets")
    assert not any('"comments"' in unpack(state) for state in states)
    kept = {type(text) for text in (*states, *column(address, "SELECT data FROM events"))}
    assert kept == {bytes if address.startswith("sqlite") else str}


def _read_by_all(text: str | None) -> Search:
    return Search(text=text, limit=100, reads_notes=lambda _: True)


def column(address: str, asked: str) -> list[Any]:
    """What stands in a column, as the database gives it."""
    return connected(parse_address(address), lambda connection: [*connection.execute(text(asked)).scalars()])


async def test_what_was_converted_before_it_was_counted_is_counted_once(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "BATCH", 2)
    how_often = {"INC-1000": 2, "INC-1001": 0, "INC-1002": 1, "INC-1003": 0, "INC-1004": 1}
    order = Converted(RequestDetails(item="laptop"), "in_fulfilment", "endpoint", "P4", "matrix")
    fault = Converted(IncidentDetails(impact=4, urgency=2), "new", "endpoint", "P4", "matrix")
    async with open_store(database, now=lambda: NOW) as store:
        for times in how_often.values():
            opened = await store.transact(open_ticket)
            for happened in (order, fault)[:times]:
                await store.transact(lambda tx, ref=opened.ref, happened=happened: go_on(tx, ref, happened))  # type: ignore[misc]  # bound at once
    for _ in range(2):  # the second time they are what they were
        connected(parse_address(database), lambda connection: go_back(connection, "0042"))
        migrate(database)
        async with open_store(database, now=lambda: NOW) as store:
            counted = {ref: await store.read(lambda tx, ref=ref: tx.facts(ref)) for ref in how_often}  # type: ignore[misc]  # same
        assert {ref: facts.conversions for ref, facts in counted.items() if facts} == how_often


async def test_an_old_desk_moves_in_place_and_shows_how_far_it_is(old: str) -> None:
    assert not is_current(old)
    shown: list[Progress] = []
    migrate(old, progress=shown.append)
    assert shown == [Progress(part, done, 40) for part in fills(old) for done in ONCE_THROUGH]
    assert is_current(old)
    await holds(old)


async def test_whoever_was_killed_goes_on_where_it_was(old: str) -> None:
    shown: list[Progress] = []

    def kill(progress: Progress) -> None:
        shown.append(progress)
        raise Killed

    starts = 0
    while not is_current(old):
        starts += 1
        with suppress(Killed):
            migrate(old, progress=kill)
    assert starts == len(ONCE_THROUGH) * len(fills(old))
    assert [each.done for each in shown] == ONCE_THROUGH * len(fills(old))
    await holds(old)


async def test_a_batch_that_fails_is_done_whole_at_the_next_start(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = fills(old)
    for name, (part, fill) in backfill._FILLS.items():
        if part not in wanted:
            continue
        with monkeypatch.context() as broken:
            broken.setattr(backfill, "_FILLS", {**backfill._FILLS, name: (part, failing(fill))})
            with pytest.raises(Killed):
                migrate(old)
        assert not is_current(old)
    migrate(old)
    await holds(old)


def failing(fill: Callable[[Connection, Mapping[str, str]], object]) -> Callable[[Connection, Mapping[str, str]], None]:
    """The same, which fails when all is done but the commit."""

    def fail(connection: Connection, states: Mapping[str, str]) -> None:
        fill(connection, states)
        raise Killed

    return fail


async def test_tasks_from_before_stand_for_their_order(database: str) -> None:
    work = Search(statuses=("in_fulfilment", "ready"), beside=("ready",))
    async with open_store(database, now=lambda: NOW) as store:
        details, task = RequestDetails(item="laptop"), TaskDetails(parent="INC-1000", key="order")
        await store.transact(lambda tx: open_ticket(tx, details=details, status="in_fulfilment"))
        await store.transact(lambda tx: open_ticket(tx, details=task, status="ready"))
    connected(parse_address(database), lambda connection: go_back(connection, "0044"))
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        assert [one.ref for one in await store.read(lambda tx: tx.search(work))] == ["INC-1001"]
