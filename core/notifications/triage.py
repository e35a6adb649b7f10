"""What the team reads in the ticket's triage thread: copies of what was said, and what moved the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.notifications.examples import AT, DANA, LENA, MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind
from core.people import PersonId
from core.tickets.events import ResumeReason, Voice


@dataclass(frozen=True, slots=True)
class Relayed(Facts):
    """What somebody said elsewhere, in which `voice`; `ping` is called by name, `files` are written `name|url`."""

    comment: str
    author: PersonId
    text: str
    voice: Voice
    files: tuple[str, ...] = ()
    ping: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Noted(Facts):
    """A note that only the team reads; `files` are written `name|url`."""

    comment: str
    author: PersonId
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedFor(Facts):
    """What the requester was asked, by whom."""

    person: PersonId
    question: str | None


@dataclass(frozen=True, slots=True)
class Reopened(Facts):
    """Who brought it back and why, whose it is, and the new time to fix."""

    by: PersonId
    reason: str | None
    ping: PersonId | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Resumed(Facts):
    """Why it goes on, and whose it is."""

    why: ResumeReason
    ping: PersonId | None


@dataclass(frozen=True, slots=True)
class Raised(Facts):
    """A higher priority and its time to fix; `floor` when that is the least time after a raise."""

    old: str
    new: str
    by: PersonId
    reason: str | None
    due_at: datetime | None
    floor: bool


@dataclass(frozen=True, slots=True)
class Moved(Facts):
    """From which team to which."""

    from_: str
    to: str
    by: PersonId
    reason: str | None


@dataclass(frozen=True, slots=True)
class LeadCalled(Facts):
    """Who called which lead, and why."""

    by: PersonId
    lead: PersonId
    reason: str | None


@dataclass(frozen=True, slots=True)
class EscalationSeen(Facts):
    """Which lead has seen it."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Undelivered(Facts):
    """Who was not reached with `what` (a kind's name), and who was told instead."""

    person: PersonId
    told: PersonId | None
    what: str | None


RELAY = Kind(
    "relay",
    "line",
    Relayed(comment="c2", author=MIA, text="It dropped again.", voice="requester", ping=DANA),
    relayed=True,
)
ASKED = Kind("asked", "line", AskedFor(person=DANA, question="Which VPN profile is selected?"), drawn_on="asking")
REOPENED = Kind(
    "reopened",
    "line",
    Reopened(by=MIA, reason="It dropped again", ping=DANA, due_at=AT),
    buttons=Buttons(open=("ack",)),
)
RESUMED = Kind("resumed", "line", Resumed(why="date_reached", ping=DANA))
RAISED = Kind("raised", "line", Raised(old="P3", new="P1", by=LENA, reason="whole company", due_at=AT, floor=True))
MOVED = Kind("moved", "line", Moved(from_="service-desk", to="infra", by=DANA, reason="needs a firewall change"))
NOTE = Kind("note", "line", Noted(comment="c4", author=DANA, text="Firewall rule 12 looks odd."), relayed=True)
LEAD_CALLED = Kind("lead_called", "line", LeadCalled(by=DANA, lead=LENA, reason="the whole of finance waits"))
ESCALATION_SEEN = Kind("escalation_seen", "line", EscalationSeen(person=LENA))
UNDELIVERED = Kind(
    "undelivered",
    "line",
    Undelivered(person=LENA, told=DANA, what="page"),
    buttons=Buttons(ever=("show",)),
    tone="warning",
)
