"""Sealed answers on both databases: nothing opens them elsewhere, keys change, older ones are sealed afterwards."""

from __future__ import annotations

import base64
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from core.ports.sealed import NoKey
from core.processes import Details, RequestDetails
from core.tickets.events import AnswersChanged, AnswersSealed, Converted
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from storage import Keys, Progress, Rotated, new_key, older_answers, open_store, read_key, rotate, rotation
from storage import seal_older_answers as seal_older
from storage.connecting import connected
from storage.opening import parse_address
from storage.packing import unpack
from storage.transaction import SqlTransaction
from tests.storage.stories import NOW, go_on, open_ticket

STREET = "Elm Street 1"
OLD, NEW = read_key(new_key()), read_key(new_key())


class Killed(BaseException):
    """The process ended."""


def test_an_answer_is_opened_for_its_field_of_its_ticket_by_its_key_alone() -> None:
    keys = Keys([OLD])
    row = keys.seal(1000, "address", STREET)
    key, box = str(row["key"]), str(row["box"])
    assert STREET not in repr((row, keys, base64.b64decode(box)))
    assert keys.open(1000, "address", key, box) == STREET
    assert Keys([NEW, OLD]).open(1000, "address", key, box) == STREET
    for keys_, number, field in ((keys, 1001, "address"), (keys, 1000, "iban"), (Keys([NEW]), 1000, "address")):
        assert keys_.open(number, field, key, box) is None
    changed = bytearray(base64.b64decode(box))
    for at in range(len(changed)):
        flipped = bytes(changed[:at]) + bytes([changed[at] ^ 1]) + bytes(changed[at + 1 :])
        assert keys.open(1000, "address", key, base64.b64encode(flipped).decode()) is None
    for broken in ("", "?", "QUJD", box[:-4]):
        assert keys.open(1000, "address", key, broken) is None
    assert keys.seal(1000, "address", STREET)["box"] != box


@pytest.mark.parametrize("written", ["", "abc", "x" * 44, base64.b64encode(b"short").decode(), "é" * 40])
def test_what_is_no_key_is_refused_without_being_repeated(written: str) -> None:
    with pytest.raises(ValueError, match=r"^is no key$"):
        read_key(written)


@pytest.mark.parametrize("answer", [STREET, "x" * 1000, "Straße \ud83d\x00 😀"])
async def test_a_sealed_answer_comes_back_is_replaced_and_is_removed(database: str, answer: str) -> None:
    async with open_store(database, now=lambda: NOW, keys=Keys([OLD])) as store:
        await store.transact(lambda tx: tx.seal("REQ-1000", "address", "Oak Lane 2"))
        await store.transact(lambda tx: tx.seal("REQ-1000", "address", answer))
        assert await store.read(lambda tx: tx.unseal("REQ-1000", "address")) == answer
        assert await store.read(lambda tx: tx.unseal("INC-1000", "address")) == answer  # converted: the same number
        assert await store.read(lambda tx: tx.unseal("REQ-1001", "address")) is None
        await store.transact(lambda tx: tx.seal("REQ-1000", "address", None))
        assert await store.read(lambda tx: tx.unseal("REQ-1000", "address")) is None


async def test_a_row_that_was_moved_to_another_ticket_or_version_stays_shut_and_without_a_key_nothing_is_sealed(
    database: str,
) -> None:
    async with open_store(database, now=lambda: NOW, keys=Keys([OLD])) as store:
        await store.transact(lambda tx: tx.seal("REQ-1000", "address", STREET))
        await store.transact(lambda tx: tx.sql.change("UPDATE sealed_answers SET number = 1001", {}))
        assert await store.read(lambda tx: tx.unseal("REQ-1001", "address")) is None
        await store.transact(lambda tx: tx.sql.change("UPDATE sealed_answers SET number = 1000, version = 3", {}))
        assert await store.read(lambda tx: tx.unseal("REQ-1000", "address")) is None
    async with open_store(database, now=lambda: NOW) as store:
        with pytest.raises(NoKey):
            await store.transact(lambda tx: tx.seal("REQ-1000", "address", STREET))


def seal(tx: SqlTransaction, number: int) -> None:
    """Three versions of one answer, the last of which is that there is none."""
    tx.seal(f"REQ-{number}", "address", f"{number} {STREET}")
    tx.seal(f"REQ-{number}", "address", f"{number} Oak Lane", 5)
    tx.seal(f"REQ-{number}", "address", None, 7)


