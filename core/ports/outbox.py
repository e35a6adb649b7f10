"""What waits to be said: a notice, addressed, with the facts that its words need.

Addresses
- `triage:<team>` the triage channel of a team, on every platform where it has one
- `requester` the requester's thread (`Ticket.home`)
- `direct:<person id>` a direct message
- `admins` the admin channel, else each admin directly

A notice addressed to several platforms is written once per place: `place` is set then, and names the lane.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

FactValue = str | int | bool | None | tuple[str, ...]
"""JSON scalars and lists of words; instants are ISO strings with `+00:00`; people are person ids."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say. `key` is unique for ever; `at` when it was caused; not spoken before `not_before`.

    `place` is set once the address is known (one notice a place); `lane` is the conversation whose order it keeps.
    """

    kind: str
    ticket: str | None
    to: str
    key: str
    at: datetime
    not_before: datetime
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    place: str | None = None

    @property
    def lane(self) -> str:
        """The conversation in which this notice waits its turn."""
        return self.place or (self.to if self.to != "requester" else f"requester:{self.ticket}")
