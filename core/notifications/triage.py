"""What the team reads in the ticket's triage thread: copies of what was said, and what moved the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.notifications.examples import AT, DANA, LENA, MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting, has_moved
from core.people import PersonId
from core.policy import Priority
from core.processes import TicketKind
from core.tickets.events import ResumeReason, Voice
from core.tickets.priority import is_raise
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Relayed(Facts):
    """What somebody said elsewhere, in which `voice`; `ping` is called by name, `files` are written `name|url`.

    `styles` are those of the text. `said_at` is when, where that was before the team had the ticket; its words may
    have been `edited` since. `whom` is who had asked by then (older: nobody is kept).
    """

    comment: str
    author: PersonId
    text: str
    voice: Voice
    files: tuple[str, ...] = ()
    ping: PersonId | None = None
    styles: tuple[str, ...] = ()
    said_at: datetime | None = None
    edited: bool = False
    whom: PersonId = ""


@dataclass(frozen=True, slots=True)
class Noted(Facts):
    """A note that only the team reads; `files` are written `name|url`, `styles` are those of the text.

    `said_at` and `edited` as in `Relayed`.
    """

    comment: str
    author: PersonId
    text: str
    files: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    said_at: datetime | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class FaultLeft(Facts):
    """The order that a fault was converted to came to nothing; `ping` had it. `withdrew` is who wanted it no more,
    `cancelled` says that the team ended it; else nobody agreed to it.
    """

    ping: PersonId | None = None
    withdrew: PersonId | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class AskedFor(Facts):
    """What the requester was asked, by whom; `styles` are those of the question, `said_at` and `whom` as in `Relayed`.

    `stands_for` tells its line from those of other questions.
    """

    person: PersonId
    question: str | None
    styles: tuple[str, ...] = ()
    said_at: datetime | None = None
    stands_for: str = ""
    whom: PersonId = ""


@dataclass(frozen=True, slots=True)
class ToldSolved(Facts):
    """What the requester was told when it was resolved, by whom and when; the others as of a question."""

    person: PersonId
    text: str
    styles: tuple[str, ...] = ()
    said_at: datetime | None = None
    stands_for: str = ""
    whom: PersonId = ""


@dataclass(frozen=True, slots=True)
class Reopened(Facts):
    """Who brought it back and why, whose it is, and the new time to fix."""

    by: PersonId
    reason: str | None
    ping: PersonId | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class PutBack(Facts):
    """Who put it back into the team's queue, and why."""

    by: PersonId
    reason: str | None


@dataclass(frozen=True, slots=True)
class CancelAsked(Facts):
    """Who of those who asked for it needs it no more, and whose it is."""

    by: PersonId
    ping: PersonId | None


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
    broken: datetime | None = None
    """When the promise before it was broken."""


@dataclass(frozen=True, slots=True)
class TookIn(Facts):
    """Which ticket of which more urgent priority it goes on for, and its own, which stays."""

    ref: str
    was: Priority
    stays: Priority


@dataclass(frozen=True, slots=True)
class Moved(Facts):
    """From which team to which; `service` is what it is about by now, where that is why."""

    from_: str
    to: str
    by: PersonId
    reason: str | None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Changed(Facts):
    """Who corrected what: each as it is by now, by its name, and nothing where it stays.

    `now_of` is who asked for it after all, `kind` when it is another kind of record, `was_called` its name until then.
    """

    by: PersonId
    title: str | None = None
    service: str | None = None
    category: str | None = None
    now_of: PersonId | None = None
    kind: TicketKind | None = None
    was_called: str = ""


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
    """Who was not reached with `what` (a kind's name), and who was told instead; `sender` is whose words they were.

    `change` where these had reached them, and what was edited or deleted of them did not.
    """

    person: PersonId
    told: PersonId | None
    what: str | None
    sender: PersonId | None = None
    change: bool = False


@dataclass(frozen=True, slots=True)
class Arrived(Undelivered):
    """The line (`target`: a binding's role) that told of it, with its own facts: what it tells of arrived after all.

    It reads on as it did, `in_thread` of its ticket or beside.
    """

    target: str = ""
    in_thread: bool = False


@dataclass(frozen=True, slots=True)
class SourceEdited(Facts):
    """Who edited the message that the ticket was made of, or `deleted` it."""

    by: PersonId
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Described(Facts):
    """A description of which the card shows the beginning."""

    text: str


def role_of_told(seq: int) -> str:
    """What the line stands for that tells a team what the requester was told with the event of that number."""
    return f"told:{seq}"


def _seen(_: Waiting[Reopened], ticket: Ticket) -> bool:
    return ticket.ladder is None or ticket.ladder.acked


