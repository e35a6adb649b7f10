"""chat.* and reactions.*: messages, as the app writes them."""

from __future__ import annotations

import re

from playground.slack.methods.registry import (
    Method,
    member_channel,
    need,
    need_scope,
    scope_for,
    truth,
    visible_channel,
)
from playground.slack.payloads import shown
from playground.slack.protocol import Json, SlackError
from playground.slack.slack import MOST_CHARACTERS_OF_AN_UPDATE, Slack
from playground.slack.workspace import Channel

_EMOJI = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?\Z")
_CUSTOM = ("username", "icon_emoji", "icon_url")


def place_to_post(slack: Slack, name: str) -> Channel:
    """Where a message goes: a channel by id or name, or a person's direct conversation."""
    member = slack.space.members.get(name)
    if member is not None:
        if not member.active:
            raise SlackError("user_disabled")
        if member.is_bot or member.no_direct_messages:
            raise SlackError("cannot_dm_bot" if member.is_bot else "restricted_action")
        return slack.direct_with_app(member.id)
    channel = visible_channel(slack, name, by_name=True)
    if channel.archived:
        raise SlackError("is_archived")
    if slack.bot.id not in channel.members and "chat:write.public" not in (slack.app.scopes or ()):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not all(slack.space.members[user].active for user in channel.members):
        raise SlackError("user_disabled")
    if channel.kind == "im" and any(slack.space.members[user].no_direct_messages for user in channel.members):
        raise SlackError("restricted_action")
    return channel


def metadata_of(args: Json) -> Json | None:
    """The message's metadata, `{event_type, event_payload}`. Raises invalid_metadata_format."""
    metadata = args.get("metadata")
    if metadata in (None, {}):
        return metadata
    fits = (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )
    if not fits:
        raise SlackError("invalid_metadata_format")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def thread_of(channel: Channel, thread_ts: object) -> str | None:
    """The root of the thread that is meant. Raises thread_not_found."""
    if not thread_ts:
        return None
    root = channel.messages.get(str(thread_ts))
    if root is None:
        raise SlackError("thread_not_found")
    return str(root.get("thread_ts") or root["ts"])


def post_message(slack: Slack, args: Json) -> Json:
    """chat.postMessage."""
    channel = place_to_post(slack, need(args, "channel"))
    body = slack.content(args)
    if any(args.get(name) for name in _CUSTOM):
        need_scope(slack, "chat:write.customize")
        body |= {name: args[name] for name in _CUSTOM if args.get(name)}
    if metadata := metadata_of(args):
        body["metadata"] = metadata
    if (thread := thread_of(channel, args.get("thread_ts"))) is not None:
        body["thread_ts"] = thread
        body["parent_user_id"] = channel.messages[thread].get("user", "")
        if truth(args, "reply_broadcast"):
            body |= {"subtype": "thread_broadcast", "root": shown(channel.messages[thread])}
    slack.pacing.check("chat.postMessage", channel.id)
    message = slack.post_as_app(channel, body)
    return {"channel": channel.id, "ts": message["ts"], "message": shown(message, metadata=True)}


def post_ephemeral(slack: Slack, args: Json) -> Json:
    """chat.postEphemeral."""
    channel = member_channel(slack, need(args, "channel"))
    if channel.archived:
        raise SlackError("is_archived")
    user = need(args, "user")
    if user not in slack.space.members:
        raise SlackError("user_not_found")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    body = slack.content(args)
    if (thread := thread_of(channel, args.get("thread_ts"))) is not None:
        body["thread_ts"] = thread
    slack.pacing.check("chat.postEphemeral", channel.id)
    return {"message_ts": slack.whisper(channel, user, body)["ts"]}


def own_message(slack: Slack, args: Json, refusal: str) -> tuple[Channel, str]:
    """A message of the app's own. Raises message_not_found or the given refusal."""
    channel = visible_channel(slack, need(args, "channel"))
    ts = need(args, "ts")
    message = channel.messages.get(ts)
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message.get("bot_id") != slack.app.bot_id:
        raise SlackError(refusal)
    return channel, ts


def update(slack: Slack, args: Json) -> Json:
    """chat.update: what is not given stays, an empty list takes away."""
    channel, ts = own_message(slack, args, "cant_update_message")
    if channel.archived:
        raise SlackError("is_archived")
    old = channel.messages[ts]
    content = slack.content(args, limit=MOST_CHARACTERS_OF_AN_UPDATE)
    body: Json = {name: content[name] for name in ("blocks", "attachments") if name in content}
    if args.get("text") is not None:
        body["text"] = content["text"]
    if args.get("blocks") == []:
        body["blocks"] = []
    if "metadata" in args and args["metadata"] is not None:
        body["metadata"] = metadata_of(args)
    same_text = body.get("text", old["text"]) == old["text"]
    slack.edit(channel, ts, body, None if same_text else slack.bot.id)
    message = channel.messages[ts]
    return {"channel": channel.id, "ts": ts, "text": message["text"], "message": shown(message, metadata=True)}


