"""What the requester hears in their own thread: who has it, what is asked, how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.notifications.examples import AT, DANA, LENA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.people import PersonId
from core.processes import ResolutionCode
from core.tickets.events import CancelReason
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Claimed(Facts):
    """Who works on it now."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Said(Facts):
    """What somebody said, as a copy of a comment; `files` are written `name|url`."""

    comment: str
    author: PersonId
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked(Facts):
    """Who asks the requester what."""

    person: PersonId
    question: str | None


@dataclass(frozen=True, slots=True)
class AtVendor(Facts):
    """Whose turn it is, their own number for it, and when we write again."""

    party: str | None
    reference: str | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Reminded(Facts):
    """The `count`th reminder of a question, and when the ticket closes without an answer."""

    count: int
    question: str | None
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Resolved(Facts):
    """What was done, by which code, and when the ticket closes by itself."""

    text: str
    closes_at: datetime
    code: ResolutionCode


@dataclass(frozen=True, slots=True)
class Cancelled(Facts):
    """Who called it off, and why."""

    by: PersonId
    reason: CancelReason | None


@dataclass(frozen=True, slots=True)
class Merged(Facts):
    """The ticket that goes on in its place."""

    into: str


@dataclass(frozen=True, slots=True)
class FollowedUp(Facts):
    """The ticket this one continues, and when that one was closed."""

    old: str
    closed_at: datetime | None


def _over(_: Waiting[Asked], ticket: Ticket) -> bool:
    return ticket.over


def _asked_no_more(_: Waiting[Reminded], ticket: Ticket) -> bool:
    return ticket.hold is None or ticket.hold.reason != "requester"


def _not_open(_: Waiting[Claimed], ticket: Ticket) -> bool:
    return not ticket.open


def _not_done(_: Waiting[Resolved] | Waiting[Facts], ticket: Ticket) -> bool:
    return not ticket.done


def _not_merged(_: Waiting[Merged], ticket: Ticket) -> bool:
    return ticket.merged is None


def _merged_again(_: Waiting[Merged], ticket: Ticket) -> bool:
    return ticket.merged is not None


CLAIMED = Kind("claimed", "line", Claimed(person=DANA), moot=_not_open)
REPLY = Kind("reply", "line", Said(comment="c1", author=DANA, text="Please reconnect once."), relayed=True)
QUESTION = Kind(
    "question",
    "line",
    Asked(person=DANA, question="Which VPN profile is selected, Berlin or Split?"),
    moot=_over,
    drawn_on="asking",
)
VENDOR_HOLD = Kind(
    "vendor_hold", "line", AtVendor(party="TeleNord", reference="TN-881", until=AT), drawn_on="at_vendor"
)
REMINDER = Kind(
    "reminder",
    "line",
    Reminded(count=1, question="which VPN profile?", closes_at=AT),
    moot=_asked_no_more,
    drawn_on="asking",
)
RESOLVED = Kind(
    "resolved",
    "line",
    Resolved(text="the VPN profile was reissued", closes_at=AT, code="fixed"),
    moot=_not_done,
    role="resolution",
    buttons=Buttons(done=("confirm", "still_broken")),
    tone_done="good",
    drawn_on="resolved",
)
REOPEN_QUESTION = Kind(
    "reopen_question",
    "line",
    Facts(),
    moot=_not_done,
    role="reopen_question",
    buttons=Buttons(done=("reopen_ref", "just_comment")),
    drawn_on="resolved",
)
CANCELLED = Kind(
    "cancelled",
    "line",
    Cancelled(by=LENA, reason="not an incident"),
    buttons=Buttons(ever=("follow_up",)),
    drawn_on="cancelled",
)
MERGED = Kind("merged", "line", Merged(into="INC-1031"), moot=_not_merged, drawn_on="merged")
UNMERGED = Kind("unmerged", "line", Merged(into="INC-1031"), moot=_merged_again)
FOLLOWED_UP = Kind("followed_up", "line", FollowedUp(old="INC-1001", closed_at=AT))
