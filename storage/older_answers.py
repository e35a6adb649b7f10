"""Sensitive answers from before there was a key: they leave the tickets and their logs, and are sealed.

A log is never rewritten but here: what nobody but the fulfilment staff may read has no place in it. Each batch is a
transaction of its own, and the small value `sealing` says how far that is: whoever is killed goes on there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, text

from core.items import Item
from core.people import SYSTEM
from core.ports.tickets import StorageUnavailable
from core.processes import Details, RequestDetails
from core.tickets.events import AnswersChanged, AnswersSealed, Converted, Event, Happened, Opened, SourceEdited
from core.tickets.evolve import evolve
from core.tickets.ticket import Ticket
from storage import codec
from storage.backfill import Progress
from storage.connecting import connected, wait_for_others
from storage.instants import micros
from storage.opening import parse_address
from storage.packing import stored
from storage.sealing import Keys

BATCH = 200
"""Tickets in one transaction."""
Sensitive = Callable[[Details], tuple[str, ...]]
"""The fields of what was ordered whose answers are for the fulfilment staff alone."""
Telling = Opened | AnswersChanged | Converted | SourceEdited
"""Events that say what was answered."""

_SETTINGS = text("SELECT value FROM memos WHERE name = 'settings'")
_ITEMS = text("SELECT version, data FROM item_versions")
_LEFT = text("SELECT value FROM memos WHERE name = 'sealing'")
_MOVE_ON = text("UPDATE memos SET value = :value WHERE name = 'sealing'")
_FINISHED = text("DELETE FROM memos WHERE name = 'sealing'")
_REQUESTS = (
    "FROM tickets t WHERE t.number > :after"
    " AND (t.kind = 'request' OR EXISTS (SELECT 1 FROM events e WHERE e.ticket = t.ref AND e.kind = 'converted'))"
)
_BATCH = text(f"SELECT t.ref, t.number, t.version, t.state {_REQUESTS} ORDER BY t.number LIMIT :most")
_COUNT = text(f"SELECT count(*) {_REQUESTS}")  # our own words
_LOG = text(
    "SELECT seq, kind, data FROM events WHERE ticket = :ref"
    " AND kind IN ('opened', 'answers_changed', 'converted', 'source_edited') ORDER BY seq"
)
_SEAL = text(
    "INSERT INTO sealed_answers (number, field, version, key, box) VALUES (:number, :field, :version, :key, :box)"
    " ON CONFLICT (number, field, version) DO NOTHING"
)
_EVENT = text("UPDATE events SET data = :data WHERE ticket = :ref AND seq = :seq")
_NEW_EVENT = text(
    "INSERT INTO events (ticket, seq, occurred_at, recorded_at, actor, kind, data)"
    " VALUES (:ticket, :seq, :at, :at, :actor, :kind, :data)"
)
_STATE = text("UPDATE tickets SET state = :state, version = :version WHERE ref = :ref AND version = :before")


@dataclass(frozen=True, slots=True)
class Then:
    """What was in force: the settings file of the last start (None: there was none), items as they were ordered."""

    settings: str | None
    items: Mapping[str, Item]


def rules_then(url: str) -> Then | None:
    """What the database keeps of the rules that older answers were given under; None where none is left to be sealed.

    Raises UnknownDatabase, StorageUnavailable.
    """

    def read(connection: Connection) -> Then | None:
        if _memo(connection) is None:
            return None
        written = connection.execute(_SETTINGS).scalar()
        items = {version: codec.read(Item, data) for version, data in connection.execute(_ITEMS).fetchall()}
        return Then(None if written is None else codec.read_text(written), items)

    return connected(parse_address(url), read)


def seal_older_answers(
    url: str,
    keys: Keys,
    sensitive: Sensitive,
    at: datetime,
    progress: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Seal what is left of older answers, in batches, each told to `progress`; without a key nothing is done.

    On SQLite nothing of them stays in the file. PostgreSQL writes over their place in its own time. Raises
    UnknownDatabase, StorageUnavailable, and LookupError for a ticket that a newer version wrote.
    """
    address, done = parse_address(url), 0
    total = connected(address, _left) if keys.newest is not None else None
    while total is not None:
        batch = connected(address, partial(_seal_batch, keys=keys, sensitive=sensitive, at=at))
        if batch == 0:
            connected(address, _clean_up, apart=True)
            connected(address, lambda connection: connection.execute(_FINISHED))
            return
        done += batch
        progress(Progress("Private answers", done, total))


