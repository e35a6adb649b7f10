"""Files that are brought along: what somebody shared is shown where their words are copied to.

A file is a message of its own below the words, since it has to be fetched first: what fails there holds up no word,
and what cannot be shown says why. It names the file with its link, shown or not, so the words do not name it as well.
A file that its platform tells us no way to read stays a name and a link in the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.notifications.facts import Facts
from core.notifications.kind import Kind
from core.tickets.events import File
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


FILE = Kind(
    "picture",  # as it is stored: once only pictures were brought along
    "line",
    Brought(name="vpn-error.png", url="https://nordlicht.example/f/1", source="chat:F1", stands_for="comment:c2:file"),
    brings=True,
)


def brought(files: Sequence[File], whole: str) -> tuple[tuple[int, Brought], ...]:
    """What is brought along of the files of one message, each with its number; `whole` is the role of that message."""
    return tuple(
        (number, Brought(file.name, file.url, file.source, file_role(whole, number)))
        for number, file in enumerate(files, start=1)
        if file.source
    )


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
