"""Where tickets are kept, and the unit of work: a transaction over the ports of a page each. Storage implements it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from core.fulfilment.grants import Held
from core.people import PersonId
from core.ports.bindings import Bindings
from core.ports.chats import Chats
from core.ports.comments import Comments
from core.ports.errands import Errands
from core.ports.items import ItemVersions
from core.ports.kept_values import KeptValues
from core.ports.outbox import Notices
from core.ports.people import People
from core.ports.prompts import Prompts
from core.ports.rota import Rotas
from core.ports.sealed import SealedAnswers
from core.ports.source_words import Sources
from core.processes import Status
from core.tickets.events import Happened
from core.tickets.facts import Facts
from core.tickets.finding import Hit
from core.tickets.ticket import Ticket

T = TypeVar("T")


class Conflict(Exception):
    """Somebody else changed the ticket in between; decide again on the fresh one."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which tickets, newest first (or by due instant); every given field must hold.

    `text` is words people typed: each must be a part of the ticket's number, title, description, requester,
    beneficiary or assignee, or of what was said on it (one of two letters begins a word, one letter is a word; in
    scripts without spaces every letter is). Where no ticket has them all, words that are one slip away count as well
    (`core.tickets.finding`).
    """

    text: str | None = None
    team: str | None = None
    teams: tuple[str, ...] | None = None
    assignee: PersonId | None = None
    unassigned: bool = False
    requester: PersonId | None = None
    theirs: PersonId | None = None
    """Who asked for it, or for whom it is."""
    decides: PersonId | None = None
    """Who can decide now about what it asks for (`core.approvals.state.deciders`)."""
    beside: tuple[Status, ...] | None = None
    """Orders are left out for which a task of theirs stands: one of the same team in one of these statuses, where it is
    asked for whose or due when, also theirs and due then.
    """
    service: str | None = None
    created_after: datetime | None = None
    statuses: tuple[Status, ...] | None = None
    due_before: datetime | None = None
    private: bool | None = None
    before: int | None = None
    """Only tickets with a lower number: those that follow in a list of the newest."""
    suits: Callable[[Ticket], bool] | None = None
    """Only tickets that are for whoever asks, such as those they may see: others take none of the places there are."""
    reads_notes: Callable[[Ticket], bool] | None = None
    """Of which tickets whoever asks may read the internal notes, so that words of those are looked for; of none."""
    order: Literal["newest", "due"] = "newest"
    """By when it is due a task without a time of its own stands where its order does."""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Ordered:
    """How often an item was ordered, and when last (UTC)."""

    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who is asked to decide about the order `ref`, and since when."""

    person: PersonId
    ref: str
    title: str
    since: datetime


class Tickets(Protocol):
    """The tickets, their logs and when time next brings something to them; part of a `Transaction`."""

    def next_number(self, first: int) -> int:
        """The next ticket number, `first` or above, gapless: a rolled-back transaction gives it back."""
        ...

    def ticket(self, ref: str) -> Ticket | None:
        """The stored ticket, or None."""
        ...

    def log(self, ref: str) -> tuple[Happened, ...]:
        """A ticket's whole log, oldest first."""
        ...

    def save(self, before: int, ticket: Ticket, happened: Sequence[Happened], due_at: datetime | None) -> None:
        """Append events and store their fold: the ticket, what was said on it, its facts.

        `before` is the version read (0: new). Raises Conflict.
        """
        ...

    def facts(self, ref: str) -> Facts | None:
        """What figures say of a ticket, or None when there is none of that number."""
        ...

    def ordered(self) -> Mapping[str, Ordered]:
        """How often each item of the catalog was ordered, by its key; one that never was is left out."""
        ...

    def ordered_by(self, requester: PersonId, latest: int) -> Mapping[str, Ordered]:
        """The same among the latest tickets of a person."""
        ...

    def grants(self, person: PersonId | None = None) -> tuple[Held, ...]:
        """Everything that was given by requests, to one person or to all, in their order."""
        ...

    def holding(self, person: PersonId) -> tuple[str, ...]:
        """The orders, oldest first, that gave a person something which is in force.

        Nobody else decides about that, in whichever process, until the end of this transaction.
        """
        ...

    def search(self, query: Search) -> tuple[Ticket, ...]:
        """The tickets that fit, at most `query.limit`."""
        ...

    def find(self, query: Search) -> tuple[Hit, ...]:
        """The same, each with where its words stand."""
        ...

    def count(self, query: Search) -> int:
        """How many tickets fit (`limit` is ignored). Raises ValueError for a search by words or by what `suits`."""
        ...

    def deciding(self) -> Sequence[tuple[PersonId, PersonId]]:
        """Who can decide about something that waits, and for whom that is: each pair once, sorted, no order read.

        Of what nobody can decide, whoever decides is empty.
        """
        ...

    def asked_to_decide(self) -> Sequence[Waiting]:
        """Everybody who is asked about something that waits, the longest first; no order is read."""
        ...

    def unowned(self, most: int) -> Sequence[str]:
        """What waits of which nobody may know whose decision it is, `most` of them, oldest first; no order is read."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Tickets whose next instant is at or before `now`, earliest first; rows others hold are left out."""
        ...

    def open_refs(self) -> tuple[str, ...]:
        """Every ticket that is not over, for working instants out anew."""
        ...

    def open_versions(self) -> Mapping[str, int]:
        """The same with the version of each, oldest first."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest instant that time brings something: to a ticket, an errand that waits, or an absence."""
        ...


class Transaction(
    Tickets, Comments, SealedAnswers, ItemVersions, Notices, Errands, Bindings, Chats, People, Rotas, KeptValues,
    Sources, Prompts, Protocol,
):  # fmt: skip
    """One transaction over all that is kept. Synchronous: it runs whole, in one hop, where the store runs its work."""


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


class NotThereYet(StorageUnavailable):
    """Nobody answers where the database should be; it may be starting."""
