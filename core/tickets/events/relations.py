"""What happens beside a ticket's own work: who follows it, whom it was escalated to,
what it took, what it is linked to or merged with.

None of these moves a status or a promise of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.people import PersonId
from core.policy import Priority

LinkKind = Literal[
    "related", "caused", "consequence", "resolved", "resolves", "blocks", "blocked", "duplicates", "duplicate"
]
"""How a ticket stands to another number: it has to do with it, was caused by it or caused it, was resolved by it or
resolves it, blocks it or is blocked by it, is a duplicate of it, or has it as its duplicate."""
EscalationWay = Literal["functional", "hierarchic"]
"""To the next tier, or to whoever is in charge."""


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

    way: EscalationWay
    reason: str
    to: str


@dataclass(frozen=True, slots=True)
class EscalationSeen:
    """Whoever was told of a hierarchic escalation said that they are on it."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Worked:
    """Somebody spent `minutes` on the ticket; `note` says on what."""

    minutes: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """The ticket has to do with `ref`, ours or another system's.

    `kind` as this ticket stands to it: related, caused (by it), consequence (is one of this), resolved (by it),
    resolves (it), blocks (it), blocked (by it), duplicates (it), and duplicate (is one of this). `ours` when it is a
    ticket of this desk, which then has the reverse link.
    """

    kind: LinkKind
    ref: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The ticket goes on as `into`, where `newcomers` are watchers from now on; it is closed as a duplicate.

    `taken_in` when that one has absorbed it already, and asked for this.
    """

    into: str
    newcomers: tuple[PersonId, ...] = ()
    taken_in: bool = False


@dataclass(frozen=True, slots=True)
class Absorbed:
    """The ticket took another one in; `newcomers` came with it and watch. Older desks did not note its `priority`."""

    ref: str
    newcomers: tuple[PersonId, ...] = ()
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class Unmerged:
    """The merge was taken back: the ticket stands as it stood before, and its promises were never cancelled."""

    into: str


@dataclass(frozen=True, slots=True)
class Released:
    """A ticket that was taken in is one of its own again; `leavers` had come with it.

    `link` is how the two are linked beside the merge, if they are: that stays, or comes back.
    """

    ref: str
    leavers: tuple[PersonId, ...] = ()
    link: LinkKind | None = None
