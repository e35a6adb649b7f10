"""The migrations and the rows say the same, on both databases, in both directions."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from core.items import Stage
from core.people import Person
from core.ports.prompts import Prompt
from core.ports.tickets import Search, StorageUnavailable
from core.processes import IncidentDetails, RequestDetails
from core.tickets.events import ApprovalBegan, Converted, Happened, StageStarted
from core.tickets.events.approvals import Seat
from core.tickets.evolve import fold
from core.tickets.facts import Facts
from core.tickets.ticket import Ticket
from storage import UnknownDatabase, codec, is_current, migrate, open_store
from storage.connecting import connected
from storage.instants import micros
from storage.migrate import NEWEST
from storage.models import Row, is_row_table
from storage.opening import parse_address
from storage.sqlite import _create_tables
from tests.storage.stories import LENA, MIA, NOW, events, line, open_ticket, opened


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True, "include_name": is_row_table}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, Row.metadata))


def test_a_database_in_memory_has_the_tables_that_the_migrations_make(tmp_path: Path) -> None:
    migrate(f"sqlite+aiosqlite:///{tmp_path}/desk.db")
    ask = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'ticket_search%' ORDER BY name"
    with closing(sqlite3.connect(tmp_path / "desk.db")) as file, closing(sqlite3.connect(":memory:")) as memory:
        _create_tables(memory)
        assert memory.execute(ask).fetchall() == file.execute(ask).fetchall()
        by_key = "SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%' ORDER BY name"
        assert memory.execute(by_key).fetchall() == file.execute(by_key).fetchall()


def index_conditions(connection: Connection) -> dict[str, str]:
    """The partial indexes and what they are partial by, which alembic does not compare."""
    found = {}
    for table in Row.metadata.tables:
        for index in inspect(connection).get_indexes(table):
            options = index.get("dialect_options", {})
            where = options.get("sqlite_where", options.get("postgresql_where"))
            if where is not None:
                found[str(index["name"])] = (
                    str(where).replace("(", "").replace(")", "").replace("::text", "").split(" ", 1)[0]
                )
    return found


def test_upgraded_from_empty_there_is_no_difference_to_the_rows(database: str) -> None:
    assert is_current(database)
    assert connected(parse_address(database), differences) == []


def test_every_partial_index_of_the_rows_is_partial_in_the_database(database: str) -> None:
    wanted = {}
    for table in Row.metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            if where is not None:
                wanted[index.name] = str(where).split(" ", 1)[0]
    assert connected(parse_address(database), index_conditions) == wanted


def test_a_downgrade_leaves_nothing_and_can_be_upgraded_again(database: str) -> None:
    migrate(database, to="base")
    tables = connected(parse_address(database), lambda connection: inspect(connection).get_table_names())
    assert tables == ["alembic_version"]
    assert not is_current(database)
    migrate(database)
    assert connected(parse_address(database), differences) == []


async def test_migrating_again_changes_nothing_and_works_inside_an_event_loop(database: str) -> None:
    async with open_store(database, now=lambda: NOW) as store:
        ticket = await store.transact(open_ticket)
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        assert await store.read(lambda tx: tx.ticket(ticket.ref)) == ticket


def write_ticket_as_before(connection: Connection, ticket: Ticket, log: tuple[Happened, ...]) -> None:
    """A ticket with its log as the first release wrote it."""
    named = ("ref", "kind", "status", "priority", "team", "requester", "beneficiary", "service", "private", "title")
    row = {name: getattr(ticket, name) for name in named}
    row |= {"number": 1000, "search": "", "state": codec.write(ticket), "version": len(log)}
    row |= {"created_at": micros(NOW), "updated_at": micros(NOW)}
    insert = f"INSERT INTO tickets ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})"
    connection.execute(text(insert), row)
    for seq, entry in enumerate(log, 1):
        kind, data = codec.write_event(entry.event)
        connection.execute(
            text(
                "INSERT INTO events (ticket, seq, occurred_at, recorded_at, actor, kind, data)"
                " VALUES (:ticket, :seq, :at, :at, :actor, :kind, :data)"
            ),
            {
                "ticket": ticket.ref,
                "seq": seq,
                "at": micros(entry.at),
                "actor": entry.actor,
                "kind": kind,
                "data": data,
            },
        )


async def test_a_database_of_the_first_release_keeps_its_tickets(database: str) -> None:
    migrate(database, to="base")
    migrate(database, to="0001")
    assert not is_current(database)
    log = events(opened("INC-1000"))
    ticket = fold(log)
    connected(parse_address(database), partial(write_ticket_as_before, ticket=ticket, log=log))
    migrate(database)
    assert is_current(database)
    async with open_store(database, now=lambda: NOW) as store:
        assert await store.read(lambda tx: tx.ticket(ticket.ref)) == ticket
        assert await store.read(lambda tx: tx.facts(ticket.ref)) == Facts("slack_command")


def test_where_people_work_is_a_column_also_of_those_who_were_there(database: str) -> None:
    migrate(database, to="base")
    migrate(database, to="0007")
    address = parse_address(database)
    write = text("INSERT INTO people (id, data, updated_at) VALUES (:id, :data, 0)")
    for name, site in (("mia", "Be\x00rlin"), ("dana", None)):
        data = codec.write(Person(name, name, "UTC", site=site, department="IT"))
        connected(address, lambda connection, row={"id": name, "data": data}: connection.execute(write, row))  # type: ignore[misc]  # bound at once
    migrate(database)
    ask = text("SELECT id, site, department FROM people ORDER BY id")
    found = connected(address, lambda connection: connection.execute(ask).fetchall())
    assert [tuple(row) for row in found] == [("dana", None, "IT"), ("mia", "Berlin", "IT")]


def write_as_before(connection: Connection, key: str, kind: str, at: datetime) -> None:
    """A notice as the releases before 0007 wrote it."""
    statement = (
        "INSERT INTO notices (key, kind, ticket, address, place, lane, at, not_before, facts, state, attempts) VALUES"
        " (:key, :kind, 'INC-1000', 'triage:service-desk', 'slack:T1/C9', 'slack:T1/C9', :at, :at, '{}', 'waiting', 0)"
    )
    connection.execute(text(statement), {"key": key, "kind": kind, "at": micros(at)})


async def test_what_waited_in_the_outbox_of_a_release_before_keeps_its_order(database: str) -> None:
    migrate(database, to="base")
    migrate(database, to="0006")
    address = parse_address(database)
    before = NOW - timedelta(minutes=1)
    for key, kind in (("card", "triage_card"), ("redraw", "triage_card"), ("word", "note")):
        connected(address, partial(write_as_before, key=key, kind=kind, at=before))
    migrate(database)
    # A process of that release still runs.
    connected(address, partial(write_as_before, key="late", kind="note", at=NOW))
    async with open_store(database, now=lambda: NOW) as store:
        other = replace(line("p1", ticket="INC-1001"), urgent=True)
        await store.transact(lambda tx: tx.write_notices([other]))
        said = []
        while leased := await store.outbox.lease(NOW, "w1", limit=9, lease_for=timedelta(minutes=1)):
            said += [each.notice.key for each in leased]
            assert not any(each.notice.refresh for each in leased)
            for each in leased:
                await store.outbox.done(each.id, None, NOW)
    assert said == ["card", "redraw", "word", "late", "p1"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_what_an_older_process_would_rewrite_is_not_migrated_while_one_runs(database: str) -> None:
    migrate(database, to="base")
    migrate(database, to="0005")
    async with open_store(database, now=lambda: NOW) as older:
        await older.ready()
        with pytest.raises(StorageUnavailable, match="end every one of them, then run deskbell migrate again"):
            migrate(database)
    migrate(database)
    assert is_current(database)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_what_can_be_migrated_beside_an_older_process_is(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As 0010 could, when it was the newest."""
    monkeypatch.setattr(sys.modules["storage.migrate"], "_ALONE", ("0009",))
    migrate(database, to="base")
    migrate(database, to="0009")
    async with open_store(database, now=lambda: NOW) as older:
        await older.ready()
        migrate(database)
    assert is_current(database)


