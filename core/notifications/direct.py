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
    """Who gave it to whom, with what they should know."""

    by: PersonId
    to: tuple[PersonId, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class HandedOver(Facts):
    """Who had it and hands it to whom, with what they should know."""

    by: PersonId
    to: tuple[PersonId, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GivenBack(Facts):
    """Who gave it back to whom."""

    by: PersonId
    to: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class LetGo(Facts):
    """Who took it from whom, and who has it now: nobody where it waits in the queue, or in that of another `team`."""

    by: PersonId
    to: tuple[PersonId, ...]
    now_with: PersonId | None = None
    team: str | None = None


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
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotTakenBack(Facts):
    """A copy of a deleted comment that the platform keeps: the `team` reads it, or who had asked (`whom`)."""

    comment: str
    team: bool = True
    whom: PersonId = ""


@dataclass(frozen=True, slots=True)
class Unreached(Facts):
    """Who was not reached with `what` (a kind's name). What that said is not told: it was for them."""

    person: PersonId
    what: str


@dataclass(frozen=True, slots=True)
class Answer(Facts):
    """What the desk answered, in plain words."""

    text: str


@dataclass(frozen=True, slots=True)
class Unanswered(Facts):
    """The first of somebody's words that wait for the answer which ticket they are about; whether there are more."""

    words: tuple[str, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class LeadDigest(Facts):
    """A team's day in numbers; `due` are a ticket and its time each, `on_call` whoever has the duty.

    `late` are overdue tickets and `late_at` when each was due. `due_more` is how many more are due than are named, and
    `overdue` counts all that are: private ones are never named. `away` are those of the team who are, and `away_until`
    until when each; empty where nobody knows.
    """

    team: str
    open: int
    due: tuple[str, ...]
    overdue: int
    waiting: int
    on_call: PersonId | None
    due_more: int = 0
    late: tuple[str, ...] = ()
    late_at: tuple[str, ...] = ()
    away: tuple[PersonId, ...] = ()
    away_until: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waits(Facts):
    """How many wait for somebody's decision; the longest by number and title, and since when each was asked.

    `ends` is when each is over undecided, `day` (ISO 8601) of which morning it is (an older desk kept neither).
    """

    count: int
    tickets: tuple[str, ...]
    titles: tuple[str, ...]
    since: tuple[str, ...]
    ends: tuple[str, ...] = ()
    day: str = ""


def _given_to_another(waiting: Waiting[Assigned] | Waiting[HandedOver] | Waiting[GivenBack], ticket: Ticket) -> bool:
    return not ticket.open or ticket.assignee != waiting.person


def _acknowledged(waiting: Waiting[Assigned] | Waiting[GivenBack], ticket: Ticket) -> bool:
    called = ticket.ladder is not None and not ticket.ladder.acked
    return _given_to_another(waiting, ticket) or not (called or ticket.still_with is not None)


def _accepted(waiting: Waiting[HandedOver], ticket: Ticket) -> bool:
    return _given_to_another(waiting, ticket) or ticket.handed_by is None


def _theirs_again(waiting: Waiting[LetGo], ticket: Ticket) -> bool:
    return not ticket.open or ticket.assignee == waiting.person


def _another_lead_called(waiting: Waiting[Escalated], ticket: Ticket) -> bool:
    return not ticket.open or ticket.escalated_to != waiting.person


def _not_theirs_to_hear(waiting: Waiting[WatchedResolved], ticket: Ticket) -> bool:
    gone = ticket.open or ticket.status == ticket.process.cancelled or waiting.person not in ticket.watchers
    return gone or (ticket.private and not waiting.facts.private)


ASSIGNED = Kind(
    "assigned",
    "direct",
    Assigned(by=LENA, to=(DANA,)),
    personal=True,
    moot=_given_to_another,
    settled=_acknowledged,
    buttons=Buttons(asked=("ack",), ever=("show",)),
    drawn_on="assigned",
)
HANDED_OVER = Kind(
    "handed_over",
    "direct",
    HandedOver(by=LENA, to=(DANA,), note="TeleNord calls back at three"),
    personal=True,
    limited=False,  # whoever is asked to decide is asked at once
    moot=_given_to_another,
    settled=_accepted,
    buttons=Buttons(asked=("accept", "give_back"), ever=("show",)),
    drawn_on="called",
)
GIVEN_BACK = Kind(
    "given_back",
    "direct",
    GivenBack(by=LENA, to=(DANA,)),
    personal=True,
    moot=_given_to_another,
    settled=_acknowledged,
    buttons=Buttons(asked=("ack",), ever=("show",)),
    drawn_on="called",
)
LET_GO = Kind(
    "let_go",
    "direct",
    LetGo(by=LENA, to=(DANA,), now_with=LENA),
    personal=True,
    discreet=True,
    moot=_theirs_again,
    buttons=Buttons(ever=("show",)),
)
ESCALATED = Kind(
    "escalated",
    "direct",
    Escalated(by=DANA, to=(LENA,), reason="the whole of finance waits"),
    words="reason",
    personal=True,
    moot=_another_lead_called,
    settled=_another_lead_called,
    buttons=Buttons(asked=("ack",), ever=("show",)),
    drawn_on="called",
)
WATCHED_RESOLVED = Kind(
    "watched_resolved",
    "direct",
    WatchedResolved(text="the VPN profile was reissued", code="fixed"),
    words="text",
    personal=True,
    moot=_not_theirs_to_hear,
    drawn_on="resolved",
)
UNREACHED = Kind(
    "unreached",
    "direct",
    Unreached(person=DANA, what="assigned"),
    buttons=Buttons(ever=("show",)),
    drawn_on="assigned",
)
NOT_TAKEN_BACK = Kind(
    "not_taken_back",
    "direct",
    NotTakenBack(comment="c2"),
    personal=True,
    buttons=Buttons(ever=("show",)),
)
"""Said at once and by itself: whoever took something back may want to change a password now."""
UNANSWERED = Kind(
    "unanswered",
    "direct",
    Unanswered(words=("It is worse today.",)),
    personal=True,
    buttons=Buttons(ever=("which_one",)),
)
"""To whoever wrote in their chat, once, the next working morning: nobody has it until they say what it is about."""
LEAD_DIGEST = Kind(
    "lead_digest",
    "direct",
    LeadDigest(
        team="service-desk",
        open=14,
        due=("INC-1042 11:30",),
        overdue=2,
        waiting=3,
        on_call=DANA,
        late=("INC-1040",),
        late_at=("2026-10-26T14:00:00+00:00",),
        away=(LENA,),
        away_until=("2026-10-30T23:00:00+00:00",),
    ),
    of_team=True,
)
APPROVER_DIGEST = Kind(
    "approver_digest",
    "direct",
    Waits(
        count=2, tickets=("REQ-1042", "REQ-1051"), titles=("New laptop: Power 16", "Software licence: Figma"),
        since=("2026-10-22T07:00:00+00:00", "2026-10-23T07:00:00+00:00"), day="2026-10-26",
        ends=("2026-10-29T08:00:00+00:00", "2026-10-30T08:00:00+00:00"),
    ),
    personal=True,
    buttons=Buttons(ever=("approvals",)),
)  # fmt: skip
ANSWER = Kind(
    "answer",
    "direct",
    Answer(text="INC-1001 is with Dana Roth since this morning."),
    personal=True,
    urgency="page",
    limited=False,
)
"""A reply that could not be given on the spot: nobody was looking, or it came later. It is awaited, at any hour."""