def delete(slack: Slack, args: Json) -> Json:
    """chat.delete."""
    channel, ts = own_message(slack, args, "cant_delete_message")
    slack.remove(channel, ts)
    return {"channel": channel.id, "ts": ts}


def permalink(slack: Slack, args: Json) -> Json:
    """chat.getPermalink."""
    channel = visible_channel(slack, need(args, "channel"))
    ts = need(args, "message_ts")
    if ts not in channel.messages:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": slack.space.permalink(channel, ts, slack.address)}


def _reacted(slack: Slack, args: Json, remove: bool) -> Json:
    name = need(args, "name").strip(":")
    if not _EMOJI.match(name):
        raise SlackError("invalid_name")
    channel = visible_channel(slack, need(args, "channel"))
    ts = args.get("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    if str(ts) not in channel.messages:
        raise SlackError("message_not_found")
    if channel.archived:
        raise SlackError("is_archived")
    if slack.bot.id not in channel.members:
        raise SlackError("not_in_channel" if channel.kind == "public" else "channel_not_found")
    slack.react(channel, str(ts), slack.bot.id, name, remove=remove)
    return {}


def add_reaction(slack: Slack, args: Json) -> Json:
    """reactions.add."""
    return _reacted(slack, args, remove=False)


def remove_reaction(slack: Slack, args: Json) -> Json:
    """reactions.remove."""
    return _reacted(slack, args, remove=True)


def get_reactions(slack: Slack, args: Json) -> Json:
    """reactions.get of a message."""
    channel = visible_channel(slack, need(args, "channel"))
    message = channel.messages.get(need(args, "timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    return {"type": "message", "channel": channel.id, "message": shown(message)}


def history(slack: Slack, args: Json) -> Json:
    """conversations.history: channel-level messages, newest first, between `oldest` and `latest`."""
    channel = member_channel(slack, need(args, "channel"))
    scope_for(slack, channel, "history")
    inclusive = truth(args, "inclusive")
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9999999999.999999")
    begin, end = channel.span(channel.roots, oldest, latest, inclusive)
    if cursor := args.get("cursor"):
        end = min(end, channel.span(channel.roots, "0", _from_cursor(str(cursor)), False)[1])
    limit = _limit(args)
    first = max(begin, end - limit)
    chosen = channel.roots[first:end][::-1]
    metadata = truth(args, "include_all_metadata")
    return {
        "messages": [shown(channel.messages[ts], metadata=metadata) for ts in chosen], "has_more": first > begin,
        "pin_count": 0, "response_metadata": {"next_cursor": _cursor(chosen[-1]) if first > begin else ""},
    }  # fmt: skip


def replies(slack: Slack, args: Json) -> Json:
    """conversations.replies: a thread, oldest first, its root always among them."""
    channel = member_channel(slack, need(args, "channel"))
    scope_for(slack, channel, "history")
    root = need(args, "ts")
    if root not in channel.messages:
        raise SlackError("thread_not_found")
    inclusive = truth(args, "inclusive")
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9999999999.999999")
    thread = channel.threads.get(root, [])
    begin, end = channel.span(thread, oldest, latest, inclusive)
    if cursor := args.get("cursor"):
        begin = max(begin, channel.span(thread, _from_cursor(str(cursor)), "9", False)[0])
    chosen = thread[begin : min(end, begin + _limit(args))]
    metadata = truth(args, "include_all_metadata")
    more = begin + len(chosen) < end
    return {
        "messages": [shown(channel.messages[ts], metadata=metadata) for ts in (root, *chosen)], "has_more": more,
        "response_metadata": {"next_cursor": _cursor(chosen[-1]) if more and chosen else ""},
    }  # fmt: skip


def _limit(args: Json) -> int:
    try:
        limit = int(args.get("limit") or 100)
    except (TypeError, ValueError):
        raise SlackError("invalid_limit") from None
    if not 1 <= limit <= 999:
        raise SlackError("invalid_limit")
    return limit


def _cursor(ts: str) -> str:
    return f"next_ts:{ts}"


def _from_cursor(cursor: str) -> str:
    if not cursor.startswith("next_ts:"):
        raise SlackError("invalid_cursor")
    return cursor.removeprefix("next_ts:")


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.getPermalink": Method(permalink),
    "reactions.add": Method(add_reaction, ("reactions:write",)),
    "reactions.remove": Method(remove_reaction, ("reactions:write",)),
    "reactions.get": Method(get_reactions, ("reactions:read",)),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}
