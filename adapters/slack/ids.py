"""How Slack's ids are written in Deskbell: `slack:<team>/<id>` for speakers and places, a `ts` for a message.

One installation has one team, the one its token belongs to: an id is always written with that team, because payloads
of shared channels and organisations name other teams, or none, for the same person.
"""

from __future__ import annotations

from datetime import UTC, datetime

from core.people import Speaker

NAME = "slack"
DIRECT = "direct:"


def speaker(team: str, user: str) -> Speaker:
    """The speaker with this user id."""
    return Speaker(NAME, f"{NAME}:{team}/{user}")


def place(team: str, channel: str) -> str:
    """The address of a conversation."""
    return f"{NAME}:{team}/{channel}"


def local_id(address: str) -> str:
    """Slack's own id in a speaker's or a place's address: `U9` of `slack:T1/U9`. Raises ValueError for another's."""
    channel, _, rest = address.partition(":")
    own = rest.partition("/")[2]
    if channel != NAME or not own:
        raise ValueError(f"{address!r} is not an address in Slack")
    return own


def message_ts(reference: str | None) -> str | None:
    """The `ts` of a message written as `ts` or as `place#ts`."""
    return reference.rpartition("#")[2] if reference else None


def moment(ts: str | int | float) -> datetime:
    """The instant a Slack `ts` (seconds, to the microsecond) stands for. Raises ValueError when it is not one."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)  # rounds to the microsecond that was meant, until 2242
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise ValueError(f"{ts!r} is not a time of Slack's") from error


def permalink(workspace_url: str, channel: str, ts: str, thread: str | None = None) -> str | None:
    """The address of a message in a browser, made without asking Slack; None while the workspace is not known."""
    if not workspace_url:
        return None
    link = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link
