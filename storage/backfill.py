"""What a new table still lacks: the tickets that were there before it, worked through after the migration.

A change of the tables is done whole, in a moment; to go through every ticket of a large desk is not. So a migration
that needs it leaves a small named value, `backfill:<name>`, which says up to which ticket that was done. Each batch is
a transaction of its own and moves it on: whoever is killed goes on there at the next start, and two that start at once
take turns. It is gone when all is done, and until then no desk starts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, TextClause, bindparam, text

from core.fulfilment import owing
from core.fulfilment.grants import given_by, held_by, in_force
from core.people import SYSTEM
from core.processes import parent_of
from core.reactions.fulfilling import KeepSteps
from core.reactions.going_on import SettleAccess
from core.reactions.table import Ask
from core.tickets.comments import Comment, fold_comments
from core.tickets.events import Commented, Happened
from core.tickets.evolve import fold as fold_ticket
from core.tickets.finding import fold
from core.tickets.ticket import Ticket
from storage import codec
from storage.comments import INSERT as INSERT_COMMENTS
from storage.comments import comment_row
from storage.deciders import INSERT as INSERT_DECIDERS
from storage.deciders import decider_rows
from storage.driver import Parameters
from storage.errands import WRITE as INSERT_ERRANDS
from storage.facts import INSERT as INSERT_FACTS
from storage.facts import facts_row
from storage.grants import INSERT as INSERT_GRANTS
from storage.grants import grant_rows
from storage.indexing import INDEXES, entry_of, own_words
from storage.instants import instant
from storage.packing import stored, unpack
from storage.sealing import number_of

BATCH = 200
"""Tickets in one transaction."""

_PENDING = text("SELECT name, value FROM memos WHERE name LIKE 'backfill:%' ORDER BY name LIMIT 1")
_MOVE_ON = text("UPDATE memos SET value = :value WHERE name = :name")
_FINISHED = text("DELETE FROM memos WHERE name = :name")
_BATCH = text("SELECT ref, number, state FROM tickets WHERE number > :after ORDER BY number LIMIT :most")
_COUNTS = text("SELECT count(*), count(CASE WHEN number <= :after THEN 1 END) FROM tickets")
_SAID = text(
    "SELECT ticket, seq, occurred_at, actor, kind, data FROM events WHERE ticket IN :refs"
    " AND kind IN ('commented', 'comment_edited', 'comment_deleted') ORDER BY ticket, seq"
).bindparams(bindparam("refs", expanding=True))
_LOGS = text(
    "SELECT ticket, seq, occurred_at, actor, kind, data FROM events WHERE ticket IN :refs ORDER BY ticket, seq"
).bindparams(bindparam("refs", expanding=True))
_CANCELLED = text(
    "SELECT ticket, seq, occurred_at, actor, kind, data FROM events WHERE ticket IN :refs AND kind = 'cancelled'"
    " ORDER BY ticket, seq"
).bindparams(bindparam("refs", expanding=True))
_CONVERTED = text(
    "SELECT ticket, count(*) AS times FROM events WHERE ticket IN :refs AND kind = 'converted' GROUP BY ticket"
).bindparams(bindparam("refs", expanding=True))
_CONVERSIONS = text("UPDATE ticket_facts SET conversions = :times WHERE ticket = :ticket")
_READDRESSED = text(
    "SELECT DISTINCT ticket FROM events WHERE ticket IN :refs AND kind = 'requester_changed' ORDER BY ticket"
).bindparams(bindparam("refs", expanding=True))
_RENAMED = text(
    "SELECT DISTINCT ticket FROM events WHERE ticket IN :refs"
    " AND kind IN ('converted', 'answers_changed', 'retitled', 'source_edited') ORDER BY ticket"
).bindparams(bindparam("refs", expanding=True))
_CALLED = text("UPDATE grants SET title = :title, item = :item WHERE number = :number AND task = :task")
_HOLDER = text("UPDATE grants SET person = :person WHERE number = :number AND task = :task")
_PARENT = text("UPDATE tickets SET parent = :parent WHERE ref = :ref")
_LAST = text("SELECT max(occurred_at) FROM events WHERE ticket IN :refs").bindparams(bindparam("refs", expanding=True))
_NEWEST = text("SELECT max(occurred_at) FROM events")
_STATE = text("UPDATE tickets SET state = :state WHERE ref = :ref")
_EVENT = text("UPDATE events SET data = :data WHERE ticket = :ref AND seq = :seq")


@dataclass(frozen=True, slots=True)
class Progress:
    """Of which part how many of the tickets there are have been worked through."""

    part: str
    done: int
    of: int


def pending(connection: Connection) -> bool:
    """Whether anything is left to be worked through."""
    return connection.execute(_PENDING).first() is not None


def work_off(connection: Connection, before: Progress | None = None) -> Progress | None:
    """Work through one batch, in the transaction that is open. Returns how far that is, None when nothing was left.

    With the progress `before` it, tickets are not counted anew for each batch. Raises LookupError for a ticket that a
    newer version wrote.
    """
    found = connection.execute(_PENDING).first()
    if found is None:
        return None
    name, after = found[0], int(found[1])
    part, fill = _FILLS[name]
    rows = connection.execute(_BATCH, {"after": after, "most": BATCH}).fetchall()
    if rows:
        fill(connection, {ref: state for ref, _, state in rows})
        after = rows[-1][1]
    if len(rows) < BATCH:
        connection.execute(_FINISHED, {"name": name})
    else:
        connection.execute(_MOVE_ON, {"name": name, "value": str(after)})
    if before is not None and before.part == part:
        return Progress(part, before.done + len(rows), before.of)
    total, done = connection.execute(_COUNTS, {"after": after}).one()
    return Progress(part, done, total)


def _comments(connection: Connection, states: Mapping[str, str]) -> None:
    """What was said moves out of each ticket's state: it is the fold of the log, as it is from now on."""
    rows = [row for ref, log in _logs(connection, _SAID, states).items() for row in _rows(ref, log)]
    if rows:
        connection.execute(text(INSERT_COMMENTS), rows)
    connection.execute(
        _STATE, [{"ref": ref, "state": codec.write(codec.read(Ticket, state))} for ref, state in states.items()]
    )


