"""What a Web API method is, and the checks that many of them share."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from playground.slack.protocol import Json, SlackError
from playground.slack.slack import Slack
from playground.slack.workspace import Channel

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Method:
    """A method, the scopes of which one is needed, and the kind of token it takes: bot, app, any, none."""

    run: Callable[[Slack, Json], Json]
    scopes: tuple[str, ...] = ()
    takes: str = "bot"


def need(args: Json, name: str) -> str:
    """A required argument. Raises invalid_arguments."""
    value = args.get(name)
    if value is None or value == "":
        raise SlackError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])
    return str(value)


def truth(args: Json, name: str, default: bool = False) -> bool:
    """A boolean argument, as JSON or as a form writes it."""
    value = args.get(name, default)
    return value if isinstance(value, bool) else str(value).lower() in ("1", "true")


def whole(args: Json, name: str, default: int, most: int) -> int:
    """A whole number between 1 and `most`. Raises invalid_limit."""
    try:
        value = int(args.get(name) or default)
    except (TypeError, ValueError):
        raise SlackError("invalid_limit") from None
    if value < 0:
        raise SlackError("invalid_limit")
    return min(value or default, most)


def visible_channel(slack: Slack, name: str, *, by_name: bool = False) -> Channel:
    """A conversation that the bot can see; private ones only from inside. Raises channel_not_found."""
    found = slack.space.find_channel(name) if by_name else slack.space.channels.get(name)
    if found is None or (found.kind != "public" and slack.bot.id not in found.members):
        raise SlackError("channel_not_found")
    return found


def member_channel(slack: Slack, name: str) -> Channel:
    """A conversation that the bot is in. Raises channel_not_found, not_in_channel."""
    found = visible_channel(slack, name)
    if slack.bot.id not in found.members:
        raise SlackError("not_in_channel")
    return found


def scope_for(slack: Slack, channel: Channel, what: str) -> None:
    """Check e.g. channels:history or im:history by the kind of conversation. Raises missing_scope."""
    kind = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}[channel.kind]
    need_scope(slack, f"{kind}:{what}")


def need_scope(slack: Slack, *any_of: str) -> None:
    """Raises missing_scope with what was needed and what there is."""
    if not slack.app.may(*any_of):
        raise SlackError("missing_scope", needed=any_of[0], provided=",".join(sorted(slack.app.scopes or ())))


def page(items: Sequence[T], args: Json, default: int, most: int) -> tuple[Sequence[T], str]:
    """One page of a list and the cursor of the next, empty at the end. Raises invalid_cursor."""
    limit = whole(args, "limit", default, most)
    begin = 0
    if cursor := args.get("cursor"):
        try:
            begin = int(base64.b64decode(str(cursor), validate=True).decode().removeprefix("next:"))
        except ValueError:
            raise SlackError("invalid_cursor") from None
    end = begin + limit
    following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[begin:end], following
