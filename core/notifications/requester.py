"""What the requester hears in their own thread: who has it, what is asked, how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.notifications.examples import AT, DANA, LENA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting
from core.people import PersonId
from core.processes import ResolutionCode, Status, TicketKind
from core.tickets.events import CancelReason
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Claimed(Facts):
    """Who works on it now."""

    person: PersonId


Urgency = Literal["more", "less", "same"]
"""How urgent a ticket is beside before."""


@dataclass(frozen=True, slots=True)
class News(Facts):
    """Which team has it now (None: as before), whether somebody has `taken` it, and how urgent it is beside before.

    With new dates for the answer and for the whole, each None where it stays or nothing can be said.
    """

    team: str | None
    taken: bool
    urgency: Urgency
    answer_by: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said(Facts):
    """What somebody said, as a copy of a comment; `files` are written `name|url`, `styles` are those of the text.

    `mark` is the message (`place#message`) that shows whether it was delivered, or whose author reads that elsewhere;
    `begins` is how the whole of it begins.
    """

    comment: str
    author: PersonId
    text: str
    files: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    mark: str | None = None
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Asked(Facts):
    """Who asks the requester what; `styles` are those of the question.

    `stands_for` tells its message from those of other questions (an older desk did not keep that).
    """

    person: PersonId
    question: str | None
    styles: tuple[str, ...] = ()
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class AtVendor(Facts):
    """Whose turn it is, their own number for it, and when we write again."""

    party: str | None
    reference: str | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Reminded(Facts):
    """The `count`th reminder of a question, and when the ticket is set to resolved without an answer."""

    count: int
    question: str | None
    closes_at: datetime


Unmet = Literal["", "cancel", "change", "both"]
"""What whoever asked wanted of an order under way, and the team decided nothing about before this came instead."""


@dataclass(frozen=True, slots=True)
class Resolved(Facts):
    """What was done, by which code, and when the ticket closes by itself; `styles` are those of the text.

    `asked` tells the question from those of earlier resolutions; the first has nothing. `ends` is when what was given
    is taken away, where it is, and `thing` what that is (an older desk did not keep it). `later` are the tasks that
    follow on a day, each on that of `later_at`; `left_out` those that were skipped, each for its reason in `why`;
    `held_until` is until when they have by another order what was left out here.
    """

    text: str
    closes_at: datetime
    code: ResolutionCode
    styles: tuple[str, ...] = ()
    asked: str = ""
    ends: datetime | None = None
    thing: str = ""
    later: tuple[str, ...] = ()
    later_at: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    unmet: Unmet = ""
    held_until: datetime | None = None


Became = Literal["done", "left_out", "failed", "late", "ends", "ended", "kept"]
"""What became of a task on its day; `ends`, `ended` and `kept` where it takes away what they have, or did, or is not to
any more.
"""


@dataclass(frozen=True, slots=True)
class Came(Facts):
    """What became of the `task` that followed on a day, `why` it was left out, or on which `day` it takes away, or was
    to; `thing` is what that is (an older desk did not keep it). `until` is when another order ends what is kept.
    """

    task: str
    became: Became
    why: str = ""
    day: datetime | None = None
    thing: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskedAgain(Facts):
    """The words (`asked`: a comment) after which it is asked whether it is still broken; none on older desks."""

    asked: str = ""


@dataclass(frozen=True, slots=True)
class AskedAnew(Facts):
    """The words (`asked`: a comment) after the end, and how and when the ticket ended."""

    asked: str
    status: Status
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cancelled(Facts):
    """Who called it off, and why."""

    by: PersonId
    reason: CancelReason | None
    unmet: Unmet = ""


@dataclass(frozen=True, slots=True)
class KeptGoing(Facts):
    """Who goes on with what was to be cancelled or changed, and why; `styles` are those of the words."""

    by: PersonId
    reason: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged(Facts):
    """The ticket that goes on in its place."""

    into: str
    unmet: Unmet = ""


@dataclass(frozen=True, slots=True)
class Converted(Facts):
    """What kind of record it is from now on, by when it is expected, and whether it `waits` for others to take it.

    `approval` where somebody has to agree first; `was` is its title before, where that is otherwise now, `was_called`
    its number as it was called before (an older desk did not keep that).
    """

    kind: TicketKind
    due_at: datetime | None
    waits: bool = False
    approval: bool = False
    was: str = ""
    was_called: str = ""
    unmet: Unmet = ""


@dataclass(frozen=True, slots=True)
class FollowedUp(Facts):
    """The ticket this one continues, and when that one was closed."""

    old: str
    closed_at: datetime | None


def _on_card(_: Waiting[FollowedUp], _ticket: Ticket) -> bool:
    return True


def _asked_no_more(_: Waiting[Asked] | Waiting[Reminded], ticket: Ticket) -> bool:
    return ticket.hold is None or ticket.hold.reason != "requester"


def _with_another(waiting: Waiting[Claimed], ticket: Ticket) -> bool:
    return not ticket.open or ticket.answered_by != waiting.facts.person


def _not_done(_: Waiting[AskedAgain], ticket: Ticket) -> bool:
    return not ticket.done


def _done_otherwise(waiting: Waiting[Resolved], ticket: Ticket) -> bool:
    """Whether it was reopened since: then it is not done, or that is told in another message."""
    return not ticket.done or waiting.facts.asked != str(ticket.reopen_count or "")


def _otherwise_again(waiting: Waiting[News], ticket: Ticket) -> bool:
    facts, clock = waiting.facts, ticket.clock("resolution")
    moved = facts.team is not None and facts.team != ticket.team
    redated = facts.due_at is not None and clock is not None and clock.due_at not in (None, facts.due_at)
    return not ticket.open or moved or redated


def _taken_again(_: Waiting[Facts], ticket: Ticket) -> bool:
    return not ticket.open or bool(ticket.answered_by)


def _converted_again(waiting: Waiting[Converted], ticket: Ticket) -> bool:
    return not ticket.open or ticket.kind != waiting.facts.kind


def _not_merged(_: Waiting[Merged], ticket: Ticket) -> bool:
    return ticket.merged is None


def _merged_again(_: Waiting[Merged], ticket: Ticket) -> bool:
    return ticket.merged is not None


def _ends_otherwise(waiting: Waiting[Came], ticket: Ticket) -> bool:
    """What was to end soon has ended, or ends on another day."""
    facts = waiting.facts
    return facts.became == "ends" and not any(
        task.state == "waiting_date" and task.begins == facts.day for task in ticket.plan
    )


CLAIMED = Kind("claimed", "line", Claimed(person=DANA), moot=_with_another)
RELEASED = Kind("released", "line", Facts(), moot=_taken_again, drawn_on="unclaimed")
"""Whoever had taken it has it no more, and nobody else took it yet."""
NEWS = Kind(
    "news", "line", News(team="infra", taken=False, urgency="less", due_at=AT), moot=_otherwise_again, drawn_on="new"
)
"""Another team has it, or it is more or less urgent: what is promised from now on."""
REPLY = Kind(
    "reply",
    "line",
    Said(comment="c1", author=DANA, text="Please reconnect once."),
    words="text",
    relayed=True,
    stays_theirs=True,
)
QUESTION = Kind(
    "question",
    "line",
    Asked(person=DANA, question="Which VPN profile is selected, Berlin or Split?"),
    moot=_asked_no_more,
    words="question",
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
    moot=_done_otherwise,
    words="text",
    role="resolution",
    buttons=Buttons(done=("confirm", "still_broken")),
    tone_done="good",
    drawn_on="resolved",
)
STEP_CAME = Kind("step_came", "line", Came(task="disable", became="done"), moot=_ends_otherwise, words="why",
                 drawn_on="steps")  # fmt: skip
"""What was to be done on a day was done, or was not."""
REOPEN_QUESTION = Kind(
    "reopen_question",
    "line",
    AskedAgain(),
    moot=_not_done,
    role="reopen_question",
    buttons=Buttons(done=("reopen_ref", "just_comment")),
    drawn_on="resolved",
)
FOLLOW_UP_QUESTION = Kind(
    "follow_up_question",
    "line",
    AskedAnew(asked="c3", status="closed", closed_at=AT),
    role="follow_up_question",
    buttons=Buttons(ever=("open_follow_up", "just_comment")),
    drawn_on="closed",
)
CANCELLED = Kind(
    "cancelled",
    "line",
    Cancelled(by=LENA, reason="not an incident"),
    buttons=Buttons(over=("follow_up",)),
    drawn_on="cancelled",
)
KEPT_GOING = Kind(
    "kept_going",
    "line",
    KeptGoing(by=DANA, reason="It is on its way to you already."),
    words="reason",
    stays_theirs=True,
    drawn_on="steps",
)
MERGED = Kind("merged", "line", Merged(into="INC-1031"), moot=_not_merged, drawn_on="merged")
UNMERGED = Kind("unmerged", "line", Merged(into="INC-1031"), moot=_merged_again)
FOLLOWED_UP = Kind("followed_up", "line", FollowedUp(old="INC-1001", closed_at=AT), moot=_on_card)
"""Written by older desks, below the card; by now that says it itself."""
WELCOME = Kind("welcome", "line", Facts(), drawn_on="closed")
"""Thanks are answered in words where no heart can be set."""
CONVERTED = Kind("converted", "line", Converted(kind="incident", due_at=AT), moot=_converted_again)