def _rows(ref: str, log: Sequence[tuple[int, Happened]]) -> list[Parameters]:
    numbers = {entry.event.comment: seq for seq, entry in log if isinstance(entry.event, Commented)}
    return [comment_row(ref, numbers[each.id], each) for each in fold_comments(entry for _, entry in log)]


def _facts(connection: Connection, states: Mapping[str, str]) -> None:
    """Each ticket's facts are those of its whole log."""
    logs = _logs(connection, _LOGS, states)
    rows = [facts_row(codec.read(Ticket, state), [entry for _, entry in logs[ref]]) for ref, state in states.items()]
    connection.execute(text(INSERT_FACTS), rows)


def _search(connection: Connection, states: Mapping[str, str]) -> None:
    """Each ticket is found by what it says and by what was said on it, as it reads now."""
    said: dict[str, list[Comment]] = defaultdict(list)
    for ref, log in _logs(connection, _SAID, states).items():
        said[ref] += fold_comments(entry for _, entry in log)
    entries = [_entry(codec.read(Ticket, state), said[ref]) for ref, state in states.items()]
    for _, statement in INDEXES[connection.dialect.name].keep:
        connection.execute(text(statement), entries)


def _entry(ticket: Ticket, said: Sequence[Comment]) -> Parameters:
    words, notes = (
        "".join(fold(each.text or "") for each in said if each.public is public) for public in (True, False)
    )
    return entry_of(int(ticket.ref.rpartition("-")[2]), own_words(ticket) + words, notes)


def _packing(connection: Connection, states: Mapping[str, str]) -> None:
    """Texts that were stored as they are become packed ones."""
    dialect = connection.dialect.name
    rows = [{"ref": ref, "state": stored(unpack(state), dialect)} for ref, state in states.items()]
    connection.execute(_STATE, rows)
    found = connection.execute(_LOGS, {"refs": list(states)}).fetchall()
    log = [{"ref": row[0], "seq": row[1], "data": stored(unpack(row[5]), dialect)} for row in found]
    connection.execute(_EVENT, log)


def _deciders(connection: Connection, states: Mapping[str, str]) -> None:
    """Who can decide about each order that waits."""
    rows = [row for state in states.values() for row in decider_rows(codec.read(Ticket, state))]
    if rows:
        connection.execute(text(INSERT_DECIDERS), rows)


def _grants(connection: Connection, states: Mapping[str, str]) -> None:
    """What each request gave, by its whole log."""
    tickets = [one for state in states.values() if (one := codec.read(Ticket, state)).plan]
    logs = _logs(connection, _LOGS, [ticket.ref for ticket in tickets]) if tickets else {}
    if rows := [row for ticket in tickets for row in grant_rows(ticket, [entry for _, entry in logs[ticket.ref]])]:
        connection.execute(text(INSERT_GRANTS), rows)


def _owed(connection: Connection, states: Mapping[str, str]) -> None:
    """Requests of which something stands still that is to be taken away are asked to go on with it.

    They are asked at the instant of what happened last to them and their tasks: what should have begun since then is
    late, and is told as such.
    """
    tickets = [one for state in states.values() if owing.stands_still((one := codec.read(Ticket, state)).plan)]
    refs = {ticket.ref: [ticket.ref, *(task.ref for task in ticket.plan if task.ref)] for ticket in tickets}
    last = {ref: connection.execute(_LAST, {"refs": all_}).scalar_one() for ref, all_ in refs.items()}
    _ask(connection, [(KeepSteps(ref), at) for ref, at in last.items()])


def _ask(connection: Connection, asks: Iterable[tuple[Ask, int]]) -> None:
    """Leave these to be asked by whoever runs, each at its instant."""
    rows: list[Parameters] = []
    for ask, at in asks:
        kind, data = codec.write_ask(ask)
        rows.append({"kind": kind, "data": data, "actor": SYSTEM, "at": at, "due_at": at})
    if rows:
        connection.execute(text(INSERT_ERRANDS), rows)


