"""The tables, as SQLModel rows. They say what is stored and serve reads of lists and reports.

Nothing validates here (a `table=True` model takes anything) and nothing decides: the core's dataclasses do. The write
path does not go through these classes either but through the statements of `transaction.py` and `outbox.py`
(performance.md: an ORM session costs five times the transaction). Instants are microseconds, see `instants.py`.

No `from __future__ import annotations` in this module: SQLModel reads the annotations themselves.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, false, text
from sqlmodel import Field

from storage.fact_rows import TicketFactsRow
from storage.order_rows import DeciderRow, GrantRow, ItemVersionRow, SealedAnswerRow
from storage.rows import Instant, Row, Serial

__all__ = [
    "DeciderRow", "GrantRow", "Instant", "ItemVersionRow", "Row", "SealedAnswerRow", "TicketFactsRow", "TicketRow",
    "is_row_table",
]  # fmt: skip


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class TicketRow(Row, table=True):
    """A ticket as it stands. `state` is the whole of it (`codec.py`, on SQLite packed); the other columns are what
    lists are cut and sorted by.

    `due_at` is the next instant of its agenda, `sla_due_at` the earliest due instant of its running clocks.
    `parent` is the request that a task is a step of.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        _partial("ix_tickets_due", "due_at", where="due_at IS NOT NULL"),
        Index("ix_tickets_status_team", "status", "team"),
        _partial("ix_tickets_assignee_status", "assignee", "status", where="assignee IS NOT NULL"),
        _partial("ix_tickets_assignee_number", "assignee", "number", where="assignee IS NOT NULL"),
        Index("ix_tickets_requester_number", "requester", "number"),
        _partial("ix_tickets_beneficiary_number", "beneficiary", "number", where="beneficiary <> requester"),
        Index("ix_tickets_service_created_at", "service", "created_at"),
        _partial("ix_tickets_parent", "parent", where="parent IS NOT NULL"),
    )

    ref: str = Field(primary_key=True)
    number: int = Field(sa_type=BigInteger, unique=True)
    kind: str
    status: str
    priority: str
    team: str
    assignee: str | None = None
    requester: str
    beneficiary: str
    service: str
    private: bool
    title: str = Field(sa_type=Text)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    sla_due_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    version: int
    state: str = Field(sa_type=Text)
    parent: str | None = None


class SearchTermRow(Row, table=True):
    """A word that tickets have, once as it is and once with each of its letters left out (`core.tickets.finding`).

    It stays, as tickets do. Which tickets have it is in `ticket_search`, which each database has in its own way
    (`indexing.py`).
    """

    __tablename__ = "search_terms"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    slip: str = Field(primary_key=True)
    term: str = Field(primary_key=True)


class EventRow(Row, table=True):
    """One entry of a ticket's log. `occurred_at` is the platform's time, `recorded_at` ours; `data` as `state` is.

    On SQLite it lies in the order of its key, so that a log is read in one go and the key not kept twice.
    """

    __tablename__ = "events"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}

    ticket: str = Field(primary_key=True, sa_column_args=[ForeignKey("tickets.ref")])
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    occurred_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    actor: str
    kind: str
    data: str = Field(sa_type=Text)


