"""What happens to a ticket's own work: opened, claimed, said, held, resolved, closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from core.people import PersonId
from core.policy import Priority
from core.processes import Details, HoldReason, ResolutionCode, Status, TicketKind
from core.tickets.events.promises import Suppressed

Voice = Literal["requester", "responder", "watcher", "system"]
"""In which role somebody wrote: only a responder's public words answer, only a requester's resume."""
PrioritySource = Literal["matrix", "vip", "override"]
"""Where a priority comes from: impact and urgency, those with a step more for a VIP, or a lead's own choice."""
ResumeReason = Literal["answered", "by_hand", "date_reached", "requester_left"]
BreachReason = Literal["waiting", "volume", "complex", "late_start", "other"]
"""What kept a promise from being kept."""
CancelReason = Literal["not an incident", "withdrawn"]


@dataclass(frozen=True, slots=True)
class File:
    """An attachment by name and link; the bytes stay on the platform they came from.

    `source` is what its channel reads them by (`slack:F1`), which means something to that channel alone; empty where
    it cannot. `number` tells it from the others of its message once some of them went; 0 before (`core.tickets.files`).
    """

    name: str
    url: str
    source: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RefusedBefore:
    """The order that was refused and is made again: its number, who said no, when and why."""

    ref: str
    person: PersonId
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket came to be, in `status`; `details` are what only its kind has.

    `home` is the requester's conversation: `direct`, or a place with the thread's root.
    """

    ref: str
    details: Details
    status: Status
    title: str
    description: str
    requester: PersonId
    beneficiary: PersonId
    logged_by: PersonId
    source: str
    service: str
    priority: Priority
    priority_source: PrioritySource
    team: str
    private: bool
    home: str = "direct"
    source_ref: str | None = None
    follow_up_of: str | None = None
    follows_closed_at: datetime | None = None
    files: tuple[File, ...] = ()
    refused_before: RefusedBefore | None = None

    @property
    def kind(self) -> TicketKind:
        """What kind of record it is."""
        return self.details.kind


@dataclass(frozen=True, slots=True)
class Claimed:
    """A responder took the ticket (Claim, Ack, or the first public reply to an unassigned one)."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Assigned:
    """A lead, a rule or whoever had it gave the ticket to somebody; this is not an acknowledgement.

    `handed` when who had it gave it on, with a `note`; `back` when it was given back to them.
    """

    person: PersonId
    handed: bool = False
    note: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Unassigned:
    """Whoever had the ticket has it no longer, and nobody else has it: it waits in its team's queue."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """Work began without a claim: an assignee acknowledged, replied or asked."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """The ticket went to another team; the assignee is cleared. `private` says who may see it from now on."""

    team: str
    reason: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Retitled:
    """The ticket is called otherwise."""

    title: str


@dataclass(frozen=True, slots=True)
class SourceEdited:
    """A message that the ticket was made of was edited by its author; so reads the ticket from then on.

    `deleted` when the message is no more: then `title` and `description` say so where its words stood. `files` are
    those of the ticket from then on, None where they stay as they are.
    """

    title: str
    description: str
    details: Details
    deleted: bool = False
    files: tuple[File, ...] | None = None


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """The ticket is about another service, or another kind of trouble with it. `private` as in `Transferred`."""

    service: str
    category: str | None
    private: bool = False


@dataclass(frozen=True, slots=True)
class RequesterChanged:
    """The ticket is somebody else's: `requester` is told of it from now on, in their own conversation."""

    requester: PersonId


