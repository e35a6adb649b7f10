"""The sheet a decision is written on: what happened so far, and the ticket as it then stands.

A `Draft` exists only while one command is decided. It is the one mutable thing in the core: every `happen` appends
to the log and evolves the ticket, so that later rules of the same decision see what earlier ones did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.calendars.hours import Calendar
from core.calendars.oncall import Rota
from core.people import PersonId, Staffing
from core.policy import Policy
from core.tickets.agreed import Order
from core.tickets.events import Event, Happened
from core.tickets.evolve import evolve
from core.tickets.ticket import Ticket


def _alone(ref: str) -> Ticket:
    raise LookupError(f"{ref} is not at hand: this draft stands alone.")


@dataclass(slots=True)
class Draft:
    """A decision in the making. `at` is the instant it is about (the platform's event time), `actor` who asks."""

    ticket: Ticket
    policy: Policy
    at: datetime
    actor: PersonId
    happened: list[Happened] = field(default_factory=list)
    rota: Callable[[], Rota] = Rota
    """Who stands in and who is away; looked up only when a rule asks."""
    staffing: Callable[[], Staffing] = Staffing
    """Whose manager is whom and who left, as the platforms tell; looked up only when a rule asks."""
    load: Callable[[PersonId], int] = field(default=lambda _: 0)
    """How many open tickets a person has; looked up only when a rule asks."""
    surveyed: Callable[[PersonId], datetime | None] = field(default=lambda _: None)
    """When a person was last asked by itself how it was; looked up only when a rule asks."""
    held: Callable[[], Sequence[Order]] = tuple
    """The orders that gave its beneficiary what is in force, itself among them; looked up only when a rule asks."""
    look: Callable[[str], Ticket] = field(default=_alone)
    """Another ticket as it stands in this decision. Raises Refusal when there is none or the actor may not see it."""
    secrets: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    """Answers by field that are sealed when the decision is kept, and stand nowhere else; None removes one."""

    def happen(self, *what: Event, at: datetime | None = None, actor: PersonId | None = None) -> None:
        """Append events (at the draft's own instant and actor unless told otherwise) and evolve the ticket."""
        for event in what:
            entry = Happened(at or self.at, actor or self.actor, event)
            self.happened.append(entry)
            self.ticket = evolve(self.ticket, entry)

    def calendar(self, name: str) -> Calendar:
        """A calendar of the policy by name."""
        return self.policy.calendar(name)