class CommentRow(Row, table=True):
    """What somebody wrote on a ticket, as it reads now; `text` (JSON) is null once it was taken back.

    `seq` is the number of the event that it was said with, `said_in` the message.
    """

    __tablename__ = "comments"
    __table_args__ = (_partial("ix_comments_said_in", "ticket", "said_in", where="said_in IS NOT NULL"),)

    ticket: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    seq: int
    author: str
    voice: str
    public: bool
    text: str | None = Field(default=None, sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    files: str = Field(sa_type=Text)
    said_in: str | None = None
    at_home: bool


class NoticeRow(Row, table=True):
    """The outbox.

    `state`: waiting, leased, carried (said together with the leased one that `leased_by` names), unknown (it may have
    been said), and at last done, moot or parked.

    `due_at` is the order of its lane: the instant until which it is due, earlier for what is more `urgent`. Zero, which
    comes first, is what a process of the version before writes.

    `held_until` is when one that failed is tried again: until then its ticket says nothing more in its lane. `shut`: it
    was parked because a place was (`refused_by`; null where an older process parked it), and is tried anew when that
    comes back. `done_at` is null while it is still to be
    said: the partial indexes stand on it, so that leasing is as fast beside a million done rows as beside none.
    """

    __tablename__ = "notices"
    __table_args__ = (
        _partial("ix_notices_due", "due_at", "id", where="done_at IS NULL"),
        _partial("ix_notices_lane_due", "lane", "due_at", "id", where="done_at IS NULL"),
        _partial("ix_notices_ticket_left", "ticket", "id", where="done_at IS NULL"),
        _partial("ix_notices_done", "done_at", where="done_at IS NOT NULL"),
        _partial("ix_notices_parked", "id", where="state = 'parked'"),
        _partial("ix_notices_held", "lane", "ticket", "id", where="done_at IS NULL AND held_until IS NOT NULL"),
    )

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    ticket: str | None = None
    address: str
    place: str | None = None
    lane: str
    at: datetime = Field(sa_type=Instant)
    not_before: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant, sa_column_kwargs={"server_default": text("0")})
    urgent: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    facts: str = Field(sa_type=Text)
    state: str
    attempts: int
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    shut: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    refused_by: str | None = None
    leased_by: str | None = None
    tried_at: datetime | None = Field(default=None, sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    why: str | None = Field(default=None, sa_type=Text)


class LaneRow(Row, table=True):
    """A conversation. `holder` is the notice in flight, `lease_until` how long it may be, `next_free_at` the pace."""

    __tablename__ = "lanes"
    __table_args__ = (_partial("ix_lanes_held", "lease_until", where="holder IS NOT NULL"),)

    lane: str = Field(primary_key=True)
    holder: int | None = Field(default=None, sa_type=BigInteger)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    next_free_at: datetime | None = Field(default=None, sa_type=Instant)


class PaceRow(Row, table=True):
    """What a platform counts together, where several processes speak, and when its next turn comes.

    That may lie in the past, as far as there is credit. `taken_at` is when the row was written: by it a clock that was
    set back is known (migration 0014).
    """

    __tablename__ = "paces"

    name: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Instant)
    taken_at: datetime = Field(sa_type=Instant, sa_column_kwargs={"server_default": text("0")})


class ReceiptRow(Row, table=True):
    """What was answered to an inbound event or form, so that its repeat gets the same answer."""

    __tablename__ = "receipts"

    key: str = Field(primary_key=True)
    outcome: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant, index=True)


class BindingRow(Row, table=True):
    """A message that stands for something of a ticket."""

    __tablename__ = "bindings"
    __table_args__ = (Index("ix_bindings_place_message", "place", "message"),)

    ticket: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    message: str
    thread: str | None = None


class PersonRow(Row, table=True):
    """A person the desk has met; `data` is the whole of it, `site` and `department` are what figures are cut by.

    `manager`, `gone` (they left the company) and `away_until` are what approvals ask of everybody at once.
    """

    __tablename__ = "people"

    id: str = Field(primary_key=True)
    site: str | None = None
    department: str | None = None
    manager: str | None = None
    gone: bool | None = None
    away_until: datetime | None = Field(default=None, sa_type=Instant)
    data: str = Field(sa_type=Text)
    updated_at: datetime = Field(sa_type=Instant)


class AccountRow(Row, table=True):
    """Which person a speaker is."""

    __tablename__ = "accounts"

    speaker: str = Field(primary_key=True)
    person: str = Field(index=True, sa_column_args=[ForeignKey("people.id")])


class ErrandRow(Row, table=True):
    """One of many asks (`kind`, `data`) of other records, decided for `actor` as of `at`; it goes when it is done."""

    __tablename__ = "errands"

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    kind: str
    data: str = Field(sa_type=Text)
    actor: str
    at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant, index=True)


