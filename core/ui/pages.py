"""What the desk wants shown beside single tickets: pages, lists and digests as data; a presenter gives them words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from core.calendars.oncall import Absence, Override
from core.people import PersonId
from core.phrases import Phrase
from core.tickets.finding import Said
from core.tickets.talk import Spoken
from core.tickets.ticket import Ticket

Away: TypeAlias = tuple[tuple[PersonId, datetime | None], ...]
"""Who is away, each with until when, where anybody knows."""


@dataclass(frozen=True, slots=True)
class Older:
    """What follows a list that was found: the same words, in tickets below a number."""

    words: str
    before: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Tickets under a heading; `empty`, if given, is said when there are none. `staff` shows responders' details.

    `quotes` are, by the ticket's number, the words of its conversation that it was found by. `said` stands above the
    tickets, `notes` below. `row` is how each is told, `buttons` are the names of what each offers. Where `total` is
    more than the tickets, it is said how many are shown, and that the command `rest` tells of the others.
    """

    heading: Phrase
    tickets: tuple[Ticket, ...]
    empty: Phrase | None = None
    staff: bool = False
    total: int | None = None
    rest: Literal["search", "mine", "queue", "risk", ""] = "search"
    older: Older | None = None
    quotes: Mapping[str, Said] = field(default_factory=dict)
    notes: tuple[Phrase, ...] = ()
    said: tuple[Phrase, ...] = ()
    row: Literal["row", "undecided"] = "row"
    buttons: tuple[str, ...] = ("show",)
    orders: Mapping[str, Ticket] = field(default_factory=dict)
    """By the number of a task its order, with which it is due where it has no time of its own."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said on a ticket, a page of it, the oldest first; what is long stands there in several parts.

    `before` is the number of the part that the page begins with, where older ones are before it.
    """

    parts: tuple[Spoken, ...]
    before: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of the fulfilment staff looked at the private answers to these fields of a request."""

    person: PersonId
    at: datetime
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """A person's own page by role (experience.md section 4); empty lists are left out.

    `away` are those of their teams who are, each with until when, where anybody knows.
    """

    person: PersonId
    lists: tuple[Listing, ...]
    on_call: tuple[tuple[str, PersonId | None], ...] = ()
    away: Away = ()
    numbers: tuple[tuple[Phrase, int], ...] = ()
    findings: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    """Order shortcuts: (item key, name)."""
    said: tuple[Phrase, ...] = ()
    """What was just done on it, above all else."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A coming stretch in which nobody of a schedule's members is there: who stands in, if anybody, and who is away."""

    schedule: str
    start: datetime
    end: datetime | None
    stand_in: PersonId | None
    away: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Shifts:
    """Who is on call: (schedule, person or None, until or None), and the next changes; first what was just `said`.

    A `reader` who `responds` sees who stands in and who is away, and the ways to change it; anybody else their own
    absence, and the way back.
    """

    now: tuple[tuple[str, PersonId | None, datetime | None], ...]
    next: tuple[tuple[str, PersonId | None, datetime], ...] = ()
    gaps: tuple[Gap, ...] = ()
    said: tuple[Phrase, ...] = ()
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    reader: PersonId | None = None
    responds: bool = False
    more: bool = False
    """Whether there is more of the rota than this says."""


@dataclass(frozen=True, slots=True)
class Digest:
    """So many tickets of which something is said at once, each counted by the gravest of it.

    `tickets` are the most urgent of those that may be named, by priority, then by what is due first; `called` whoever
    is called by name; `teams` whoever has them all between them, empty where that is the one person it is for.
    """

    over: int
    unanswered: int
    near: int
    tickets: tuple[Ticket, ...]
    called: tuple[PersonId, ...] = ()
    teams: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        """How many there are beside those it names."""
        return self.over + self.unanswered + self.near - len(self.tickets)
