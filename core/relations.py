"""What happens beside a ticket's own work: who follows it, whom it was escalated to.

Part of `core.events`, which names all of these; kept apart because none of them moves a status or a promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.people import PersonId


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody who did not ask wants to hear when it is fixed; they may read the ticket from now on."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """A watcher wants to hear no more."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Escalated:
    """Somebody asked for more: `functional` names the team `to` which it goes, `hierarchic` the person who is told."""

    way: Literal["functional", "hierarchic"]
    reason: str
    to: str


@dataclass(frozen=True, slots=True)
class EscalationSeen:
    """Whoever was told of a hierarchic escalation said that they are on it."""

    person: PersonId