def _access(connection: Connection, states: Mapping[str, str]) -> None:
    """Orders that gave something which is in force are asked whose promise to end it counts: now, not then."""
    tickets = [one for state in states.values() if in_force((one := codec.read(Ticket, state)).plan)]
    if tickets:
        at = connection.execute(_NEWEST).scalar_one()
        _ask(connection, [(SettleAccess(ticket.ref), at) for ticket in tickets])


def _holders(connection: Connection, states: Mapping[str, str]) -> None:
    """What was given is whose it was then, also where whoever asked is another one since."""
    refs = list(connection.execute(_READDRESSED, {"refs": list(states)}).scalars())
    logs = _logs(connection, _LOGS, refs) if refs else {}
    rows: list[Parameters] = []
    for ref, log in logs.items():
        ticket, happened = codec.read(Ticket, states[ref]), [entry for _, entry in log]
        rows += [
            {"number": number_of(ref), "task": task.key, "person": held_by(ticket, happened, task.key)}
            for task, _ in given_by(ticket.plan)
        ]
    if rows:
        connection.execute(_HOLDER, rows)


def _given(connection: Connection, states: Mapping[str, str]) -> None:
    """What was given is called what it was then, also where its order is called otherwise since: so says its log."""
    refs = list(connection.execute(_RENAMED, {"refs": list(states)}).scalars())
    kept: list[Parameters] = []
    rows: list[Parameters] = []
    for ref, log in (_logs(connection, _LOGS, refs) if refs else {}).items():
        ticket = codec.read(Ticket, states[ref])
        told = fold_ticket(entry for _, entry in log)
        names = {task.key: task.given for task in told.plan}
        ticket = replace(ticket, plan=tuple(replace(task, given=names.get(task.key)) for task in ticket.plan))
        kept.append({"ref": ref, "state": stored(unpack(codec.write(ticket)), connection.dialect.name)})
        rows += [
            {"number": number_of(ref), "task": task.key, "title": task.given.title, "item": task.given.item}
            for task in ticket.plan
            if task.given is not None
        ]
    if kept:
        connection.execute(_STATE, kept)
    if rows:
        connection.execute(_CALLED, rows)


def _cancelled(connection: Connection, states: Mapping[str, str]) -> None:
    """Who cancelled a ticket stands in its log, and from now on in its state."""
    rows: list[Parameters] = []
    for ref, log in _logs(connection, _CANCELLED, states).items():
        ticket = replace(codec.read(Ticket, states[ref]), cancelled_by=log[-1][1].actor)
        rows.append({"ref": ref, "state": stored(unpack(codec.write(ticket)), connection.dialect.name)})
    if rows:
        connection.execute(_STATE, rows)


def _conversions(connection: Connection, states: Mapping[str, str]) -> None:
    """How often another kind of record was made of each ticket, by its log."""
    rows = [dict(row) for row in connection.execute(_CONVERTED, {"refs": list(states)}).mappings()]
    if rows:
        connection.execute(_CONVERSIONS, rows)


def _parents(connection: Connection, states: Mapping[str, str]) -> None:
    """Each task knows its order beside its state."""
    tickets = [codec.read(Ticket, state) for state in states.values()]
    rows = [{"ref": one.ref, "parent": parent} for one in tickets if (parent := parent_of(one.details))]
    if rows:
        connection.execute(_PARENT, rows)


def _logs(
    connection: Connection, wanted: TextClause, refs: Iterable[str]
) -> Mapping[str, Sequence[tuple[int, Happened]]]:
    """What happened to these tickets, oldest first, each with its number in the log."""
    logs: dict[str, list[tuple[int, Happened]]] = defaultdict(list)
    for ref, seq, at, actor, kind, data in connection.execute(wanted, {"refs": list(refs)}).fetchall():
        logs[ref].append((seq, Happened(instant(at), actor, codec.read_event(kind, data))))
    return logs


_FILLS: Mapping[str, tuple[str, Callable[[Connection, Mapping[str, str]], Any]]] = {
    "backfill:access": ("Who has what", _access),
    "backfill:comments": ("Comments", _comments),
    "backfill:conversions": ("Conversions", _conversions),
    "backfill:deciders": ("Approvals", _deciders),
    "backfill:facts": ("Figures", _facts),
    "backfill:given": ("What was given", _given),
    "backfill:grants": ("Access", _grants),
    "backfill:holders": ("Whose access", _holders),
    "backfill:owed": ("What is owed", _owed),
    "backfill:packing": ("Storage", _packing),
    "backfill:parents": ("Tasks", _parents),
    "backfill:search": ("Search", _search),
    "backfill:withdrawals": ("Who withdrew", _cancelled),
}
"""What is to be done with the states of a batch of tickets, and the part's name for people, by the name that the
migration left; done in that order."""
