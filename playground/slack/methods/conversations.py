"""conversations.*: what channels there are, who is in them, opening direct ones."""

from __future__ import annotations

import re

from playground.slack.methods.registry import (
    Method,
    member_channel,
    need,
    page,
    scope_for,
    truth,
    visible_channel,
)
from playground.slack.payloads import channel_object
from playground.slack.protocol import Json, SlackError
from playground.slack.slack import Slack
from playground.slack.workspace import Channel

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_NAME = re.compile(r"[a-z0-9_\-]{1,80}\Z")


def list_channels(slack: Slack, args: Json) -> Json:
    """conversations.list: public channels, and private ones that the bot is in."""
    wanted = [name.strip() for name in str(args.get("types") or "public_channel").split(",")]
    if any(name not in _KINDS for name in wanted):
        raise SlackError("invalid_types")
    kinds = {_KINDS[name] for name in wanted}
    hide = truth(args, "exclude_archived")
    seen = [
        channel
        for channel in slack.space.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or slack.bot.id in channel.members)
        and not (hide and channel.archived)
    ]
    chosen, cursor = page(seen, args, 100, 1000)
    return {
        "channels": [channel_object(slack.space, channel, slack.bot.id) for channel in chosen],
        "response_metadata": {"next_cursor": cursor},
    }


def my_channels(slack: Slack, args: Json) -> Json:
    """users.conversations of the bot."""
    answer = list_channels(slack, args | {"limit": 1000, "cursor": None})
    inside = [c for c in answer["channels"] if slack.bot.id in slack.space.channels[c["id"]].members]
    chosen, cursor = page(inside, args, 100, 999)
    return {"channels": list(chosen), "response_metadata": {"next_cursor": cursor}}


def info(slack: Slack, args: Json) -> Json:
    """conversations.info."""
    channel = visible_channel(slack, need(args, "channel"))
    scope_for(slack, channel, "read")
    return {"channel": channel_object(slack.space, channel, slack.bot.id)}


def members(slack: Slack, args: Json) -> Json:
    """conversations.members."""
    channel = visible_channel(slack, need(args, "channel"))
    scope_for(slack, channel, "read")
    chosen, cursor = page(sorted(channel.members), args, 100, 1000)
    return {"members": list(chosen), "response_metadata": {"next_cursor": cursor}}


def open_direct(slack: Slack, args: Json) -> Json:
    """conversations.open with `users` (one to eight) or a known `channel`."""
    if args.get("channel"):
        channel = visible_channel(slack, str(args["channel"]))
        if not channel.is_direct:
            raise SlackError("channel_not_found")
        return {"channel": channel_object(slack.space, channel, slack.bot.id) | {"already_open": True}}
    given = args.get("users")
    users = _users(given)
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 8:
        raise SlackError("too_many_users")
    for user in users:
        member = slack.space.members.get(user)
        if member is None:
            raise SlackError("user_not_found")
        if not member.active:
            raise SlackError("user_disabled")
        if member.is_bot:
            raise SlackError("cannot_dm_bot")
    count = len(slack.space.channels)
    channel = slack.space.direct(frozenset({*users, slack.bot.id}))
    if len(slack.space.channels) > count:
        slack.changes.tell("channels", channel=channel.id)
    full = channel_object(slack.space, channel, slack.bot.id)
    brief = full if truth(args, "return_im") else {"id": channel.id}
    already = {"no_op": True, "already_open": True} if len(slack.space.channels) == count else {}
    return already | {"channel": brief}


def join(slack: Slack, args: Json) -> Json:
    """conversations.join: public channels only."""
    channel = visible_channel(slack, need(args, "channel"))
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    already = slack.bot.id in channel.members
    slack.join(channel, slack.bot.id)
    answer: Json = {"channel": channel_object(slack.space, channel, slack.bot.id)}
    return answer | ({"warning": "already_in_channel"} if already else {})


def leave(slack: Slack, args: Json) -> Json:
    """conversations.leave."""
    channel = visible_channel(slack, need(args, "channel"))
    if slack.bot.id not in channel.members:
        return {"not_in_channel": True}
    slack.leave(channel, slack.bot.id)
    return {}


def create(slack: Slack, args: Json) -> Json:
    """conversations.create."""
    name = need(args, "name")
    if not _NAME.match(name):
        raise SlackError("invalid_name_specials")
    if name in slack.space.by_name:
        raise SlackError("name_taken")
    channel = slack.space.add_channel(name, private=truth(args, "is_private"), members={slack.bot.id})
    channel.creator = slack.bot.id
    slack.changes.tell("channels", channel=channel.id)
    return {"channel": channel_object(slack.space, channel, slack.bot.id)}


def invite(slack: Slack, args: Json) -> Json:
    """conversations.invite."""
    channel = _open_channel(slack, args)
    need(args, "users")
    users = _users(args["users"])
    for user in users:
        if user not in slack.space.members:
            raise SlackError("user_not_found")
        if user == slack.bot.id:
            raise SlackError("cant_invite_self")
        if user in channel.members:
            raise SlackError("already_in_channel")
    for user in users:
        slack.join(channel, user, inviter=slack.bot.id)
    return {"channel": channel_object(slack.space, channel, slack.bot.id)}


def archive(slack: Slack, args: Json) -> Json:
    """conversations.archive."""
    channel = member_channel(slack, need(args, "channel"))
    if channel.archived:
        raise SlackError("already_archived")
    slack.archive(channel)
    return {}


def set_topic(slack: Slack, args: Json) -> Json:
    """conversations.setTopic."""
    channel = _open_channel(slack, args)
    topic = str(args.get("topic") or "")
    if len(topic) > 250:
        raise SlackError("too_long")
    channel.topic = topic
    slack.changes.tell("channels", channel=channel.id)
    return {"channel": channel_object(slack.space, channel, slack.bot.id)}


def _users(given: object) -> list[str]:
    names = given if isinstance(given, list) else str(given or "").split(",")
    return [str(name).strip() for name in names if str(name).strip()]


def _open_channel(slack: Slack, args: Json) -> Channel:
    channel = member_channel(slack, need(args, "channel"))
    if channel.archived:
        raise SlackError("is_archived")
    return channel


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_MANAGE = ("channels:manage", "groups:write", "im:write", "mpim:write")
METHODS = {
    "conversations.list": Method(list_channels, _READ),
    "users.conversations": Method(my_channels, _READ),
    "conversations.info": Method(info),
    "conversations.members": Method(members),
    "conversations.open": Method(open_direct, ("im:write", "mpim:write")),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.leave": Method(leave, _MANAGE),
    "conversations.create": Method(create, _MANAGE),
    "conversations.invite": Method(invite, ("channels:write.invites", *_MANAGE)),
    "conversations.archive": Method(archive, _MANAGE),
    "conversations.setTopic": Method(set_topic, ("channels:write.topic", *_MANAGE)),
}
