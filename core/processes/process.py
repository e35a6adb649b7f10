"""What a kind of record is: its states and who moves it between them, what is promised on it, which buttons it has.

One frozen `Process` per kind (`incident.py`, `request.py`); nothing else asks what kind or in which state a record is
by name. It says what may be; the moves themselves, with their clocks and ladders, are `core.lifecycle`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TicketKind = Literal["incident", "request", "task"]
Status = Literal[
    "new", "in_progress", "on_hold", "resolved", "pending_approval", "in_fulfilment", "fulfilled", "closed",
    "cancelled", "rejected", "expired", "blocked", "waiting_date", "ready", "done", "skipped", "failed",
]  # fmt: skip
HoldReason = Literal["requester", "vendor", "change", "problem", "scheduled"]
Metric = Literal["ack", "response", "resolution", "approval"]
"""What a promise is about: that somebody takes it, that somebody answers, that it is done, that a stage is decided."""
METRICS: tuple[Metric, ...] = ("ack", "response", "resolution")
"""What policies promise. A stage of approval has its time from the rules for all of them (`policy.Approving`)."""
ResolutionCode = Literal["fixed", "workaround", "known_error", "no_fault", "duplicate", "fulfilled", "no_response"]
"""How a record ended: as its process allows, as a duplicate by a merge, or by time when nobody answered."""
Who = Literal["team", "owner", "service_owner", "requester", "approver", "time"]
"""Who may make a move: anybody of the ticket's team; its assignee or lead (all of the team while nobody has it); the
owner of its service; those who asked; who approves it; or the desk by itself when a date has come."""

Moves = Mapping[Status, Mapping[Status, tuple[Who, ...]]]
"""Which status may follow which, and who may let it."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """The names of the buttons in one status: the staff's, those of them behind "More", and the requester's."""

    staff: tuple[str, ...]
    more: tuple[str, ...] = ()
    requester: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """A kind of record. `prefix` begins its numbers unless the settings say otherwise.

    A new one stands in `initial`; work on it stands in `working`, which may be the same.
    """

    kind: TicketKind
    prefix: str
    initial: Status
    working: Status
    waiting: Status
    done: Status
    """Waits for the requester's yes or for the auto-close."""
    closed: Status
    cancelled: Status
    moves: Moves
    """The states in people's words, as in "INC-1042 is on hold"."""
    hold_reasons: tuple[HoldReason, ...]
    codes: tuple[ResolutionCode, ...]
    """How it can be resolved; the first when nothing else is said."""
    promises: tuple[Metric, ...]
    """Which promises are made on it, where the policy has them."""
    promised_by: Literal["priority", "item", "task"]
    """Where a promise is found: by the priority, by what was ordered, or in the task itself."""
    chased: bool
    """Whether the ladder calls again when somebody acknowledged and then said nothing for too long."""
    buttons: Mapping[Status, Buttons]
    unclaimed: Mapping[Status, Buttons] = field(default_factory=dict)
    """What differs in a status while nobody has it."""
    approving: Status | None = None
    """Waits for those who have to agree before work begins."""
    refused: tuple[Status, ...] = ()
    """How it ends where they do not."""
    while_waiting: Mapping[HoldReason, tuple[str, ...]] = field(default_factory=dict)
    """The staff's buttons more while it waits for that, behind the first."""
    failed: Status | None = None
    """It could not be done, and waits to be tried again or skipped."""
    later: tuple[Status, ...] = ()
    """Nothing is to be done yet: others come first, or a date."""
    of_parent: bool = False
    """Whether it stands on its parent's card, and those who asked hear of the parent alone."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """Commands that are none of its own, each with the one that is meant; empty where that is its parent's."""

    @property
    def over(self) -> frozenset[Status]:
        """The statuses that nothing leaves."""
        return frozenset({self.closed, self.cancelled, *self.refused})

    @property
    def open(self) -> frozenset[Status]:
        """The statuses in which work is still owed."""
        return frozenset(status for status in self.moves if self.owes(status))

    def owes(self, status: Status) -> bool:
        """Whether work is still owed in a status."""
        return status in self.moves and status != self.done and status not in (*self.over, *self.later)

    def begun(self, status: Status) -> bool:
        """Whether somebody has taken it up. Where work begins with the opening, it has from the first."""
        return status == self.working or status not in (self.initial, *self.later)

    def may_follow(self, status: Status, to: Status) -> bool:
        """Whether `to` may come after `status`."""
        return to in self.moves[status]

    def offers(self, status: Status, *, assigned: bool) -> Buttons:
        """The buttons in a status, when somebody has it and when nobody does."""
        if not assigned and status in self.unclaimed:
            return self.unclaimed[status]
        return self.buttons[status]
