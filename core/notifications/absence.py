"""What is said because somebody is away: their tickets are offered to others, their leads are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.notifications.examples import AT, DANA, LENA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.people import PersonId
from core.tickets.ticket import Ticket

LATER = AT + timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Away(Facts):
    """Who is away, from when until when; which tickets they have, and how many `others` that are not named.

    `nobody_on` are schedules that have nobody for a time meanwhile, and `nobody_from` when each begins to.
    It is `instead` of until then, as was said before.
    """

    person: PersonId
    start: datetime
    end: datetime
    tickets: tuple[str, ...] = ()
    others: int = 0
    nobody_on: tuple[str, ...] = ()
    nobody_from: tuple[str, ...] = ()
    instead: datetime | None = None


@dataclass(frozen=True, slots=True)
class Returned(Facts):
    """Whose absence is over before its time, or planned no more: from when until when it was to be."""

    person: PersonId
    start: datetime
    end: datetime
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Deputy(Facts):
    """Who is away, from when until when, so that whoever is told decides for them.

    It is `instead` of until then, as was said before. Whom they are asked no more for is somebody else's: `now_with`.
    """

    person: PersonId
    start: datetime
    end: datetime
    instead: datetime | None = None
    now_with: PersonId | None = None


@dataclass(frozen=True, slots=True)
class OnDuty(Facts):
    """Who is on call for which schedule by now, or is not any more (`off`), in which stretches, and who arranged it.

    Since `away` is away, or is `back`, where it is not by hand.
    """

    person: PersonId
    schedule: str
    by: PersonId
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    off: bool = False
    away: PersonId | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Offered(Facts):
    """Whose ticket it is, and from when until when they are away."""

    person: PersonId
    start: datetime
    end: datetime


def _has_another(waiting: Waiting[Offered], ticket: Ticket) -> bool:
    return not ticket.open or ticket.assignee != waiting.facts.person


OFFERED = Kind(
    "offered",
    "line",
    Offered(person=DANA, start=AT, end=LATER),
    moot=_has_another,
    settled=_has_another,
    buttons=Buttons(asked=("claim",)),
    drawn_on="assigned",
)
AWAY = Kind(
    "away",
    "direct",
    Away(
        person=DANA,
        start=AT,
        end=LATER,
        tickets=("INC-1042",),
        nobody_on=("desk-duty",),
        nobody_from=("2026-10-29T08:00:00+00:00",),
    ),
)
RETURNED = Kind("returned", "direct", Returned(person=DANA, start=AT, end=LATER))
"""What whoever leads them read before is true no more."""
DEPUTY = Kind("deputy", "direct", Deputy(person=DANA, start=AT, end=LATER))
ON_DUTY = Kind(
    "on_duty",
    "direct",
    OnDuty(
        person=DANA, schedule="desk-duty", by=LENA,
        starts=("2026-10-29T17:00:00+00:00",), ends=("2026-10-29T21:00:00+00:00",),
    ),
)  # fmt: skip
"""Whoever is on call, and whoever leads them, since somebody arranged it or is away."""
