"""How Teams' ids are written here: `teams:<tenant>/<id>` for speakers and places, an activity's id for a message.

A person's id is their directory id (`aadObjectId`); `29:...` stands for it only where Teams tells nothing better. A
channel's thread is named in its conversation id (`19:...;messageid=<root>`) and is taken apart here, nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from core.people import Speaker

Json: TypeAlias = dict[str, Any]

NAME = "teams"
DIRECT = "direct:"
_ROOT = ";messageid="


def speaker(tenant: str, user: str) -> Speaker:
    """The speaker with this directory id."""
    return Speaker(NAME, f"{NAME}:{tenant}/{user}")


def place(tenant: str, conversation: str) -> str:
    """The address of a conversation; of a thread it is the channel's."""
    return f"{NAME}:{tenant}/{split(conversation)[0]}"


def team(tenant: str, team_id: str) -> str:
    """The key of a team. Its id is also that of its General channel, which is a place of its own."""
    return f"{NAME}:{tenant}/team:{team_id}"


def split(conversation: str) -> tuple[str, str | None]:
    """A conversation's id without its thread, and the thread's root."""
    base, _, root = conversation.partition(_ROOT)
    return base, root or None


def in_thread(conversation: str, root: str | None) -> str:
    """The id of the conversation that a reply to `root` is posted to."""
    return f"{conversation}{_ROOT}{root}" if root else conversation


def local_id(address: str) -> str:
    """Teams' own id in a speaker's or a place's address. Raises ValueError for another's."""
    channel, _, rest = address.partition(":")
    own = rest.partition("/")[2]
    if channel != NAME or not own:
        raise ValueError(f"{address!r} is not an address in Teams")
    return own


def is_channel(conversation: str) -> bool:
    """Whether a conversation has threads: those of teams do, chats are flat."""
    return conversation.partition(_ROOT)[0].endswith(("@thread.tacv2", "@thread.skype"))


def message_id(reference: str | None) -> str | None:
    """The activity's id of a message written as such or as `place#id`."""
    return reference.rpartition("#")[2] if reference else None


def moment(timestamp: object) -> datetime | None:
    """The aware instant of an activity's timestamp, or None when it is none."""
    if not isinstance(timestamp, str):
        return None
    try:
        found = datetime.fromisoformat(timestamp)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the last moment of the year 9999, west of here
        return None


def permalink(tenant: str, conversation: str, message: str, root: str | None = None) -> str:
    """The address of a message in Teams, made without asking."""
    more = {"tenantId": tenant} | ({"parentMessageId": root or message} if is_channel(conversation) else {})
    path = f"{quote(conversation, safe='')}/{quote(message, safe='')}"
    return f"https://teams.microsoft.com/l/message/{path}?{urlencode(more)}"


# What Teams sends is taken apart with these: nothing in it need be there, or be what it should be.


def part(found: Mapping[str, Any], *path: str) -> Json:
    """The object at a path; an empty one where there is none."""
    inner: object = found
    for name in path:
        inner = inner.get(name) if isinstance(inner, Mapping) else None
    return inner if isinstance(inner, dict) else {}


def word(found: Mapping[str, Any], *path: str) -> str:
    """The words at a path; empty where there are none."""
    value = part(found, *path[:-1]).get(path[-1])
    return value if isinstance(value, str) else ""


def objects(found: object) -> Sequence[Json]:
    """The objects in a list; none where there is no list."""
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
