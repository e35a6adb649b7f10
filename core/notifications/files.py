"""Files that are brought along: what somebody shared is shown where their words are copied to.

A file is a message of its own below the words, since it has to be fetched first: what fails there holds up no word,
and what cannot be shown says why. It names the file with its link, shown or not, so the words do not name it as well.
A file that its platform tells us no way to read stays a name and a link in the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.notifications.examples import MIA
from core.notifications.facts import Facts
from core.notifications.kind import Kind, Waiting
from core.people import PersonId
from core.ports.outbox import DIRECT, FactValue, Notice
from core.ports.places import Places
from core.tickets.comments import Comment
from core.tickets.events import File
from core.tickets.files import numbered
from core.tickets.ticket import Ticket
from core.ui.cards import NotShown

_ENDINGS = frozenset({"avif", "bmp", "gif", "heic", "heif", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"})
"""How names of pictures end, also of those that can be shown nowhere: whoever sent one is told so."""
_SHOWN = frozenset({"gif", "jpeg", "jpg", "png"})


@dataclass(frozen=True, slots=True)
class Brought(Facts):
    """A file by name, link and source (as in `File`); `stands_for` is the role of the message that shows it.

    `why` is for its words where it cannot be shown. It may stand there still where it is `back` after a deletion.
    """

    name: str
    url: str
    source: str
    stands_for: str
    why: NotShown | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class NotSeen(Facts):
    """A file by name, and `why` a `person` or a `team` does not see it: `partly` where that reads elsewhere, too."""

    name: str
    why: NotShown
    person: PersonId | None = None
    team: str = ""
    partly: bool = False


def _was_taken_out(waiting: Waiting[Brought], ticket: Ticket) -> bool:
    whole, number = shown_file(waiting.notice.facts)
    return whole == OPENED and number not in numbers(ticket.files)


OPENED = "opened"
"""The role of all that a ticket was opened with."""
FILE = Kind(
    "picture",  # as it is stored: once only pictures were brought along
    "line",
    Brought(name="vpn-error.png", url="https://nordlicht.example/f/1", source="chat:F1", stands_for="comment:c2:file"),
    moot=_was_taken_out,
    brings=True,
    stays_theirs=True,
)

FILE_UNSEEN = Kind("file_unseen", "direct", NotSeen(name="plan.pdf", why="no_text", person=MIA), missed=False)
"""To whoever sent a file that cannot be shown where their words are copied to."""


def not_seen(
    brings: Notice, ticket: Ticket, said: Comment | None, why: NotShown, places: Places, now: datetime
) -> tuple[Notice, ...]:
    """What whoever sent a file hears when it is named without being shown; nothing where nobody else would see it.

    `brings` is the notice of the file, `said` the comment that it came with; if with none, the ticket opened with it.
    """
    author = said.author if said is not None else ticket.logged_by or ticket.requester
    audience, _, whom = brings.to.partition(":")  # whoever asked when it was shared, or one person
    team = whom if audience == "triage" else ""
    person = None if team else whom or ticket.requester
    if not author or author == person:
        return ()
    facts = NotSeen(
        str(brings.facts["name"]), why, person, team, partly=len(places.triage(team)) > 1 if team else False
    )
    key = f"{ticket.ref}:{brings.facts['stands_for']}:{FILE_UNSEEN.name}:{brings.to}"
    return (FILE_UNSEEN.notice(facts, ticket=ticket.ref, to=DIRECT + author, key=key, at=now),)


def brought(files: Sequence[File], whole: str) -> tuple[tuple[int, Brought], ...]:
    """What is brought along of the files of one message, each with its number; `whole` is the role of that message."""
    return tuple(
        (file.number, Brought(file.name, file.url, file.source, file_role(whole, file.number)))
        for file in numbered(files)
        if file.source
    )


def numbers(files: Sequence[File]) -> frozenset[int]:
    """The numbers of the files that a message has."""
    return frozenset(file.number for file in numbered(files))


def shown_file(facts: Mapping[str, FactValue]) -> tuple[str, int]:
    """Which file a message shows: the role of what it was shared with, and its number; 0 where that cannot be told."""
    whole, _, number = str(facts.get("stands_for") or "").rpartition(":file:")
    return whole, int(number) if number.isdecimal() else 0


def may_be_picture(name: str) -> bool:
    """Whether whoever sent it expects it to be seen: it is called like a picture, of whatever format."""
    return _ending(name) in _ENDINGS


def pretends(name: str) -> bool:
    """Whether a file of that name that is no picture calls itself what it is not."""
    return _ending(name) in _SHOWN


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold()


def file_role(whole: str, number: int) -> str:
    """The role of the message that shows one file of what has the role `whole`."""
    return f"{whole}:file:{number}"
