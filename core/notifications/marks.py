"""Marks: an emoji on a message that says how it goes with its words, and the words for that where none can be set."""

from __future__ import annotations

from dataclasses import dataclass

from core.notifications.examples import MIA
from core.notifications.facts import Facts, read
from core.notifications.kind import Kind
from core.notifications.message_edits import OnMessage
from core.people import PersonId
from core.ports.outbox import DIRECT, Notice
from core.tickets.ticket import Ticket

TAKEN, DELIVERED = "clock3", "outbox_tray"
"""The marks on a message to the requester: taken, and delivered."""


@dataclass(frozen=True, slots=True)
class Reaction(Facts):
    """Which emoji on which message (`place#message`)."""

    target: str
    emoji: str


@dataclass(frozen=True, slots=True)
class OnItsWay(Reaction):
    """The mark on words to the requester: who wrote which comment, and how its words begin (older: nothing)."""

    comment: str = ""
    author: PersonId = ""
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Sent(Facts):
    """For whom words are that somebody wrote, and how they begin; `stands_for` is the role of the message."""

    person: PersonId
    begins: str
    stands_for: str


@dataclass(frozen=True, slots=True)
class SentBecame(OnMessage):
    """The same, and whether the words were `delivered` or never can be."""

    person: PersonId
    begins: str
    delivered: bool


@dataclass(frozen=True, slots=True)
class Thanked(Reaction):
    """Thanks; `at_home` when they were said in the requester's thread."""

    at_home: bool = False


MARK_TAKEN = Kind("mark_taken", "react", OnItsWay(target="slack:T1/C9#1.2", emoji=TAKEN), urgency="refresh")
"""It is on its way to the requester."""
SENT = Kind(
    "sent",
    "direct",
    Sent(person=MIA, begins="Please reconnect once.", stands_for="sent:c1"),
    personal=True,
    urgency="page",
    limited=False,
    missed=False,
)
"""The same in words, for whoever wrote them where no emoji can be set: at once, at any hour, since they look."""
SENT_BECAME = Kind(
    "sent_became",
    "edit",
    SentBecame(target="sent:c1", person=MIA, begins="Please reconnect once.", delivered=True),
    urgency="refresh",
    worded_as="sent",
)
MARK_DELIVERED = Kind("mark_delivered", "react", Reaction(target="slack:T1/C9#1.2", emoji=DELIVERED), urgency="refresh")
MARK_OFF = Kind("mark_off", "unreact", Reaction(target="slack:T1/C9#1.2", emoji=TAKEN), urgency="refresh")
"""It is on its way no more: it was delivered, or never can be."""
THANKS = Kind(
    "thanks", "react", Thanked(target="slack:T1/C9#1.2", emoji="heart"), urgency="refresh", in_words="welcome"
)


def in_words(mark: Notice, ticket: Ticket) -> Notice | None:
    """What is said of words on their way where no emoji can be set; None for any other mark."""
    if mark.kind != MARK_TAKEN.name or not (facts := read(OnItsWay, mark.facts)).author:
        return None
    sent = Sent(person=ticket.requester, begins=facts.begins, stands_for=sent_role(facts.comment))
    return SENT.notice(sent, ticket=mark.ticket, to=f"{DIRECT}{facts.author}", key=mark.key, at=mark.at)


def sent_role(comment: str) -> str:
    """What the message stands for that says whether a comment was delivered."""
    return f"sent:{comment}"