def stood(tx: SqlTransaction, number: int) -> list[str | None]:
    return [tx.unseal(f"REQ-{number}", "address", version) for version in (4, 5, 7)]


async def test_a_rotation_that_was_killed_goes_on_and_leaves_what_it_cannot_open(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    lost = read_key(new_key())
    for key, numbers in ((lost, (1,)), (OLD, range(2, 8))):
        async with open_store(database, now=lambda: NOW, keys=Keys([key])) as store:
            for number in numbers:
                await store.transact(partial(seal, number=number))

    def killed(_: Rotated) -> None:
        raise Killed

    with suppress(Killed):
        rotate(database, Keys([NEW, OLD]), killed)
    assert rotate(database, Keys([NEW, OLD])) == Rotated(sealed=12, shut=2)
    assert rotate(database, Keys([NEW, OLD])) == Rotated(sealed=0, shut=2)
    async with open_store(database, now=lambda: NOW, keys=Keys([NEW])) as store:
        opened = [await store.read(partial(stood, number=number)) for number in range(1, 8)]
    assert opened == [[None] * 3, *([f"{number} {STREET}", f"{number} Oak Lane", None] for number in range(2, 8))]


# answers of an older desk


def sensitive(details: Details) -> tuple[str, ...]:
    return ("address",) if isinstance(details, RequestDetails) else ()


def plain(street: str) -> RequestDetails:
    return RequestDetails(item="laptop", answers={"model": "Standard 14", "address": street})


def older_tickets(tx: SqlTransaction) -> None:
    """Five orders, of which one was changed, one became a fault, one has no address; and a fault."""
    for number in range(4):
        open_ticket(tx, details=plain(f"{number} {STREET}"), status="in_fulfilment")
    open_ticket(tx, details=RequestDetails(item="question", answers={"question": "How?"}), status="in_fulfilment")
    open_ticket(tx)
    go_on(tx, "INC-1001", AnswersChanged(plain(f"9 {STREET}")))
    fault = open_ticket(tx).details
    go_on(tx, "INC-1002", Converted(fault, "new", "network", "P3", "matrix"))
    tx.remember("sealing", "0")


def kept_in(database: str) -> str:
    """Every text that the database has, as it reads."""

    def all_of(connection: object) -> str:
        told = []
        for table in ("events", "tickets"):
            column = "data" if table == "events" else "state"
            rows = connection.execute(text(f"SELECT {column} FROM {table}")).scalars()  # type: ignore[attr-defined]
            told += [unpack(each) for each in rows]
        return "".join(told)

    return connected(parse_address(database), all_of)


async def test_older_answers_leave_tickets_and_logs_and_are_sealed_also_after_a_kill(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older_answers, "BATCH", 2)
    async with open_store(database, now=lambda: NOW) as store:
        await store.transact(older_tickets)
    keys = Keys([OLD])
    seal_older(database, Keys(), sensitive, NOW)
    assert STREET in kept_in(database)

    def killed(progress: Progress) -> None:
        raise Killed(progress.done)

    with suppress(Killed):
        seal_older(database, keys, sensitive, NOW, killed)
    seen: list[Progress] = []
    seal_older(database, keys, sensitive, NOW, seen.append)
    assert [each.done for each in seen] == [2, 3]
    assert STREET not in kept_in(database)
    if database.startswith("sqlite"):
        assert STREET.encode() not in Path(database.removeprefix("sqlite+aiosqlite:///")).read_bytes()
    async with open_store(database, now=lambda: NOW, keys=keys) as store:
        for number, street in ((1000, "0"), (1001, "9"), (1003, "3")):
            ref = f"INC-{number}"
            ticket = await store.read(lambda tx, ref=ref: tx.ticket(ref))  # type: ignore[misc]  # bound at once
            log = await store.read(lambda tx, ref=ref: tx.log(ref))  # type: ignore[misc]  # same
            assert fold(log) == ticket
            assert isinstance(ticket, Ticket)
            assert ticket.details == RequestDetails(
                item="laptop", answers={"model": "Standard 14"}, sealed={"address": 1}
            )
            assert log[-1].event == AnswersSealed(("address",))
            assert await store.read(lambda tx, ref=ref: tx.unseal(ref, "address")) == f"{street} {STREET}"  # type: ignore[misc]  # same
        assert fold(await store.read(lambda tx: tx.log("INC-1002"))) == await store.read(
            lambda tx: tx.ticket("INC-1002")
        )
        assert await store.read(lambda tx: tx.recall("sealing")) is None
    seal_older(database, keys, sensitive, NOW, seen.append)
    assert len(seen) == 2
