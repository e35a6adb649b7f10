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
    """The mark on words to the requester: who wrote which comment to whom, and how it begins (older: nothing)."""

    comment: str = ""
    author: PersonId = ""
    begins: str = ""
    whom: PersonId = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Sent(Facts):
    """For whom words are that somebody wrote, and how they begin; `stands_for` is the role of the message."""

    person: PersonId
    begins: str
    stands_for: str


@dataclass(frozen=True, slots=True)
class SentBecame(OnMessage):
    """The same, and whether the words were `delivered` or never can be; or `taken_back` with their message.

    They are `kept` where they stay with the team instead.
    """

    person: PersonId
    begins: str
    delivered: bool
    taken_back: bool = False
    kept: bool = False


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
"""It is on its way no more: it was delivered, or never can be. Or its message is gone, and the mark with it: then there
is something to say in words alone.
"""
THANKS = Kind(
    "thanks", "react", Thanked(target="slack:T1/C9#1.2", emoji="heart"), urgency="refresh", in_words="welcome"
)


def gone(place: str, comment: str, author: PersonId, begins: str, whom: PersonId, *, kept: bool) -> OnItsWay:
    """The mark of words to `whom` that were taken back with their message (`place#message`).

    Where they are `kept` for the team, nobody had them yet, and the message stands.
    """
    return OnItsWay(place, TAKEN if kept else DELIVERED, comment, author, begins, whom, kept)


def is_gone_with_message(mark: Notice) -> bool:
    """Whether a mark needs no taking off: the message that had it was deleted."""
    return mark.kind == MARK_OFF.name and bool(mark.facts.get("author")) and not mark.facts.get("kept")


def in_words(mark: Notice, ticket: Ticket) -> Notice | None:
    """What is said of words to the requester where no emoji can be set; None for any other mark."""
    if mark.kind not in (MARK_TAKEN.name, MARK_OFF.name) or not (facts := read(OnItsWay, mark.facts)).author:
        return None
    to, role, whom = f"{DIRECT}{facts.author}", sent_role(facts.comment), facts.whom or ticket.requester
    if mark.kind == MARK_TAKEN.name:
        sent = Sent(person=whom, begins=facts.begins, stands_for=role)
        return SENT.notice(sent, ticket=mark.ticket, to=to, key=mark.key, at=mark.at)
    back = SentBecame(role, whom, facts.begins, delivered=False, taken_back=True, kept=facts.kept)
    return SENT_BECAME.notice(back, ticket=mark.ticket, to=to, key=mark.key, at=mark.at)


def sent_role(comment: str) -> str:
    """What the message stands for that says whether a comment was delivered."""
    return f"sent:{comment}"
