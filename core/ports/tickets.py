"""Where tickets are kept: the unit of work, and what a transaction can do. Storage implements it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from core.calendars.oncall import Override
from core.people import Person, PersonId, Speaker
from core.ports.outbox import Notice
from core.reactions.table import Asked
from core.tickets.events import Happened
from core.tickets.ticket import Ticket

T = TypeVar("T")


class Conflict(Exception):
    """Somebody else changed the ticket in between; decide again on the fresh one."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A message that stands for something of a ticket.

    `role` is `triage:<team>` (the triage card), `requester` (the requester's card), `home` (the message a requester's
    thread hangs under), `comment:<id>` (a relayed copy), `said:<id>` (a person's own message in a flat chat, which is
    that comment), or `notice:<key>` for everything else.
    `thread` is the id of the thread's root where the message is a reply.
    """

    ticket: str
    role: str
    place: str
    message: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Which tickets, newest first (or by due instant); every given field must hold. `text` is words people typed."""

    text: str | None = None
    team: str | None = None
    teams: tuple[str, ...] | None = None
    assignee: PersonId | None = None
    unassigned: bool = False
    requester: PersonId | None = None
    service: str | None = None
    created_after: datetime | None = None
    statuses: tuple[str, ...] | None = None
    due_before: datetime | None = None
    private: bool | None = None
    order: Literal["newest", "due"] = "newest"
    limit: int = 20


class Transaction(Protocol):
    """One transaction. Synchronous: it runs whole, in one hop, wherever the store runs its work."""

    def receipt(self, key: str) -> str | None:
        """The outcome kept for an inbound event or form id, or None when it is new."""
        ...

    def keep_receipt(self, key: str, outcome: str, at: datetime) -> None:
        """Remember the outcome of `key`. Raises Conflict when somebody just did."""
        ...

    def next_number(self) -> int:
        """The next ticket number, gapless: a rolled-back transaction gives it back."""
        ...

    def ticket(self, ref: str) -> Ticket | None:
        """The stored ticket, or None."""
        ...

    def log(self, ref: str) -> tuple[Happened, ...]:
        """A ticket's whole log, oldest first."""
        ...

    def save(self, before: int, ticket: Ticket, happened: Sequence[Happened], due_at: datetime | None) -> None:
        """Append events and store their fold; `before` is the version read (0: new). Raises Conflict."""
        ...

    def write_notices(self, notices: Sequence[Notice]) -> None:
        """Put notices into the outbox. A key that is already there is left alone; refreshes of a card coalesce."""
        ...

    def bind(self, binding: Binding) -> None:
        """Remember what a message stands for (same ticket, role and place: replaced)."""
        ...

    def bound(self, place: str, message: str) -> Binding | None:
        """What a message stands for, or None."""
        ...

    def bindings(self, ref: str, role: str | None = None) -> tuple[Binding, ...]:
        """A ticket's messages, all or those of one role."""
        ...

    def person(self, person: PersonId) -> Person | None:
        """A person the desk has met, or None."""
        ...

    def person_of(self, speaker: Speaker) -> Person | None:
        """Who a speaker is, when already known."""
        ...

    def save_person(self, person: Person, at: datetime) -> None:
        """Insert or replace a person with their accounts."""
        ...

    def search(self, query: Search) -> tuple[Ticket, ...]:
        """The tickets that fit, at most `query.limit`."""
        ...

    def count(self, query: Search) -> int:
        """How many tickets fit (`limit` is ignored)."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Tickets whose next instant is at or before `now`, earliest first; rows others hold are left out."""
        ...

    def open_refs(self) -> tuple[str, ...]:
        """Every ticket that is neither closed nor cancelled, for working instants out anew."""
        ...

    def open_versions(self) -> Mapping[str, int]:
        """The same with the version of each, oldest first."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest instant that time brings something: to a ticket, or to an errand that waits."""
        ...

    def write_errands(self, asked: Sequence[Asked], due_at: datetime) -> None:
        """Keep what is asked of other records, to be done from `due_at` on, each once."""
        ...

    def due_errands(self, now: datetime, limit: int) -> tuple[int, ...]:
        """The numbers of errands that may be done at `now`, oldest first; those that others work on are left out."""
        ...

    def take_errand(self, number: int) -> Asked | None:
        """Take an errand out of the store for good (with this transaction), or None when it is done already.

        Raises LookupError for one that a newer version wrote.
        """
        ...

    def set_errand_aside(self, number: int, due_at: datetime) -> None:
        """Leave an errand alone until `due_at`."""
        ...

    def overrides(self) -> tuple[Override, ...]:
        """The on-call overrides that are kept."""
        ...

    def save_override(self, override: Override, by: PersonId, at: datetime) -> None:
        """Keep an on-call override."""
        ...

    def recall(self, name: str) -> str | None:
        """A small named value kept across restarts (the settings text the clocks were last run with)."""
        ...

    def hold(self, name: str) -> str | None:
        """Recall a small named value, and let nobody else hold or change it until the end of this transaction."""
        ...

    def remember(self, name: str, value: str) -> None:
        """Keep a small named value."""
        ...


class Store(Protocol):
    """The unit of work: `transact` commits what `work` did, or undoes all of it when it raises."""

    async def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one write transaction. Leaves it committed, or undone when anything is raised.

        Raises Conflict (decide again) and StorageUnavailable (locked or full disk, lost connection).
        """
        ...

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, which only reads, beside the writer."""
        ...


class StorageUnavailable(Exception):
    """The database cannot take this now; nothing was done. The person is told to try again."""
