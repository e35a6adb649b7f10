"""What becomes of messages that stand already: buttons that go, copies that follow what a person changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

from core.notifications.examples import AT, DANA, LENA, MIA
from core.notifications.facts import Facts, read
from core.notifications.kind import Buttons, Kind
from core.notifications.requester import Unmet
from core.people import PersonId
from core.ports.outbox import Notice
from core.processes import INCIDENT, REQUEST, IncidentDetails, RequestDetails, ResolutionCode, Status
from core.tickets.changing import changed
from core.tickets.events import Voice
from core.tickets.ticket import Hold, SlaClock, Ticket

Became = Literal["answered", "expired", "reopened"]
"""What becomes of the question how it was: it is answered, nobody answers, or its ticket is open again."""


@dataclass(frozen=True, slots=True)
class OnMessage(Facts):
    """Which message: a binding's role."""

    target: str


@dataclass(frozen=True, slots=True)
class DescriptionGone(OnMessage):
    """Which part of a description, and who edited its words or `deleted` them."""

    by: PersonId
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Settled(OnMessage):
    """The message that asked whether it works: what it says stays, so its own facts come along.

    Those written before these facts were kept have none. `styles` are those of the text. `asks` how it was below them,
    and at last says what `became` of that. The rest is what was said of an order's tasks, as in `requester.Resolved`.
    """

    text: str | None = None
    code: ResolutionCode | None = None
    styles: tuple[str, ...] = ()
    closes_at: datetime | None = None
    asks: bool = False
    became: Became | None = None
    ends: datetime | None = None
    later: tuple[str, ...] = ()
    later_at: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    thing: str = ""
    unmet: Unmet = ""
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskedElse(OnMessage):
    """The message that asked somebody, with its own facts, where the ticket is another one's by now (`now_of`)."""

    person: PersonId
    question: str
    styles: tuple[str, ...] = ()
    now_of: PersonId = ""


@dataclass(frozen=True, slots=True)
class AnsweredAnew(OnMessage):
    """The message that asked whether it is broken again, with its own facts.

    `taken_back` when nothing answered it: its words were deleted.
    """

    status: Status
    closed_at: datetime | None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Answered(OnMessage):
    """The message as it was said: by its kind's name, with the facts of that, as JSON, and when it was to be said.

    Where it says who had the ticket, that is kept: `assignee`, `status`, whether it was `held`, and `since` when. Where
    it is about something else by now, what it was `about` is kept as JSON: kind of record, title, details. It `asks`
    still where another part of its message changed.
    """

    said: str
    kept: str
    said_at: datetime | None = None
    assignee: PersonId | None = None
    status: Status | None = None
    held: bool = False
    since: datetime | None = None
    asks: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfComment(Facts):
    """A comment whose copies follow it: who said it, in which `voice`, and whether it is a `note` of the team.

    `whom` is who had asked when it was said (older: nobody is kept).
    """

    comment: str
    author: PersonId
    voice: Voice | None = None
    note: bool = False
    whom: PersonId = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(OfComment):
    """What a copy (`target`: a binding's role) says now; `styles` are those of the text.

    Where the words are `back` after they were deleted, their copy may never have been said. The requester's copy of an
    answer knows its message (`mark`: `place#message`) and how it `begins`: its author reads what became of it.
    """

    target: str
    text: str
    files: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    back: bool = False
    mark: str | None = None
    begins: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedLate(OfComment):
    """What was said anew, too late to change the copies; `styles` are those of the text.

    Its line `stands_for` the comment as well (an older desk did not keep that), so that it goes when that does.
    """

    text: str
    styles: tuple[str, ...] = ()
    stands_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(OfComment):
    """Which copy (a binding's role) was taken back, where its author meant another ticket."""

    target: str
    meant_another: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest(OfComment):
    """What stands below the first message of a copy (`target`, a binding's role).

    Its words go from behind the first `keep` messages on; `words_only` where its files stay, and what was said anew:
    that goes as well where the copy `reads_now` as its comment does.
    """

    target: str
    keep: int = 1
    words_only: bool = False
    reads_now: bool = False


