"""What those who have to agree to a request are asked, and what whoever asked for it hears of their decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.approvals import machine
from core.notifications.examples import AT, LENA, MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting, has_moved
from core.people import PersonId
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Wanted(Facts):
    """In which round somebody is asked, and whose voice they give where it is not their own.

    `changed` are the answers that are others than what was agreed to before, by their labels; `was` and `now` stand
    beside it, empty where only the fulfilment staff may read them; `fields` are their questions in the settings.
    `cost_was` and `cost_is` are the amounts where they differ.
    """

    round: int
    instead_of: PersonId | None = None
    changed: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now_is: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    cost_was: int | None = None
    cost_is: int | None = None
    unknown: bool = False
    """Whether nobody knows whose decision it is."""
    agreed: tuple[PersonId, ...] = ()
    """Who agreed before, each with what they added (`notes`)."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderChanged(Facts):
    """Who changed what was ordered, in words as `Wanted` has them; `again` where people have to agree again."""

    by: PersonId
    changed: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now_is: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    cost_was: int | None = None
    cost_is: int | None = None
    again: bool = False
    ping: PersonId | None = None


@dataclass(frozen=True, slots=True)
class ChangeWanted(Facts):
    """Who wants something else ordered, in words as `Wanted` has them, and which steps somebody began already."""

    by: PersonId
    steps: tuple[str, ...]
    changed: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now_is: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    cost_was: int | None = None
    cost_is: int | None = None
    ping: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Undecided(Facts):
    """In which round nobody has decided yet, and when the request ends without a decision."""

    round: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Waits(Facts):
    """How many wait for somebody's decision; the longest by number and title, and since when each was asked."""

    count: int
    tickets: tuple[str, ...]
    titles: tuple[str, ...]
    since: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreed(Facts):
    """Who said yes, with what they added, and who decides next: nobody where work begins."""

    person: PersonId
    more: tuple[PersonId, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused(Facts):
    """Who said no, and why."""

    person: PersonId
    reason: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedFirst(Facts):
    """What an approver wants to know before they decide; `expires_at` where it is said once more, until when."""

    person: PersonId
    question: str
    styles: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnsweredFirst(Facts):
    """What the requester wrote after an approver asked, in which round; `files` are written `name|url`.

    `comment` is what they wrote, whose edits it follows (an older desk did not keep it), and may be `deleted`.
    """

    round: int
    person: PersonId
    text: str
    files: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    comment: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Ended(Facts):
    """Who was asked, and did not decide in time; the `question` of theirs that had no answer."""

    asked: tuple[PersonId, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Lapsed(Facts):
    """What an approver asked and had no answer to when time was up; empty where nothing was asked."""

    question: str = ""


def _decided(waiting: Waiting[Wanted] | Waiting[Undecided] | Waiting[AnsweredFirst], ticket: Ticket) -> bool:
    anew = ticket.approval is not None and ticket.approval.round != waiting.facts.round
    return anew or waiting.person not in machine.deciders(ticket)


def _change_answered(waiting: Waiting[ChangeWanted], ticket: Ticket) -> bool:
    return has_moved(waiting.notice, ticket) or not (ticket.open or ticket.approving) or ticket.change_asked is None


def _taken_back(waiting: Waiting[AnsweredFirst], ticket: Ticket) -> bool:
    """Whether the words are none of the ticket's any more before anybody read them: the question is open again."""
    asked = ticket.approval
    again = asked is not None and bool(asked.question) and asked.question == asked.answered
    return _decided(waiting, ticket) or again


_DECIDE = Buttons(asked=("approve", "reject", "ask_first"), ever=("show",))

APPROVAL = Kind(
    "approval",
    "direct",
    Wanted(round=1),
    personal=True,
    limited=False,  # whoever is asked to decide is asked at once
    merges=False,  # its message turns into the result
    moot=_decided,
    settled=_decided,
    buttons=_DECIDE,
    drawn_on="approving",
)
APPROVAL_REMINDER = Kind(
    "approval_reminder",
    "direct",
    Undecided(round=1, expires_at=AT),
    answered_as=APPROVAL.name,
    personal=True,
    merges=False,
    moot=_decided,
    settled=_decided,
    buttons=_DECIDE,
    drawn_on="approving",
)
ANSWERED_FIRST = Kind(
    "answered_first",
    "direct",
    AnsweredFirst(round=1, person=MIA, text="It is for the new CAD desk."),
    answered_as=APPROVAL.name,
    personal=True,
    limited=False,
    merges=False,
    moot=_taken_back,
    settled=_decided,
    buttons=_DECIDE,
    words="text",
    drawn_on="approving",
)

_QUESTIONS = (APPROVAL, APPROVAL_REMINDER, ANSWERED_FIRST)


def asks_to_decide(role: str, person: PersonId) -> bool:
    """Whether the message that has that `role` asks `person` for their decision."""
    return any(f":{kind.name}:direct:{person}" in role for kind in _QUESTIONS)


ORDER_CHANGED = Kind(
    "order_changed",
    "line",
    OrderChanged(
        by=MIA, changed=("Model",), was=("Standard 14",), now_is=("Power 16",), fields=("model",), cost_was=1150,
        cost_is=1980, again=True,
    ),
    moot=lambda waiting, ticket: has_moved(waiting.notice, ticket),
    drawn_on="approving",
)  # fmt: skip
"""In the thread of whoever asked and in the team's: what was ordered is changed."""
CHANGE_ASKED = Kind(
    "change_asked",
    "line",
    ChangeWanted(
        by=MIA, steps=("Order",), changed=("Model",), was=("Power 16",), now_is=("Standard 14",), fields=("model",),
        cost_was=1980, cost_is=1150,
    ),
    moot=_change_answered,
    settled=_change_answered,
    buttons=Buttons(asked=("change_order", "keep_going")),
    drawn_on="change_asked",
)  # fmt: skip
"""In the team's thread: its requester wants something else, after work on it began."""
APPROVER_DIGEST = Kind(
    "approver_digest",
    "direct",
    Waits(
        count=2, tickets=("REQ-1042", "REQ-1051"), titles=("New laptop: Power 16", "Software licence: Figma"),
        since=("2026-10-22T07:00:00+00:00", "2026-10-23T07:00:00+00:00"),
    ),
    personal=True,
    buttons=Buttons(ever=("approvals",)),
)  # fmt: skip
AGREED = Kind("agreed", "line", Agreed(person=LENA), drawn_on="approving")
REFUSED = Kind(
    "refused", "line", Refused(person=LENA, reason="use the pool model until January"), words="reason",
    buttons=Buttons(refused=("resend",)), drawn_on="rejected",
)  # fmt: skip
LAPSED = Kind("lapsed", "line", Lapsed(), buttons=Buttons(refused=("order_again",)), drawn_on="expired")
ASKED_FIRST = Kind(
    "asked_first", "line", AskedFirst(person=LENA, question="Which project is it for?"), words="question",
    drawn_on="approving",
)  # fmt: skip
ENDED = Kind("ended_undecided", "direct", Ended(asked=(LENA,)), buttons=Buttons(ever=("show",)), drawn_on="approving")
"""To the lead of the team that would have done it."""