class StretchRow(Row):
    """A stretch of somebody's time, in the order in which they were given."""

    id: int | None = Field(default=None, sa_type=Serial, primary_key=True)
    person: str
    start_at: datetime = Field(sa_type=Instant)
    end_at: datetime = Field(sa_type=Instant)
    given_by: str
    given_at: datetime = Field(sa_type=Instant)


class OverrideRow(StretchRow, table=True):
    """An on-call override."""

    __tablename__ = "overrides"

    schedule: str


class AbsenceRow(StretchRow, table=True):
    """When somebody is away. `due_at` is when its beginning, then its end, is to be taken up; empty after that."""

    __tablename__ = "absences"

    due_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    delegate: str | None = None


class CounterRow(Row, table=True):
    """The last number drawn from a sequence without gaps."""

    __tablename__ = "counters"

    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)


class MemoRow(Row, table=True):
    """A small named value kept across restarts."""

    __tablename__ = "memos"

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)


class ConversationRow(Row, table=True):
    """A conversation that a platform let us into, by its address; `data` is the channel folder's own (JSON)."""

    __tablename__ = "conversations"

    key: str = Field(primary_key=True)
    kind: str = Field(index=True)
    data: str = Field(sa_type=Text)


class OriginRow(Row, table=True):
    """The message that a ticket was made of: one message makes one ticket, however old it is."""

    __tablename__ = "origins"

    message: str = Field(primary_key=True)
    ticket: str
    at: datetime = Field(sa_type=Instant)


class ChatRow(Row, table=True):
    """One person's flat chat: which ticket it is about, since when, and when they were last asked."""

    __tablename__ = "chats"

    person: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    ticket: str | None = None
    since: datetime | None = Field(default=None, sa_type=Instant)
    last: datetime | None = Field(default=None, sa_type=Instant)
    asked_at: datetime | None = Field(default=None, sa_type=Instant)


class ChatWordsRow(Row, table=True):
    """Words of a flat chat that wait for answers, in their order; all but the message and the instant are JSON."""

    __tablename__ = "chat_words"

    person: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=Integer)
    text: str = Field(sa_type=Text)
    said_in: str | None = None
    at: datetime = Field(sa_type=Instant)
    files: str = Field(sa_type=Text)
    styles: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": "[]"})
    questions: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": "[]"})
    not_about: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": "[]"})


class WordsAsideRow(Row, table=True):
    """Words that a person's form takes, by its `key`, and when they were set aside; `text` and `files` are JSON."""

    __tablename__ = "words_aside"

    person: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    files: str = Field(sa_type=Text)
    at: datetime | None = Field(default=None, sa_type=Instant)


class PromptRow(Row, table=True):
    """A message of ours whose buttons ask a person something; `said` is JSON, `outcome` is empty while it asks."""

    __tablename__ = "prompts"
    __table_args__ = (
        _partial("ix_prompts_of_person", "person", "at", where="outcome = ''"),
        _partial("ix_prompts_by_age", "at", where="outcome = ''"),
        Index("ix_prompts_about", "about"),
    )

    message: str = Field(primary_key=True)
    person: str
    said: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    about: str
    question: str
    outcome: str


class SourceWordsRow(Row, table=True):
    """The words of a message that a prompt or a ticket has; both texts are JSON, no `text` once it is gone."""

    __tablename__ = "source_words"
    __table_args__ = (Index("ix_source_words_holder", "holder"),)

    message: str = Field(primary_key=True)
    holder: str = Field(primary_key=True)
    author: str
    earlier: str = Field(sa_type=Text)
    text: str | None = Field(default=None, sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    seq: int
    ticket: bool
    files: str = Field(default="[]", sa_type=Text, sa_column_kwargs={"server_default": "[]"})
    edited: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


def is_row_table(name: str | None, kind: str, parents: object = None) -> bool:
    """Whether a thing found in a database is described here: all but the tables of the search index are."""
    return kind != "table" or not (name or "").startswith("ticket_search")
