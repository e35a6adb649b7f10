"""What they hear for whom somebody else ordered: that it was ordered, how it ended, and an answer to what they asked.

Who ordered it hears all else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.notifications import requester
from core.notifications.examples import MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.people import PersonId
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Ordered(Facts):
    """Who ordered it."""

    by: PersonId


@dataclass(frozen=True, slots=True)
class Ended(Facts):
    """When what was given is taken away (`ends`), where it is, and what that is (an older desk did not keep it).

    `unmet` is what they wanted of it, and nobody decided about. `left_out` are the tasks that were skipped, each for a
    reason in `why`, and `held_until` is until when they have by another order what was left out here.
    """

    ends: datetime | None = None
    thing: str = ""
    unmet: requester.Unmet = ""
    left_out: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    held_until: datetime | None = None


def _not_theirs(waiting: Waiting[Ordered], ticket: Ticket) -> bool:
    return ticket.beneficiary != waiting.person or not ticket.open


def _not_ended(waiting: Waiting[Ended], ticket: Ticket) -> bool:
    return ticket.beneficiary != waiting.person or ticket.open


ORDERED_FOR = Kind(
    "ordered_for",
    "direct",
    Ordered(by=MIA),
    moot=_not_theirs,
    buttons=Buttons(ever=("show",)),
    drawn_on="approving",
)
ENDED_FOR = Kind(
    "ended_for",
    "direct",
    Ended(),
    moot=_not_ended,
    buttons=Buttons(ever=("show",)),
    drawn_on="resolved",
)
CAME_FOR = Kind(
    "came_for",
    "direct",
    requester.Came(task="revoke", became="ended"),
    moot=requester.STEP_CAME.moot,
    words="why",
    worded_as=requester.STEP_CAME.name,
    buttons=Buttons(ever=("show",)),
    drawn_on="steps",
)
KEPT_FOR = Kind(
    "kept_for",
    "direct",
    requester.KEPT_GOING.example,
    words="reason",
    worded_as=requester.KEPT_GOING.name,
    buttons=Buttons(ever=("show",)),
    drawn_on="steps",
)
"""To whoever else of those who asked wanted it cancelled."""
