"""What one person is told in a message of their own: what was given to them, what they follow, a lead's day."""

from __future__ import annotations

from dataclasses import dataclass

from core.notifications.examples import DANA, LENA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.people import PersonId
from core.processes import ResolutionCode
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Assigned(Facts):
    """Who gave it to whom."""

    by: PersonId
    to: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Escalated(Facts):
    """Who called which lead, and why."""

    by: PersonId
    to: tuple[PersonId, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class WatchedResolved(Facts):
    """What was done, by which code; `private` when whoever is told may read a private ticket."""

    text: str
    code: ResolutionCode
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answer(Facts):
    """What the desk answered, in plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class LeadDigest(Facts):
    """A team's day in numbers; `due` are a ticket and its time each, `on_call` whoever has the duty."""

    team: str
    open: int
    due: tuple[str, ...]
    overdue: int
    waiting: int
    on_call: PersonId | None


def _given_to_another(waiting: Waiting[Assigned], ticket: Ticket) -> bool:
    return not ticket.open or ticket.assignee != waiting.person


def _another_lead_called(waiting: Waiting[Escalated], ticket: Ticket) -> bool:
    return not ticket.open or ticket.escalated_to != waiting.person


def _not_theirs_to_hear(waiting: Waiting[WatchedResolved], ticket: Ticket) -> bool:
    gone = ticket.open or ticket.status == ticket.process.cancelled or waiting.person not in ticket.watchers
    return gone or (ticket.private and not waiting.facts.private)


ASSIGNED = Kind(
    "assigned",
    "direct",
    Assigned(by=LENA, to=(DANA,)),
    moot=_given_to_another,
    buttons=Buttons(open=("ack",), ever=("show",)),
    drawn_on="new",
)
ESCALATED = Kind(
    "escalated",
    "direct",
    Escalated(by=DANA, to=(LENA,), reason="the whole of finance waits"),
    moot=_another_lead_called,
    buttons=Buttons(open=("ack",), ever=("show",)),
)
WATCHED_RESOLVED = Kind(
    "watched_resolved",
    "direct",
    WatchedResolved(text="the VPN profile was reissued", code="fixed"),
    moot=_not_theirs_to_hear,
    drawn_on="resolved",
)
LEAD_DIGEST = Kind(
    "lead_digest",
    "direct",
    LeadDigest(team="service-desk", open=14, due=("INC-1042 11:30",), overdue=1, waiting=3, on_call=DANA),
)
ANSWER = Kind(
    "answer",
    "direct",
    Answer(text="INC-1001 is with Dana Roth since this morning."),
    urgency="page",
)
"""A reply that could not be given on the spot: nobody was looking, or it came later. It is awaited, at any hour."""