def _taken(waiting: Waiting[PutBack], ticket: Ticket) -> bool:
    return has_moved(waiting.notice, ticket) or not ticket.open or ticket.assignee is not None


def _answered(waiting: Waiting[CancelAsked], ticket: Ticket) -> bool:
    return has_moved(waiting.notice, ticket) or not ticket.open or ticket.cancel_asked is None


def _reads_otherwise(waiting: Waiting[Described], ticket: Ticket) -> bool:
    return str(waiting.notice.facts.get("text", "")) not in ticket.description


def _as_urgent(waiting: Waiting[TookIn], ticket: Ticket) -> bool:
    """It was raised as far, or the merge was taken back."""
    gone = all(ref != waiting.facts.ref for _, ref in ticket.links)
    return not ticket.open or gone or not is_raise(ticket.priority, waiting.facts.was)


ON_CARD = 300
"""Characters of a description that a card shows."""

DESCRIPTION = Kind(
    "description",
    "line",
    Described(text="It began on Monday after the update of the client. Since then it drops every five minutes."),
    words="text",
    role="description",
    moot=_reads_otherwise,
    drawn_on="new",
)
SO_FAR = Kind("so_far", "line", Facts())
"""Above what was said on a ticket before this team had it."""
TOLD_SOLVED = Kind(
    "told_solved", "line", ToldSolved(person=DANA, text="The VPN profile was reissued.", said_at=AT), words="text"
)
RELAY = Kind(
    "relay",
    "line",
    Relayed(comment="c2", author=MIA, text="It dropped again.", voice="requester", ping=DANA),
    words="text",
    relayed=True,
)
ASKED = Kind(
    "asked",
    "line",
    AskedFor(person=DANA, question="Which VPN profile is selected?"),
    words="question",
    drawn_on="asking",
)
FAULT_LEFT = Kind("fault_left", "line", FaultLeft(ping=DANA), buttons=Buttons(over=("follow_up",)), drawn_on="rejected")
REOPENED = Kind(
    "reopened",
    "line",
    Reopened(by=MIA, reason="It dropped again", ping=DANA, due_at=AT),
    words="reason",
    settled=_seen,
    buttons=Buttons(asked=("ack",)),
    drawn_on="called",
)
PUT_BACK = Kind(
    "put_back",
    "line",
    PutBack(by=DANA, reason="I am away this afternoon"),
    words="reason",
    moot=_taken,
    settled=_taken,
    buttons=Buttons(asked=("claim",)),
    drawn_on="unclaimed",
)
CANCEL_ASKED = Kind(
    "cancel_asked",
    "line",
    CancelAsked(by=MIA, ping=DANA),
    moot=_answered,
    settled=_answered,
    buttons=Buttons(asked=("cancel", "keep_going")),
    drawn_on="cancel_asked",
)
RESUMED = Kind("resumed", "line", Resumed(why="date_reached", ping=DANA))
RAISED = Kind(
    "raised",
    "line",
    Raised(old="P3", new="P1", by=LENA, reason="whole company", due_at=AT, floor=True),
    words="reason",
)
TOOK_IN = Kind(
    "took_in",
    "line",
    TookIn(ref="INC-1039", was="P2", stays="P3"),
    moot=_as_urgent,
    settled=_as_urgent,
    buttons=Buttons(asked=("raise",)),
    drawn_on="absorbing",
)
MOVED = Kind(
    "moved",
    "line",
    Moved(from_="service-desk", to="infra", by=DANA, reason="needs a firewall change"),
    words="reason",
)
CHANGED = Kind(
    "changed",
    "line",
    Changed(by=DANA, title="VPN drops in Hamburg", service="Network, Wi-Fi and VPN", category="VPN", now_of=MIA),
)
SOURCE_EDITED = Kind("source_edited", "line", SourceEdited(by=MIA))
NOTE = Kind(
    "note", "line", Noted(comment="c4", author=DANA, text="Firewall rule 12 looks odd."), words="text", relayed=True
)
LEAD_CALLED = Kind(
    "lead_called", "line", LeadCalled(by=DANA, lead=LENA, reason="the whole of finance waits"), words="reason"
)
ESCALATION_SEEN = Kind("escalation_seen", "line", EscalationSeen(person=LENA))
ARRIVED = Kind(
    "arrived",
    "edit",
    Arrived(person=MIA, told=None, what="reply", sender=DANA, target="notice:n1"),
    urgency="refresh",
    worded_as="undelivered",
    discreet=True,
    buttons=Buttons(ever=("show",)),
)
"""Nobody need call any more: whoever could not be reached has it by now."""
UNDELIVERED = Kind(
    "undelivered",
    "line",
    Undelivered(person=LENA, told=DANA, what="page"),
    discreet=True,
    buttons=Buttons(ever=("show",)),
    tone="warning",
)