@pytest.mark.parametrize("before", ["0010", "0012"])
async def test_tickets_of_the_version_before_are_found_by_the_new_index(database: str, before: str) -> None:
    async with open_store(database, now=lambda: NOW) as store:
        ticket = await store.transact(lambda tx: open_ticket(tx, title="公司网络坏了 printer"))
    connected(parse_address(database), lambda connection: go_back(connection, before))
    connected(parse_address(database), filled)
    assert not is_current(database)
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        for typed in ("网络", "inte", "pritner"):
            assert await store.read(lambda tx, typed=typed: tx.search(Search(text=typed))) == (ticket,)  # type: ignore[misc]  # bound at once


async def test_an_older_order_that_became_a_fault_leaves_the_next_start_what_is_to_be_done(database: str) -> None:
    """Its log has the answers still, and one day it may be an order again."""
    ordered = RequestDetails(item="laptop", answers={"address": "Elm Street 1"})
    async with open_store(database, now=lambda: NOW) as store:
        fault = Converted(IncidentDetails(impact=3, urgency=2), "new", "network", "P3", "matrix")
        await store.transact(lambda tx: open_ticket(tx, fault, details=ordered, status="in_fulfilment"))
    connected(parse_address(database), lambda connection: go_back(connection, "0024"))
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        assert await store.read(lambda tx: [tx.recall(name) for name in ("sealing", "unversioned")]) == ["0", "yes"]