SETTLED = Kind(
    "settled",
    "edit",
    Settled(target="resolution", text="the VPN profile was reissued", code="fixed", closes_at=AT),
    urgency="refresh",
    worded_as="resolved",
    buttons=Buttons(rate=True),
    drawn_on="closed",
)
"""What was asked stays word for word, as in the kinds below: its buttons go, and one small line says what came of it
(the block `answered` of its template).
"""
REOPEN_ANSWERED = Kind(
    "reopen_answered",
    "edit",
    OnMessage(target="reopen_question"),
    urgency="refresh",
    worded_as="reopen_question",
    drawn_on="resolved",
)
FOLLOW_UP_ANSWERED = Kind(
    "follow_up_answered",
    "edit",
    AnsweredAnew(target="follow_up_question", status="closed", closed_at=AT),
    urgency="refresh",
    worded_as="follow_up_question",
    drawn_on="closed",
)
ASKED_ELSE = Kind(
    "asked_else",
    "edit",
    AskedElse(target="question:7", person=DANA, question="Which VPN profile is selected?", now_of=MIA),
    urgency="refresh",
    worded_as="question",
    drawn_on="asking",
)
"""Whoever was asked need not answer any more: the ticket is somebody else's, who is asked instead."""
MOVED_PRIVATE = Kind(
    "moved_private",
    "edit",
    OnMessage(target="requester"),
    urgency="refresh",
    hurries=True,  # what has become private stands there until then
)
WITHDRAW = Kind("withdraw", "delete", Facts(), worded_as="moved_private", hurries=True, clears=True)
"""All that was said of a ticket in a place where it may not be read any more. No refresh: it follows the words that are
being said there, so that it finds them.
"""
WITHDRAWN = Kind(
    "withdrawn",
    "delete",
    OnMessage(target="comment:c2"),
    urgency="refresh",
    worded_as="moved_private",
    hurries=True,
    forgets=True,
)
DIGEST_WITHDRAWN = Kind(
    "digest_withdrawn", "edit", OnMessage(target="overview:1.2"), urgency="refresh", hurries=True, forgets=True
)
"""A message about many tickets, one of which may not be read there any more: it names none of them from then on."""
REQUESTER_CHANGED = Kind(
    "requester_changed",
    "edit",
    OnMessage(target="requester"),
    urgency="refresh",
    hurries=True,  # what is somebody else's by now stands there until then
)
ANSWERED = Kind(
    "answered",
    "edit",
    Answered(target="notice:n1", said="assigned", kept=f'{{"by": "{LENA}", "to": ["{DANA}"], "note": null}}'),
    urgency="refresh",
    worded_as="assigned",  # in the words of whatever it was
)
"""A message that asked somebody to act loses the buttons for it; its sentence stays."""
RELAY_EDIT = Kind(
    "relay_edit",
    "edit",
    Edited(target="comment:c2", comment="c2", author=MIA, text="It dropped again, twice."),
    urgency="refresh",
    words="text",
    relayed=True,  # what the words grew by is posted, and stands for that part from then on
)
LATE_EDIT = Kind(
    "late_edit",
    "line",
    EditedLate(comment="c2", author=MIA, text="It dropped again, twice."),
    words="text",
    with_copy=True,
    stays_theirs=True,
)
RELAY_DELETE = Kind("relay_delete", "edit", Deleted(target="comment:c2", comment="c2", author=MIA), urgency="refresh")
REST_GONE = Kind(
    "rest_gone",
    "delete",
    Rest(target="comment:c2", comment="c2", author=MIA),
    urgency="refresh",
    worded_as="relay_delete",
    clears=True,
)
"""All that stands below the first message of a copy, whatever edits left there: as `WITHDRAW`, by a notice for each."""
PART_GONE = Kind(
    "part_gone",
    "delete",
    Deleted(target="comment:c2:2", comment="c2", author=MIA),
    urgency="refresh",
    worded_as="relay_delete",
    forgets=True,  # words that come back are posted anew
)
"""What followed the first message of a copy has no words any more."""
DESCRIPTION_GONE = Kind(
    "description_gone",
    "delete",
    DescriptionGone(target="description", by=MIA),
    worded_as="source_edited",
)
"""A description that reads otherwise by now, whose words followed its card. It is no refresh, which words overtake:
those that come in its stead stand for the description from then on.
"""
SOURCE_FILE_GONE = Kind(
    "source_file_gone",
    "delete",
    DescriptionGone(target="opened:file:1", by=MIA, deleted=True),
    worded_as="source_edited",
)
"""What showed a file of the message that a ticket was made of, which was taken back."""
FILE_GONE = Kind(
    "file_gone",
    "delete",
    Deleted(target="comment:c2:file:1", comment="c2", author=MIA),
    worded_as="relay_delete",
    forgets=True,
)
"""What showed a file of a message that was taken back. It is no refresh, which words overtake: a file that is back is
shown by a word, which has to know whether the file is there still.
"""


