"""What an automation was asked to do for a task, and what came of it: part of the task as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal[
    "done", "failed", "gone", "present", "refused", "silent", "unreadable", "redirected", "undecided", "unsigned",
    "extended", "broken", "shut", "too_late",
]  # fmt: skip
"""What came of a call. `done`, `failed`: it says so. `gone`, `present`: what reading back found. `refused`: it would
not be asked (4xx). `silent`: it never answered. `unreadable`: nobody could read its answer. `redirected`: it sent us
elsewhere. `undecided`: it said for too long that it was at it. `unsigned`: there is no secret to sign with.
`extended`: what was to end was given anew until a later day, as older versions kept it. `broken`: a fault of our own
kept us from asking, or from keeping what was answered. `shut`: a private answer that it is to be told cannot be
opened, so that it was not asked. `too_late`: the day was over until which it was to be given."""
SAID: frozenset[Outcome] = frozenset({"done", "failed", "gone", "present", "refused"})
"""What it decided itself, so that the next call is another one. After all else the same key is used: it may be done."""
NO: frozenset[Outcome] = frozenset({"failed", "refused", "unsigned", "shut"})
"""Nothing was done."""
UNHEARD: frozenset[Outcome] = frozenset({"silent", "unreadable", "redirected", "broken"})
"""It was asked, and nobody knows what it did."""
LOOKED: frozenset[Outcome] = frozenset({"gone", "present", "extended"})
"""What reading back may come to. After all else it is not known whether something is gone."""
BROKEN = 5
"""So many readings in a row of which nothing is known are no accident: people have to look."""

Halt = Literal["", "agreement", "day", "over"]
"""What keeps people from a task, as its request stands: one that failed is not tried again before they agree to what is
ordered by now, or before its day; with the last day on which it was wanted `over`, it is not done at all."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading back found to be there still: when, and what it said of that."""

    at: datetime
    said: str = ""


@dataclass(frozen=True, slots=True)
class TaskCall:
    """The last call of a task. `key` is its idempotency key, `number` how many there were; `reads` that it only asks
    whether what was to end is gone. `outcome` is None while it is under way; `recalled` that something else is ordered
    by now, so that what comes of it counts for nothing. `looks` is how many readings there were in a row, this one
    among them, and `blind` of how many before it nothing is known. `asked` is who says that it is gone. `left` is set
    as it leaves the desk, and `alone` with it where nothing may be done by a call before. `made` that it did since it
    was asked for last. `unsure`: it was made before, without an answer, and what came of that is not known, whatever is
    answered now.
    """

    action: str
    key: str
    number: int
    at: datetime
    reads: bool = False
    outcome: Outcome | None = None
    recalled: bool = False
    looks: int = 0
    blind: int = 0
    asked: str = ""
    left: bool = False
    alone: bool = False
    made: bool = False
    unsure: bool = False

    @property
    def known(self) -> bool:
        """Whether the next call is another one, under a key of its own."""
        looked = self.reads and self.outcome is not None
        return self.recalled or looked or self.outcome in SAID

    @property
    def first(self) -> bool:
        """Whether nothing may be done by a call before it, so that with its no nothing is."""
        return (self.alone or self.number == 1) and not self.unsure

    @property
    def unread(self) -> int:
        """Of how many readings in a row nothing is known by now."""
        return self.blind + 1 if self.reads and self.outcome is not None and self.outcome not in LOOKED else 0