def _left(connection: Connection) -> int | None:
    """How many tickets are to be looked into; None where that was done."""
    memo = _memo(connection)
    return None if memo is None else int(connection.execute(_COUNT, {"after": memo[0]}).scalar_one())


def _memo(connection: Connection) -> tuple[int, bool] | None:
    """Up to which ticket that was done, and whether any had such an answer."""
    written = connection.execute(_LEFT).scalar()
    if written is None:
        return None
    number, _, found = codec.read_text(written).partition(" ")
    return int(number), bool(found)


def _seal_batch(connection: Connection, *, keys: Keys, sensitive: Sensitive, at: datetime) -> int:
    """How many tickets were looked into; 0 when all were."""
    wait_for_others(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    memo = _memo(connection)
    rows = connection.execute(_BATCH, {"after": memo[0], "most": BATCH}).fetchall() if memo else []
    if memo and rows:
        had = [_seal_ticket(connection, keys, sensitive, at, row) for row in rows]
        found = " found" if memo[1] or any(had) else ""
        connection.execute(_MOVE_ON, {"value": codec.write_text(f"{rows[-1][1]}{found}")})
    return len(rows)


def _seal_ticket(connection: Connection, keys: Keys, sensitive: Sensitive, at: datetime, row: Any) -> bool:
    """Whether a ticket had such an answer: it is sealed, and nothing of it is left in its log and its state."""
    ref, number, version, state = row
    dialect = connection.dialect.name
    plain: dict[str, str] = {}
    for seq, kind, data in connection.execute(_LOG, {"ref": ref}).fetchall():
        event = codec.read_event(kind, data)
        if isinstance(event, Telling) and (answers := _plain(event, sensitive)):
            plain |= answers
            _, rewritten = codec.write_event(_without(event, answers))
            connection.execute(_EVENT, {"ref": ref, "seq": seq, "data": stored(rewritten, dialect)})
    for field, answer in plain.items():
        connection.execute(_SEAL, keys.seal(number, field, answer))
    ticket = codec.read(Ticket, state)
    fields = tuple(_plain(ticket, sensitive))
    if not fields:
        return bool(plain)
    sealed = AnswersSealed(fields)
    after = evolve(ticket, Happened(at, SYSTEM, sealed))
    kept = {"state": stored(codec.write(after), dialect), "version": after.version, "ref": ref, "before": version}
    if connection.execute(_STATE, kept).rowcount != 1:
        raise StorageUnavailable(f"{ref} was changed in the same moment; start again.")
    kind, data = codec.write_event(sealed)
    connection.execute(
        _NEW_EVENT,
        {
            "ticket": ref,
            "seq": after.version,
            "at": micros(at),
            "actor": SYSTEM,
            "kind": kind,
            "data": stored(data, dialect),
        },
    )
    return True


def _plain(told: object, sensitive: Sensitive) -> Mapping[str, str]:
    """Sensitive answers that stand in an event or a ticket as they were written."""
    if not isinstance(told, Ticket | Telling) or not isinstance(told.details, RequestDetails):
        return {}
    answers = told.details.answers
    return {field: answers[field] for field in sensitive(told.details) if field in answers}


def _without(event: Telling, answers: Mapping[str, str]) -> Event:
    """The same event as it would be written today."""
    details = event.details
    if not isinstance(details, RequestDetails):
        return event
    left = {field: answer for field, answer in details.answers.items() if field not in answers}
    return replace(event, details=replace(details, answers=left, sealed=dict.fromkeys(answers, 1)))


def _clean_up(connection: Connection) -> None:
    """Where anything was taken out, nothing of it stays where the database keeps its pages."""
    memo = _memo(connection)
    if memo is None or not memo[1]:
        return
    connection.exec_driver_sql("VACUUM")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
