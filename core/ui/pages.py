"""What the desk wants shown when somebody asks: pages and lists as data; a presenter gives them words and shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.notifications.kinds import Notice
from core.people import PersonId
from core.tickets.ticket import Ticket
from core.ui.cards import Card


@dataclass(frozen=True, slots=True)
class Due:
    """One line of a ticket's agenda: what time will bring, when, and why then.

    `kind` is like `clock:response:75`, `ladder:0:1`, `reminder:1`, `auto_resolve`, `auto_close`, `hold_until`,
    `ack_timeout`; `why` one plain sentence.
    """

    at: datetime
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Tickets under a heading; `empty` is said when there are none. `staff` shows responders' details."""

    heading: str
    tickets: tuple[Ticket, ...]
    empty: str
    staff: bool = False
    total: int | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """A person's own page by role (experience.md section 4); empty lists are left out."""

    person: PersonId
    lists: tuple[Listing, ...]
    on_call: tuple[tuple[str, PersonId | None], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    """Order shortcuts: (item key, name)."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """Who is on call: (schedule, person or None, until or None), and the next changes."""

    now: tuple[tuple[str, PersonId | None, datetime | None], ...]
    next: tuple[tuple[str, PersonId | None, datetime], ...] = ()


class Presenter(Protocol):
    """Turns data into neutral cards; words come from templates a customer may override."""

    def notice(self, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
        """What a notice says, from its facts and the ticket as it is now."""
        ...

    def compact(self, ticket: Ticket, *, staff: bool, now: datetime, follows: bool | None = None) -> Card:
        """A ticket in a few lines, for whoever typed its number; `staff` sees what responders see, with its buttons.

        `follows` says whether they follow it, None where they need not: it is theirs, or it is over.
        """
        ...

    def listing(self, listing: Listing, now: datetime) -> Card:
        """A list of tickets with a way to open each."""
        ...

    def home(self, page: HomePage, now: datetime) -> Card:
        """A person's own page."""
        ...

    def explanation(self, ticket: Ticket, agenda: tuple[Due, ...], now: datetime) -> Card:
        """Why things are due when they are: clocks with what they counted, and the agenda."""
        ...

    def shifts(self, shifts: Shifts, now: datetime) -> Card:
        """Who is on call now and next."""
        ...