def answered(
    said: Notice,
    now: datetime,
    stood: Ticket | None = None,
    turn: int | None = None,
    *,
    asks: bool = False,
    about: Ticket | None = None,
) -> Notice:
    """What takes the buttons off a message whose question was answered.

    `stood` is the ticket as it was then, for a sentence about that. Where some buttons go before others, `turn` tells
    the times apart: the version of the ticket. What it asked is open still where it `asks`. `about` is the ticket as it
    was then, where it is another order or another kind of record by now.
    """
    kept = json.dumps(dict(said.facts))
    facts = Answered(target=f"notice:{said.key}", said=said.kind, kept=kept, said_at=said.not_before, asks=asks)
    if stood is not None:
        since = stood.hold.since if stood.hold else stood.acked_at
        facts = replace(facts, assignee=stood.assignee, status=stood.status, held=stood.hold is not None, since=since)
    if about is not None:
        facts = replace(facts, about=_kept(about))
    key = f"{said.key}:answered" if turn is None else f"{said.key}:answered:{turn}"
    return ANSWERED.notice(facts, ticket=said.ticket, to=said.to, key=key, at=now, place=said.place, urgent=said.urgent)


def asks_still(notice: Notice) -> bool:
    """Whether what the sentence asked is open still."""
    return read(Answered, notice.facts).asks


def said_at(notice: Notice) -> datetime | None:
    """When the sentence was to be said of which this takes the buttons; None where an older desk did not keep it."""
    return read(Answered, notice.facts).said_at


def as_said(notice: Notice) -> Notice:
    """The notice in whose words a message is drawn: what was said there, where that alone is drawn again."""
    if notice.kind != ANSWERED.name:
        return notice
    facts = read(Answered, notice.facts)
    kept = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in json.loads(facts.kept).items()}
    return replace(notice, kind=facts.said, facts=kept)


_DETAILS = {INCIDENT.kind: IncidentDetails, REQUEST.kind: RequestDetails}
"""Those that a change or a conversion makes others."""


def same_subject(was: Ticket, now: Ticket) -> bool:
    """Whether sentences about a ticket as it `was` say the same of it now: its kind, its title, what is ordered."""
    return was.kind not in _DETAILS or (was.title, was.details) == (now.title, now.details)


def _kept(ticket: Ticket) -> str:
    details = {name: said for name, said in asdict(ticket.details).items() if not isinstance(said, datetime)}
    return json.dumps({"title": ticket.title, "details": details})


def _about(ticket: Ticket, kept: str) -> Ticket:
    """The ticket with the title and the details that it had."""
    was = json.loads(kept)
    details = was["details"]
    return changed(ticket, title=was["title"], details=_DETAILS[details["kind"]](**details))


def as_it_was(ticket: Ticket, notice: Notice) -> Ticket:
    """The ticket for a sentence that was said of it: what it was about, and the promises that ran, though kept by now.

    An older desk did not write when its sentences were said: then every promise with a time counts as one that ran.
    """
    facts = read(Answered, notice.facts)
    ticket = _about(ticket, facts.about) if facts.about else ticket
    ran = changed(ticket, clocks=tuple(_as_it_ran(clock, facts.said_at) for clock in ticket.clocks))
    if facts.status is None:
        return ran
    hold = Hold("vendor", facts.since) if facts.held and facts.since else None
    return changed(ran, assignee=facts.assignee, status=facts.status, hold=hold, acked_at=facts.since)


def _as_it_ran(clock: SlaClock, at: datetime | None) -> SlaClock:
    stopped = clock.stopped_at is not None and at is not None and clock.stopped_at <= at
    return clock if clock.due_at is None or stopped else changed(clock, state="running")