@dataclass(frozen=True, slots=True)
class Converted:
    """The ticket is another kind of record from now on, which stands in `status`; its number stays.

    `details` are what that kind has, `service` and `priority` what goes with it; `private` as in `Transferred`.
    `spent` are the open seconds that the promise before (to fix it, or to deliver) had counted; `undo` is what is to
    become of tasks that were under way. `title` is what it is called from then on and `description` what it says,
    each empty where that stays.
    """

    details: Details
    status: Status
    service: str
    priority: Priority
    priority_source: PrioritySource
    private: bool = False
    spent: int = 0
    undo: str = ""
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Commented:
    """Somebody wrote. `said_in` is the message it was written in (`place#message`), None when it came by a form.

    `at_home` says that this message stands in the requester's own thread, so that it need not be repeated there.
    `styles` say which stretches of the text have which style (`core.ui.text.styles_of`). `polite` are thanks and the
    like, which answer no question. `marked` is the message on which whoever wrote it in a conversation of their own
    sees whether it was delivered.
    """

    comment: str
    author: PersonId
    voice: Voice
    public: bool
    text: str
    files: tuple[File, ...] = ()
    said_in: str | None = None
    at_home: bool = False
    styles: tuple[str, ...] = ()
    polite: bool = False
    marked: str | None = None


@dataclass(frozen=True, slots=True)
class CommentEdited:
    """The author changed a comment. `late` when more than ten minutes had passed: then it is added, not replaced.

    An edit of a comment that was deleted brings it back.
    """

    comment: str
    text: str
    late: bool
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentFilesChanged:
    """The author took files out of the message of a comment, or put some in: `files` are those of it from then on.

    Its words stay as they are, `styles` are theirs.
    """

    comment: str
    files: tuple[File, ...]
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentDeleted:
    """The author took a comment back; what it said is no longer shown. `meant_another` ticket: it was not deleted."""

    comment: str
    meant_another: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The ticket waits. `question` for the requester, in `styles`; `party` and `reference` for a vendor or a record."""

    reason: HoldReason
    question: str | None = None
    party: str | None = None
    reference: str | None = None
    until: datetime | None = None
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resumed:
    """The wait is over."""

    why: ResumeReason


@dataclass(frozen=True, slots=True)
class AnswerTakenBack:
    """What ended a wait for the requester was about another ticket: the wait goes on, as it was since `since`."""

    since: datetime
    question: str
    reminded: int = 0


@dataclass(frozen=True, slots=True)
class Reminded:
    """The requester was reminded of the open question; `count` is 1, 2, ...; `closes_at` the date the text names.

    With `suppressed` it was passed together with a later one, and not said.
    """

    count: int
    closes_at: datetime
    suppressed: Suppressed | None = None


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """Impact, urgency or an override changed the priority."""

    old: Priority
    new: Priority
    impact: int
    urgency: int
    source: PrioritySource
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Work is done (a request: fulfilled). `text` is public; `closes_at` is when it closes by itself.

    `styles` are those of the text. `survey_at` is when whoever asked is asked how it was, if nobody says anything.
    """

    code: ResolutionCode
    text: str
    closes_at: datetime
    breach_reason: BreachReason | None = None
    styles: tuple[str, ...] = ()
    survey_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reopened:
    """It was not fixed after all. `calls` is who looks at it, where nobody has an order."""

    reason: str = ""
    calls: PersonId | None = None


@dataclass(frozen=True, slots=True)
class ReopenOffered:
    """The requester wrote after the resolution and was asked whether it is still broken; the assignee sees a flag.

    `comment` are the words, and names the question. `elsewhere` when they were not written in the requester's thread,
    so that they were asked on the spot. Those of older desks have neither.
    """

    comment: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ReopenDeclined:
    """The requester said it was just a comment; the flag comes off."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The ticket is over. `confirmed` when the requester said yes."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The ticket was withdrawn or was none. `undo` says what is to become of tasks that were under way."""

    reason: CancelReason
    undo: str = ""


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """Whoever asked for it needs it no more while somebody works on it: the team decides whether it is cancelled."""


@dataclass(frozen=True, slots=True)
class CancelDeclined:
    """The team goes on with what was to be cancelled or changed, and says why; `styles` are those of the words."""

    reason: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpOffered:
    """The requester wrote (`comment`) after the end and was asked whether it is broken again; `elsewhere` as above."""

    comment: str
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpDeclined:
    """The requester said it was just a comment; the ticket stays as it ended."""


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A new linked ticket continues this one."""

    ref: str
