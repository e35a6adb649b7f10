"""What becomes of messages that stand already: buttons that go, copies that follow what a person changed, marks."""

from __future__ import annotations

from dataclasses import dataclass

from core.notifications.examples import MIA
from core.notifications.facts import Facts
from core.notifications.kind import Kind
from core.people import PersonId
from core.tickets.events import Voice


@dataclass(frozen=True, slots=True)
class OnMessage(Facts):
    """Which message: a binding's role."""

    target: str


@dataclass(frozen=True, slots=True)
class Reaction(Facts):
    """Which emoji on which message (`place#message`)."""

    target: str
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfComment(Facts):
    """A comment whose copies follow it: who said it, in which `voice`, and whether it is a `note` of the team."""

    comment: str
    author: PersonId
    voice: Voice | None = None
    note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(OfComment):
    """What a copy (`target`: a binding's role) says now."""

    target: str
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedLate(OfComment):
    """What was said anew, too late to change the copies."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(OfComment):
    """Which copy (a binding's role) was taken back."""

    target: str


SETTLED = Kind("settled", "edit", OnMessage(target="resolution"), urgency="refresh", drawn_on="closed")
REOPEN_ANSWERED = Kind(
    "reopen_answered", "edit", OnMessage(target="reopen_question"), urgency="refresh", drawn_on="resolved"
)
MOVED_PRIVATE = Kind(
    "moved_private",
    "edit",
    OnMessage(target="requester"),
    urgency="refresh",
    hurries=True,  # what has become private stands there until then
)
RELAY_EDIT = Kind(
    "relay_edit",
    "edit",
    Edited(target="comment:c2", comment="c2", author=MIA, text="It dropped again, twice."),
    urgency="refresh",
)
LATE_EDIT = Kind("late_edit", "line", EditedLate(comment="c2", author=MIA, text="It dropped again, twice."))
RELAY_DELETE = Kind("relay_delete", "edit", Deleted(target="comment:c2", comment="c2", author=MIA), urgency="refresh")
MARK_DELIVERED = Kind(
    "mark_delivered", "react", Reaction(target="slack:T1/C9#1.2", emoji="outbox_tray"), urgency="refresh"
)
THANKS = Kind("thanks", "react", Reaction(target="slack:T1/C9#1.2", emoji="heart"), urgency="refresh")
