"""One transaction: the core's `Transaction` port over a driver, the same code for both databases.

The statements are short texts whose plans are fixed by the indexes in `models.py`; both databases keep them prepared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from core.items import Item
from core.notifications.kinds import due, redraws
from core.people import Person, PersonId, Speaker
from core.ports.bindings import BESIDE, OVERVIEW, Binding
from core.ports.outbox import Notice
from core.ports.tickets import Search
from core.processes import OVER, parent_of
from core.reactions.table import Asked
from core.tickets.events import Happened
from core.tickets.finding import Hit
from core.tickets.ticket import Ticket
from storage import codec
from storage.asking import AskingStatements
from storage.chats import ChatStatements
from storage.comments import CommentStatements
from storage.deciders import DeciderStatements
from storage.driver import Driver, Parameters, Value, one
from storage.errands import ErrandStatements
from storage.facts import FactStatements
from storage.grants import GrantStatements
from storage.indexing import INDEXES, entry_of, own_words, said_in
from storage.instants import instant, instant_or_none, micros, micros_or_none
from storage.item_versions import ItemStatements
from storage.opened_with import OpeningStatements, corrects, opened_with
from storage.packing import stored
from storage.prompts import PromptStatements
from storage.rota import RotaStatements
from storage.sealing import Keys, SealedStatements, number_of
from storage.searching import count_tickets, find_tickets
from storage.source_words import SourceStatements

_RECEIPT = "SELECT outcome FROM receipts WHERE key = :key"
_KEEP_RECEIPT = "INSERT INTO receipts (key, outcome, at) VALUES (:key, :outcome, :at) ON CONFLICT (key) DO NOTHING"
_NEXT_NUMBER = (
    "INSERT INTO counters (name, value) VALUES ('ticket', :first)"
    " ON CONFLICT (name) DO UPDATE SET"
    " value = CASE WHEN counters.value < :first THEN :first ELSE counters.value + 1 END RETURNING value"
)
_TICKET = "SELECT state FROM tickets WHERE ref = :ref"
_LOG = "SELECT occurred_at, actor, kind, data FROM events WHERE ticket = :ref ORDER BY seq"
_NEW_TICKET = (
    "INSERT INTO tickets (ref, number, kind, status, priority, team, assignee, requester, beneficiary, service,"
    " private, title, due_at, sla_due_at, created_at, updated_at, version, state, parent)"
    " VALUES (:ref, :number, :kind, :status, :priority, :team, :assignee, :requester, :beneficiary, :service, :private,"
    " :title, :due_at, :sla_due_at, :created_at, :updated_at, :version, :state, :parent) ON CONFLICT (ref) DO NOTHING"
)
# What a ticket was opened with (its kind, who asked for what) hardly ever changes: the indexes over it are left alone.
_CHANGED_TICKET = (
    "UPDATE tickets SET status = :status, priority = :priority, team = :team, assignee = :assignee,"
    " private = :private, due_at = :due_at, sla_due_at = :sla_due_at, updated_at = :updated_at, version = :version,"
    " state = :state WHERE ref = :ref AND version = :before"
)
_BIND = (
    "INSERT INTO bindings (ticket, role, place, message, thread) VALUES (:ticket, :role, :place, :message, :thread)"
    " ON CONFLICT (ticket, role, place) DO UPDATE SET message = excluded.message, thread = excluded.thread"
)
_BOUND = (
    "SELECT ticket, role, place, message, thread FROM bindings WHERE place = :place AND message = :message"  # noqa: S608  # only constants
    f" AND role NOT LIKE '{OVERVIEW}%' AND role NOT LIKE '{BESIDE}%' ORDER BY role, ticket LIMIT 1"
)
_BINDINGS = "SELECT ticket, role, place, message, thread FROM bindings WHERE ticket = :ref ORDER BY role, place"
_UNBIND = "DELETE FROM bindings WHERE ticket = :ref AND role = :role AND place = :place"
_BINDINGS_OF_ROLE = (
    "SELECT ticket, role, place, message, thread FROM bindings WHERE ticket = :ref AND role = :role ORDER BY place"
)
_PERSON = "SELECT data FROM people WHERE id = :id"
_PEOPLE = "SELECT data FROM people WHERE gone IS NULL"
_PERSON_OF = "SELECT people.data FROM accounts JOIN people ON people.id = accounts.person WHERE speaker = :speaker"
_SAVE_PERSON = (
    "INSERT INTO people (id, site, department, manager, gone, away_until, data, updated_at)"
    " VALUES (:id, :site, :department, :manager, :gone, :away_until, :data, :at)"
    " ON CONFLICT (id) DO UPDATE SET site = excluded.site, department = excluded.department,"
    " manager = excluded.manager, gone = excluded.gone, away_until = excluded.away_until, data = excluded.data,"
    " updated_at = excluded.updated_at"
)
_FORGET_ACCOUNTS = "DELETE FROM accounts WHERE person = :id"
_SAVE_ACCOUNT = (
    "INSERT INTO accounts (speaker, person) VALUES (:speaker, :person)"
    " ON CONFLICT (speaker) DO UPDATE SET person = excluded.person"
)
_DUE = "SELECT ref FROM tickets WHERE due_at IS NOT NULL AND due_at <= :now ORDER BY due_at LIMIT :limit"
_OVER = ", ".join(f"'{status}'" for status in sorted(OVER))
_OPEN = f"SELECT ref, version FROM tickets WHERE status NOT IN ({_OVER}) ORDER BY number"  # noqa: S608  # our own statuses
_NEXT_DUE = (
    "SELECT min(due_at) FROM (SELECT min(due_at) AS due_at FROM tickets WHERE due_at IS NOT NULL"
    " UNION ALL SELECT min(due_at) FROM errands WHERE kind <> 'call_out'"
    " UNION ALL SELECT min(due_at) FROM absences) AS soonest"
)
_RECALL = "SELECT value FROM memos WHERE name = :name"
_HOLD = (
    "INSERT INTO memos (name, value) VALUES (:name, '\"\"') ON CONFLICT (name) DO UPDATE SET value = memos.value"
    " RETURNING value"
)
_REMEMBER = (
    "INSERT INTO memos (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


class SqlTransaction(
    AskingStatements,
    ChatStatements,
    CommentStatements,
    DeciderStatements,
    ErrandStatements,
    FactStatements,
    GrantStatements,
    ItemStatements,
    OpeningStatements,
    PromptStatements,
    RotaStatements,
    SealedStatements,
    SourceStatements,
):
    """Implements `core.ports.tickets.Transaction`. `wakes`: what was done may be due for delivery or sweep now."""

    __slots__ = ("_now", "_writes", "items", "keys", "sql", "wakes")

    def __init__(
        self, sql: Driver, now: Callable[[], datetime], keys: Keys, items: dict[str, Item], *, writes: bool
    ) -> None:
        self.sql = sql
        self.keys = keys
        self.items = items
        self.wakes = False
        self._now = now
        self._writes = writes

    def receipt(self, key: str) -> str | None:
        """The outcome kept for an inbound event or form id, or None when it is new."""
        found = one(self.sql.rows(_RECEIPT, {"key": key}))
        return None if found is None else codec.read_text(found[0])

    def keep_receipt(self, key: str, outcome: str, at: datetime) -> None:
        """Remember the outcome of `key`. Raises Conflict when somebody just did, here or at the commit."""
        row: Parameters = {"key": key, "outcome": codec.write_text(outcome), "at": micros(at)}
        self.sql.later("receipts", _KEEP_RECEIPT, row, missed=f"{key} was answered a moment ago.")

    def next_number(self, first: int) -> int:
        """The next ticket number, `first` or above, gapless: a rolled-back transaction gives it back."""
        return int(self.sql.rows(_NEXT_NUMBER, {"first": first})[0][0])

    def ticket(self, ref: str) -> Ticket | None:
        """The stored ticket, or None."""
        found = one(self.sql.rows(_TICKET, {"ref": ref}))
        return None if found is None else self._with_item(codec.read_ticket(found[0]))

    def log(self, ref: str) -> tuple[Happened, ...]:
        """A ticket's whole log, oldest first."""
        return tuple(
            Happened(instant(at), actor, codec.read_event(kind, data))
            for at, actor, kind, data in self.sql.rows(_LOG, {"ref": ref})
        )

    def save(self, before: int, ticket: Ticket, happened: Sequence[Happened], due_at: datetime | None) -> None:
        """Append events and store their fold: ticket, comments and facts; `before` is the version read (0: new).

        Raises Conflict, here or at the commit.

        Without events only the next instant is stored anew (the rules changed, the ticket did not).
        Raises ValueError when the ticket's version is not `before` and the events on top.
        """
        if ticket.version != before + len(happened):
            raise ValueError(f"{ticket.ref} at version {ticket.version} is not {len(happened)} events after {before}.")
        recorded_at = micros(self._now())
        row = _changing(ticket, due_at)
        row["state"] = stored(codec.write(ticket), self.sql.dialect.name)
        row["updated_at"] = micros(happened[-1].at) if happened else recorded_at
        missed = f"{ticket.ref} is no longer at version {before}."
        if before == 0:
            row |= _lasting(ticket, happened)
            self.sql.later("tickets", _NEW_TICKET, row, missed=missed)
        else:
            row["before"] = before
            self.sql.later("tickets", _CHANGED_TICKET, row, missed=missed)
            if corrects(happened):
                self._correct(ticket)
        self._append(ticket.ref, before, happened, recorded_at)
        self._keep_comments(ticket.ref, before, happened)
        self._index(ticket, happened, opening=before == 0 or corrects(happened))
        self._keep_facts(ticket, happened)
        self._keep_deciders(ticket)
        self._keep_grants(ticket, happened)
        self.wakes |= due_at is not None

    def _index(self, ticket: Ticket, happened: Sequence[Happened], *, opening: bool) -> None:
        """Let a ticket be found by what it is opened with, anew where that is corrected, and by what is said on it."""
        words, notes = said_in(happened)
        words = own_words(ticket) + words if opening else words
        kept = entry_of(number_of(ticket.ref), words, notes)
        for table, statement in INDEXES[self.sql.dialect.name].keep if words or notes else ():
            self.sql.later(table, statement, kept)

    def _append(self, ref: str, before: int, happened: Sequence[Happened], recorded_at: int) -> None:
        rows: list[Parameters] = []
        for seq, entry in enumerate(happened, before + 1):
            kind, data = codec.write_event(entry.event)
            rows.append(
                {
                    "ticket": ref,
                    "seq": seq,
                    "occurred_at": micros(entry.at),
                    "recorded_at": recorded_at,
                    "actor": entry.actor,
                    "kind": kind,
                    "data": stored(data, self.sql.dialect.name),
                }
            )
        if rows:
            self.sql.append_events(rows)

    def write_notices(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox. A key that is already there is left alone; refreshes of a card coalesce."""
        rows: dict[tuple[str, ...], dict[str, Value]] = {}
        for notice in notices:
            row = _notice_row(notice)
            same = None
            if row["redraws"] and notice.ticket:
                same = (notice.kind, notice.ticket, notice.conversation, notice.to)
            first = rows.setdefault(same or (notice.key,), row)
            if same and first is not row:
                first["facts"] = row["facts"]
                first["urgent"] = first["urgent"] or row["urgent"]
                for each in ("not_before", "due_at"):
                    first[each] = min(first[each], row[each])  # type: ignore[type-var]  # all int
        if rows:
            self.sql.put_notices(list(rows.values()))
            self.wakes = True

    def bind(self, binding: Binding) -> None:
        """Remember what a message stands for (same ticket, role and place: replaced)."""
        row: Parameters = {
            "ticket": binding.ticket,
            "role": binding.role,
            "place": binding.place,
            "message": binding.message,
            "thread": binding.thread,
        }
        self.sql.later("bindings", _BIND, row)

    def unbind(self, binding: Binding) -> None:
        """Forget what a message stands for: its conversation is gone."""
        self.sql.later("bindings", _UNBIND, {"ref": binding.ticket, "role": binding.role, "place": binding.place})

    def bound(self, place: str, message: str) -> Binding | None:
        """What a message stands for, or None."""
        found = one(self.sql.rows(_BOUND, {"place": place, "message": message}))
        return None if found is None else Binding(*found)

    def bindings(self, ref: str, role: str | None = None) -> tuple[Binding, ...]:
        """A ticket's messages, all or those of one role."""
        if role is None:
            return tuple(Binding(*row) for row in self.sql.rows(_BINDINGS, {"ref": ref}))
        return tuple(Binding(*row) for row in self.sql.rows(_BINDINGS_OF_ROLE, {"ref": ref, "role": role}))

    def person(self, person: PersonId) -> Person | None:
        """A person the desk has met, or None."""
        found = one(self.sql.rows(_PERSON, {"id": person}))
        return None if found is None else codec.read(Person, found[0])

    def person_of(self, speaker: Speaker) -> Person | None:
        """Who a speaker is, when already known."""
        found = one(self.sql.rows(_PERSON_OF, {"speaker": speaker.id}))
        return None if found is None else codec.read(Person, found[0])

    def names(self) -> dict[PersonId, str]:
        """What everybody is called whom the desk has met and who is with the company."""
        met = (codec.read(Person, data) for (data,) in self.sql.rows(_PEOPLE, {}))
        return {person.id: person.name for person in met}

    def save_person(self, person: Person, at: datetime) -> None:
        """Insert or replace a person with their accounts. An account somebody else had is theirs no longer."""
        speakers = sorted(speaker for _, speaker in person.accounts)
        for speaker in speakers:
            found = one(self.sql.rows(_PERSON_OF, {"speaker": speaker}))
            former = None if found is None else codec.read(Person, found[0])
            if former is not None and former.id != person.id:
                self._store_person(_without(former, speakers), at)
        self._store_person(person, at)
        self.sql.change(_FORGET_ACCOUNTS, {"id": person.id})
        if speakers:
            self.sql.change_all(_SAVE_ACCOUNT, [{"speaker": each, "person": person.id} for each in speakers])

    def _store_person(self, person: Person, at: datetime) -> None:
        row: dict[str, Value] = {"id": person.id, "data": codec.write(person), "at": micros(at)}
        for name, value in (("site", person.site), ("department", person.department), ("manager", person.manager)):
            row[name] = None if value is None else codec.plain(value)
        row["gone"] = None if person.active else True
        row["away_until"] = micros_or_none(person.away_until)
        self.sql.change(_SAVE_PERSON, row)

    def search(self, query: Search) -> tuple[Ticket, ...]:
        """The tickets that fit, at most `query.limit`."""
        return tuple(hit.ticket for hit in self.find(query))

    def find(self, query: Search) -> tuple[Hit, ...]:
        """The same, each with where its words stand."""
        for hit in (found := find_tickets(self.sql, query)):
            self._with_item(hit.ticket)
        return found

    def count(self, query: Search) -> int:
        """How many tickets fit (`limit` is ignored)."""
        return count_tickets(self.sql, query)

    def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Tickets whose next instant is at or before `now`, earliest first; rows others hold are left out.

        The rows are held until the end of this transaction, so two processes never work on one at once.
        """
        statement = _DUE + self.sql.skip_locked if self._writes else _DUE
        return tuple(row[0] for row in self.sql.rows(statement, {"now": micros(now), "limit": limit}))

    def open_refs(self) -> tuple[str, ...]:
        """Every ticket that is not over, oldest first."""
        return tuple(row[0] for row in self.sql.rows(_OPEN, {}))

    def open_versions(self) -> Mapping[str, int]:
        """The same with the version of each, oldest first."""
        return {row[0]: row[1] for row in self.sql.rows(_OPEN, {})}

    def next_due(self) -> datetime | None:
        """The earliest instant that time brings something: to a ticket, an errand that waits, or an absence."""
        found = one(self.sql.rows(_NEXT_DUE, {}))
        return None if found is None else instant_or_none(found[0])

    def write_errands(self, asked: Sequence[Asked], due_at: datetime) -> None:
        """Keep what is asked of other records, to be done from `due_at` on, each once."""
        super().write_errands(asked, due_at)
        self.wakes = self.wakes or bool(asked)

    def recall(self, name: str) -> str | None:
        """A small named value kept across restarts."""
        found = one(self.sql.rows(_RECALL, {"name": name}))
        return None if found is None else codec.read_text(found[0])

    def hold(self, name: str) -> str | None:
        """Recall a small named value, and let nobody else hold or change it until the end of this transaction."""
        return codec.read_text(self.sql.rows(_HOLD, {"name": name})[0][0]) or None

    def remember(self, name: str, value: str) -> None:
        """Keep a small named value."""
        self.sql.change(_REMEMBER, {"name": name, "value": codec.write_text(value)})


def _changing(ticket: Ticket, due_at: datetime | None) -> dict[str, Value]:
    """The columns of a ticket that what happens may change, and its name."""
    running = [clock.due_at for clock in ticket.clocks if clock.state == "running" and clock.due_at is not None]
    return {
        "ref": ticket.ref,
        "status": ticket.status,
        "priority": ticket.priority,
        "team": ticket.team,
        "assignee": ticket.assignee,
        "private": ticket.private,
        "due_at": micros_or_none(due_at),
        "sla_due_at": micros(min(running)) if running else None,
        "version": ticket.version,
    }


def _lasting(ticket: Ticket, happened: Sequence[Happened]) -> dict[str, Value]:
    """The columns that a ticket has from its opening on."""
    return {
        "number": number_of(ticket.ref),
        "created_at": micros(ticket.created_at or happened[0].at),
        "parent": parent_of(ticket.details) or None,
        **opened_with(ticket),
    }


def _notice_row(notice: Notice) -> dict[str, Value]:
    return {
        "key": notice.key,
        "kind": notice.kind,
        "ticket": notice.ticket,
        "address": notice.to,
        "place": notice.place,
        "lane": notice.lane,
        "at": micros(notice.at),
        "not_before": micros(notice.not_before),
        "due_at": micros(due(notice)),
        "urgent": notice.urgent,
        "facts": codec.write_facts(notice.facts),
        "redraws": redraws(notice),
        "conversation": notice.conversation,
    }


def _without(person: Person, speakers: Iterable[str]) -> Person:
    """The same person without these accounts."""
    kept = tuple(account for account in person.accounts if account[1] not in set(speakers))
    return Person(person.id, person.name, person.zone, kept, person.department, person.site, person.vip)
