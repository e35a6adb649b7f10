"""What the desk wants shown when somebody asks: pages and lists as data; a presenter gives them words and shape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.people import PersonId
from core.phrases import Phrase
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Listing:
    """Tickets under a heading; `empty`, if given, is said when there are none. `staff` shows responders' details."""

    heading: Phrase
    tickets: tuple[Ticket, ...]
    empty: Phrase | None = None
    staff: bool = False
    total: int | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """A person's own page by role (experience.md section 4); empty lists are left out."""

    person: PersonId
    lists: tuple[Listing, ...]
    on_call: tuple[tuple[str, PersonId | None], ...] = ()
    numbers: tuple[tuple[Phrase, int], ...] = ()
    findings: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    """Order shortcuts: (item key, name)."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """Who is on call: (schedule, person or None, until or None), and the next changes."""

    now: tuple[tuple[str, PersonId | None, datetime | None], ...]
    next: tuple[tuple[str, PersonId | None, datetime], ...] = ()
