"""Files that are brought along: what somebody shared is shown where their words are copied to.

A file is a message of its own below the words, since it has to be fetched first: what fails there holds up no word,
and what cannot be shown says why. It names the file with its link, shown or not, so the words do not name it as well.
A file that its platform tells us no way to read stays a name and a link in the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.notifications.facts import Facts
from core.notifications.kind import Kind, Waiting
from core.ports.outbox import FactValue
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

    `why` is for its words where it cannot be shown.
    """

    name: str
    url: str
    source: str
    stands_for: str
    why: NotShown | None = None


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
)


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