async def test_orders_that_wait_already_are_found_by_who_can_decide(database: str) -> None:
    began = ApprovalBegan((Stage("test", "all", (LENA,)),))
    asked = StageStarted(0, (Seat(LENA, (LENA,)),), 1, NOW + timedelta(days=5))
    async with open_store(database, now=lambda: NOW) as store:
        ordered = RequestDetails(item="laptop")
        ticket = await store.transact(lambda tx: open_ticket(tx, began, asked, details=ordered, status="in_fulfilment"))
        await store.transact(open_ticket)
    connected(parse_address(database), lambda connection: go_back(connection, "0034"))
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        assert await store.read(lambda tx: tx.search(Search(decides=LENA))) == (ticket,)


def filled(connection: Connection) -> None:
    """The version before had nothing left to fill."""
    connection.execute(text("DELETE FROM memos WHERE name LIKE 'backfill:%'"))


def go_back(connection: Connection, to: str) -> None:
    config = Config(Path(sys.modules["storage.migrate"].__file__ or "").parent / "alembic.ini")
    config.attributes["connection"] = connection
    command.downgrade(config, to)


def test_two_that_start_at_once_migrate_once(database: str) -> None:
    migrate(database, to="base")
    failed: list[BaseException] = []

    def start() -> None:
        try:
            migrate(database)
        except BaseException as error:  # noqa: BLE001  # shown by the test
            failed.append(error)

    both = [Thread(target=start) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert failed == []
    assert is_current(database)


def test_the_newest_revision_is_the_one_that_the_program_asks_for() -> None:
    folder = Path(__file__).parents[2] / "storage" / "migrations"
    assert ScriptDirectory(folder).get_current_head() == NEWEST


def test_a_start_with_nothing_to_migrate_does_not_load_alembic(tmp_path: Path) -> None:
    migrate(f"sqlite+aiosqlite:///{tmp_path}/desk.db")
    start = (
        "import sys, storage; storage.migrate(sys.argv[1]); assert storage.is_current(sys.argv[1]);"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", start, f"sqlite+aiosqlite:///{tmp_path}/desk.db"], check=True)


def test_a_missing_file_and_its_folder_are_made(tmp_path: Path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path}/data/desk/deskbell.db"
    migrate(address)
    assert is_current(address)


def test_a_migration_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tickets (x)")  # in the way of the first revision
    connection.close()
    with pytest.raises(StorageUnavailable, match="already exists"):
        migrate(f"sqlite+aiosqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("tickets",)]
    connection.close()


@pytest.mark.parametrize("address", ["mysql://root:secret@db/x", "deskbell.db", ""])
def test_an_address_of_no_database_is_refused_with_those_that_work(address: str) -> None:
    with pytest.raises(UnknownDatabase, match=r"write sqlite\+aiosqlite:///data/deskbell\.db") as refused:
        open_store(address, now=lambda: NOW)
    assert "secret" not in str(refused.value)


def keep_for_requester(connection: Connection) -> None:
    """Words for the one who asked, as the releases before 0012 wrote them: those of a chat, of a thread, and others."""
    statement = (
        "INSERT INTO notices (key, kind, ticket, address, place, lane, at, not_before, due_at, facts, state, attempts,"
        " done_at) VALUES (:key, 'claimed', :ticket, :address, :place, :lane, :at, :at, :at, :facts, :state, 0, :done)"
    )
    at = micros(NOW)
    for key, ticket, address, place, state in (
        ("a", "INC-1000", "requester", None, "waiting"), ("b", "INC-1001", "requester", None, "waiting"),
        ("c", "INC-1000", "requester", "slack:T1/C9", "waiting"), ("d", "INC-9", "requester", None, "waiting"),
        ("e", "INC-1000", "direct:mia", None, "waiting"), ("f", "INC-1001", "requester", None, "parked"),
    ):  # fmt: skip
        lane = place or (f"requester:{ticket}" if address == "requester" else address)
        row = {"key": key, "ticket": ticket, "address": address, "place": place, "lane": lane, "at": at, "facts": "{}"}
        connection.execute(text(statement), {**row, "state": state, "done": at if state == "parked" else None})


async def test_what_waits_for_who_asked_is_moved_into_the_row_of_that_person(database: str) -> None:
    async with open_store(database, now=lambda: NOW) as store:
        for _ in range(2):
            await store.transact(lambda tx: open_ticket(tx))
    address = parse_address(database)
    connected(address, lambda connection: go_back(connection, "0011"))
    connected(address, keep_for_requester)

    def rows() -> list[tuple[str, ...]]:
        ask = text("SELECT key, address, lane FROM notices ORDER BY key")
        return [tuple(row) for row in connected(address, lambda connection: connection.execute(ask).fetchall())]

    before = rows()
    migrate(database)
    mine = f"requester:{MIA}"
    assert rows() == [
        ("a", mine, mine), ("b", mine, mine), ("c", mine, "slack:T1/C9"), ("d", "requester", "requester:INC-9"),
        ("e", "direct:mia", "direct:mia"), ("f", mine, mine),
    ]  # fmt: skip
    connected(address, lambda connection: go_back(connection, "0011"))
    assert rows() == before
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        leased = await store.outbox.lease(NOW, "w1", limit=9, lease_for=timedelta(minutes=1))
        assert [each.notice.key for each in leased if each.notice.conversation == mine] == ["a"]


def keep_prompts(connection: Connection) -> None:
    """What was kept of prompts as 0044 did: among the words set aside, by the message that they are about."""
    statement = text(
        "INSERT INTO words_aside (person, key, text, files, at) VALUES (:person, :key, :text, '[]', :at)"
    )  # fmt: skip
    for key, kept in (
        ("stands teams:t/a#m1", json.dumps([["teams:t/a#b1", "Which\none?", "q1"], ["teams:t/a#b2", "What?", ""]])),
        ("stands teams:t/a#m2", ""), ("over teams:t/a#m2", ""), ("waited teams:t/a#m3", ""),
    ):  # fmt: skip
        row = {"person": MIA, "key": key, "text": codec.write_text(kept), "at": micros(NOW)}
        connection.execute(statement, row)


async def test_prompts_that_stood_before_end_as_the_others_do(database: str) -> None:
    migrate(database)
    address = parse_address(database)
    connected(address, lambda connection: go_back(connection, "0044"))
    connected(address, keep_prompts)
    migrate(database)
    async with open_store(database, now=lambda: NOW) as store:
        about = "teams:t/a#m1"
        assert list(await store.read(lambda tx: tx.prompts_of(MIA))) == [
            Prompt("teams:t/a#b1", MIA, "Which\none?", NOW, about, "q1"),
            Prompt("teams:t/a#b2", MIA, "What?", NOW, about),
        ]
        assert await store.read(lambda tx: tx.aside(MIA, "stands teams:t/a#m1")) is None
        assert await store.read(lambda tx: tx.aside(MIA, "waited teams:t/a#m3")) is not None
