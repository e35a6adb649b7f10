"""Files that people shared, fetched from the platform where they are for the one where they are to be seen.

What is in a file is looked at, never what it calls itself. Nothing is kept: a try that is repeated fetches anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.notifications.files import may_be_picture, pretends
from core.ports.channel import Attached, Channel, FileKind, Rejected, RetryLater
from core.ui.cards import NotShown, Wanted
from core.ui.text import one_name, shorten

LARGEST = 8_000_000
"""Bytes of a file that is fetched: a choice of ours, which no screenshot comes near."""
TRIES = 5
"""How often a file is fetched and shown before its name and link are said without it: about a minute."""
LONGEST = 45.0
"""Seconds for which a platform that asks for patience with files is given it: words of the ticket wait meanwhile."""
LONGEST_TEXT = 20_000
"""Bytes of words that are read where they stand; a message of Teams with as many stays below its limit."""
_BEGIN = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
"""How PNG, JPEG and GIF begin."""
_LONGEST_NAME = 80
_LONGEST_ENDING = 12
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Control characters that stand in no log; a terminal's colours do."""

_WHY: Mapping[str, NotShown] = {
    "no_picture": "no_picture",
    "no_text": "no_text",
    "empty": "empty",
    "too_large": "too_large",
    **dict.fromkeys(("missing_scope", "not_authorized", "forbidden", "no_right"), "no_right"),
}
_WHY_UNREAD: Mapping[str, NotShown] = {
    **dict.fromkeys(("gone", "not_found", "file_not_found", "file_deleted"), "gone"),
    "not_reached": "not_reached",
}


def why_unread(code: str) -> NotShown:
    """What a refusal of the platform where a file was shared means to whoever would have seen it."""
    return _WHY_UNREAD.get(code) or why_untaken(code)


def why_untaken(code: str) -> NotShown:
    """The same of the platform where it was to be shown: what is not found there is not the file."""
    return _WHY.get(code, "not_taken")


def is_left_out(tries: int, trouble: RetryLater | TimeoutError) -> bool:
    """Whether a file that met `trouble`, after so many `tries` before, holds up what its ticket says no longer.

    A plain refusal of all that is said (a limit, no connection) is not the file's own, and leaves it out never.
    """
    if isinstance(trouble, TimeoutError):
        return tries + 1 >= TRIES
    own = trouble.own or trouble.unknown
    return own and (tries + 1 >= TRIES or trouble.after * (tries + 1) >= LONGEST)


@dataclass(frozen=True, slots=True)
class Files:
    """Fetches files through the channels they came by, named as in `File.source`."""

    channels: Mapping[str, Channel] = field(default_factory=dict)

    async def fetch(self, wanted: Wanted, to: Channel, tries: int) -> Attached:
        """What `to` can show of it, after so many `tries` before.

        Raises RetryLater, which asks nothing of the channel it is for, and Rejected, with a code for `why_unread`.
        """
        name, _, source = wanted.source.partition(":")
        shared_on = self.channels.get(name)
        if not to.capabilities.shows:
            raise Rejected("not_taken")
        if shared_on is None:
            raise Rejected("not_reached")
        try:
            content = await shared_on.fetch(source, LARGEST)
        except RetryLater as error:
            if tries + 1 >= TRIES:
                raise Rejected("not_reached") from error
            raise RetryLater(f"fetching a file: {error}", 0.0, own=True) from error
        kind = _kind_of(content)
        called = may_be_picture(wanted.name)
        if not content:
            raise Rejected("empty")
        if kind not in to.capabilities.shows or (kind != "image" and pretends(wanted.name)):
            raise Rejected("no_picture" if called else "no_text")
        return Attached(_short(one_name(wanted.name)), content, kind)


def _kind_of(content: bytes) -> FileKind:
    """What a file is by its content, whatever it is called."""
    if content.startswith(_BEGIN):
        return "image"
    if len(content) > LONGEST_TEXT:
        return "other"
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError:
        return "other"
    return "text" if words.strip() and not _BINARY.search(words) else "other"


def _short(name: str) -> str:
    """A name of which the ending stays, by which people know what they open."""
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return shorten(name, _LONGEST_NAME)
    return f"{shorten(stem, _LONGEST_NAME - len(ending) - 1)}.{ending}"
