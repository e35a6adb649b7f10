"""What a notice is called while it is tried, and what it brings by whatever way it is tried.

A notice has a key of its own for every way in which it is tried, since each is looked up by it. What became of its
words (a mark, a line that tells of a loss, the line that says that they arrived after all) is told once, whatever the
way: all of that is named by `brings`, and by nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace

from core.notifications.parts import whole_key
from core.ports.outbox import Notice

_ANEW = "anew:"
_ON = re.compile(r"(:not-[a-z]+)+$")


def key_elsewhere(notice: Notice, channel: str) -> str:
    """Its key where it is tried on another platform, as `channel` will not take it."""
    return f"{notice.key}:not-{channel}"


def key_anew(notice: Notice) -> str:
    """Its key where it is tried in the chat that somebody has by now."""
    return f"{_ANEW}{notice.key}"


def as_first_said(notice: Notice) -> Notice:
    """The notice under the key that it had before it was tried in any other way."""
    key = notice.key
    while key.startswith(_ANEW):
        key = key.removeprefix(_ANEW)
    return replace(notice, key=_ON.sub("", key))


def brings(notice: Notice) -> str:
    """The name of what it says: one for all its parts, and for every way in which it is tried."""
    return whole_key(as_first_said(notice))
