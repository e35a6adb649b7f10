"""One Slack: the workspace, the installed app, and every act that changes something and makes events of it."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.platform import Platform
from playground.runtime import Runtime
from playground.slack.blocks import MOST_CHARACTERS_OF_BLOCKS, message_complaints, words_in
from playground.slack.installed_app import InstalledApp
from playground.slack.limits import Fault, Pacing
from playground.slack.markup import accept
from playground.slack.outbound import Outbound
from playground.slack.payloads import bot_fields, event_message, shown, user_object
from playground.slack.pictures import shared_files, show_files
from playground.slack.protocol import Json, SlackError
from playground.slack.views import Triggers, Views, name_parts
from playground.slack.workspace import Channel, Member, Workspace

MESSAGE_EVENTS = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
MOST_CHARACTERS = 40_000
MOST_CHARACTERS_OF_AN_UPDATE = 4_000
MOST_ATTACHMENTS = 100
RESPONSE_URL_USES = 5
RESPONSE_URL_LIFE = timedelta(minutes=30)


@dataclass(slots=True)
class ResponseUrl:
    """A right to answer in one place, five times in half an hour; `original` is the message that was acted upon."""

    channel: str
    user: str
    expires: datetime
    original: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None
    uses: int = 0


class Slack(Platform[Fault]):
    """The state and the acts. Methods of the Web API and the hands of people both end here."""

    outbound: Outbound
    pacing: Pacing
    first_look: tuple[str, str] | None = None
    """Who looks first, here (an id) and at the Teams beside it (a handle), where whoever started it chose them."""

    def __init__(self, space: Workspace, app: InstalledApp, runtime: Runtime, *, pacing: bool = True) -> None:
        super().__init__(runtime)
        self.space = space
        self.app = app
        self.outbound = Outbound(app, runtime, space.team_id)
        self.views = Views(space, app)
        self.triggers = Triggers(self.clock)
        self.pacing = Pacing(self.clock, on=pacing)
        self.response_urls: dict[str, ResponseUrl] = {}
        self.tickets: set[str] = set()
        self.bot = space.add_member(Member(app.bot_user, app.bot_handle, app.name, tz="UTC", is_bot=True))

    # events

    def emit(self, subscription: str, event: Json) -> asyncio.Task[None] | None:
        """Send an event if the app is installed and its manifest asks for it."""
        if not self.app.installed or not self.app.subscribes(subscription):
            return None
        return self.outbound.send_event(event)

    def emit_message(self, channel: Channel, event: Json) -> asyncio.Task[None] | None:
        """Send a `message` event, only from places where the bot is."""
        if self.bot.id not in channel.members:
            return None
        return self.emit(MESSAGE_EVENTS[channel.kind], event)

    def changed(self, channel: Channel, message: Json, kind: str = "messages_changed") -> None:
        """Tell pages about a message."""
        thread = message.get("thread_ts")
        self.changes.tell(kind, channel=channel.id, ts=message["ts"], thread_ts=thread)

    # messages

    def content(self, args: Json, *, limit: int = MOST_CHARACTERS) -> Json:
        """Text, blocks, attachments of a message as Slack stores them. Raises what Slack would refuse."""
        text = args.get("text")
        text = "" if text is None else str(text)
        blocks, attachments = args.get("blocks"), args.get("attachments")
        if not text and not blocks and not attachments:
            raise SlackError("no_text")
        if len(text) > limit:
            raise SlackError("msg_too_long")
        body: Json = {"text": accept(text)}
        if not blocks and (shared := shared_files(self.space, text, self.bot.id)):
            body["files"] = shared
        if blocks is not None:
            if not isinstance(blocks, list):
                raise SlackError("invalid_blocks_format")
            if complaints := message_complaints(blocks):
                raise SlackError("invalid_blocks", messages=complaints)
            if words_in(blocks) > MOST_CHARACTERS_OF_BLOCKS:
                raise SlackError("msg_blocks_too_long")
            if blocks:
                body["blocks"] = name_parts(blocks, secrets.token_hex(3))
                if complaints := list(show_files(self.space, body["blocks"])):
                    raise SlackError("invalid_blocks", messages=complaints)
        if attachments is not None:
            body["attachments"] = judged_attachments(attachments)
        return body

    def post(self, channel: Channel, body: Json) -> tuple[Json, list[asyncio.Task[None] | None]]:
        """Put a message into a channel; returns it with the deliveries of its event."""
        message: Json = {"type": "message", "ts": self.space.next_ts()} | body
        channel.add(message)
        sent = [self.emit_message(channel, event_message(channel, message))]
        self.changed(channel, message, "message")
        return message, sent

    def post_as_app(self, channel: Channel, body: Json) -> Json:
        """The app says something."""
        return self.post(channel, bot_fields(self.space, self.app) | body)[0]

    def whisper(self, channel: Channel, user: str, body: Json) -> Json:
        """Show something to one person alone."""
        message: Json = {"type": "message", "subtype": "ephemeral", "is_ephemeral": True, "ts": self.space.next_ts()}
        message |= bot_fields(self.space, self.app) | body
        channel.ephemerals.setdefault(user, {})[message["ts"]] = message
        self.changes.tell("ephemeral", only=user, channel=channel.id, ts=message["ts"], thread_ts=body.get("thread_ts"))
        return message

    def unwhisper(self, channel: Channel, user: str, ts: str) -> None:
        """Take it away again."""
        if channel.ephemerals.get(user, {}).pop(ts, None):
            self.changes.tell("ephemeral", only=user, channel=channel.id, ts=ts)

    def edit(self, channel: Channel, ts: str, body: Json, editor: str | None) -> asyncio.Task[None] | None:
        """Change a message in place; `editor` marks it as edited."""
        old = channel.messages[ts]
        new = old | body
        for name in ("blocks", "attachments", "metadata", "files"):
            if name in body and not body[name]:
                new.pop(name)
        if editor:
            new["edited"] = {"user": editor, "ts": self.space.next_ts()}
        channel.messages[ts] = new
        at = self.space.next_ts()
        sent = self.emit_message(channel, {
            "type": "message", "subtype": "message_changed", "hidden": True, "channel": channel.id, "ts": at,
            "event_ts": at, "channel_type": channel.event_type, "message": shown(new), "previous_message": shown(old),
        })  # fmt: skip
        self.changed(channel, new)
        return sent

    def remove(self, channel: Channel, ts: str) -> asyncio.Task[None] | None:
        """Delete a message."""
        old = channel.messages[ts]
        channel.remove(ts)
        at = self.space.next_ts()
        sent = self.emit_message(channel, {
            "type": "message", "subtype": "message_deleted", "hidden": True, "channel": channel.id, "ts": at,
            "event_ts": at, "deleted_ts": ts, "channel_type": channel.event_type, "previous_message": shown(old),
        })  # fmt: skip
        self.changed(channel, old)
        return sent

    def react(
        self, channel: Channel, ts: str, user: str, name: str, *, remove: bool = False
    ) -> asyncio.Task[None] | None:
        """Add or take away a reaction. Raises already_reacted, no_reaction."""
        message = channel.messages[ts]
        reactions: list[Json] = [dict(r) for r in message.get("reactions", [])]
        entry = next((r for r in reactions if r["name"] == name), None)
        if remove:
            if entry is None or user not in entry["users"]:
                raise SlackError("no_reaction")
            entry["users"] = [u for u in entry["users"] if u != user]
        elif entry is None:
            reactions.append(entry := {"name": name, "users": [user]})
        elif user in entry["users"]:
            raise SlackError("already_reacted")
        else:
            entry["users"] = [*entry["users"], user]
        entry["count"] = len(entry["users"])
        message["reactions"] = [r for r in reactions if r["users"]]
        if not message["reactions"]:
            del message["reactions"]
        self.changed(channel, message)
        kind = "reaction_removed" if remove else "reaction_added"
        if user == self.bot.id or self.bot.id not in channel.members:
            return None
        return self.emit(kind, {
            "type": kind, "user": user, "reaction": name, "item_user": message.get("user"),
            "item": {"type": "message", "channel": channel.id, "ts": ts}, "event_ts": self.space.next_ts(),
        })  # fmt: skip

    # membership

    def join(self, channel: Channel, user: str, inviter: str | None = None) -> asyncio.Task[None] | None:
        """Let somebody into a channel."""
        if user in channel.members:
            return None
        channel.members.add(user)
        self.changes.tell("channels", channel=channel.id)
        event: Json = {
            "type": "member_joined_channel", "user": user, "channel": channel.id, "team": self.space.team_id,
            "channel_type": "C" if channel.kind == "public" else "G", "event_ts": self.space.next_ts(),
        }  # fmt: skip
        if self.bot.id not in channel.members:
            return None
        return self.emit("member_joined_channel", event | ({"inviter": inviter} if inviter else {}))

    def leave(self, channel: Channel, user: str) -> asyncio.Task[None] | None:
        """Take somebody out of a channel."""
        if user not in channel.members:
            return None
        channel.members.discard(user)
        self.changes.tell("channels", channel=channel.id)
        if user == self.bot.id:
            name = "channel_left" if channel.kind == "public" else "group_left"
            event = {"type": name, "channel": channel.id, "actor_id": "USLACKBOT", "event_ts": self.space.next_ts()}
            return self.emit(name, event)
        if self.bot.id not in channel.members:
            return None
        return self.emit("member_left_channel", {
            "type": "member_left_channel", "user": user, "channel": channel.id, "team": self.space.team_id,
            "channel_type": "C" if channel.kind == "public" else "G", "event_ts": self.space.next_ts(),
        })  # fmt: skip

    def archive(self, channel: Channel, *, back: bool = False) -> asyncio.Task[None] | None:
        """Archive a channel or bring it back."""
        channel.archived = not back
        self.changes.tell("channels", channel=channel.id)
        kind = ("channel_" if channel.kind == "public" else "group_") + ("unarchive" if back else "archive")
        if self.bot.id not in channel.members:
            return None
        event = {"type": kind, "channel": channel.id, "user": "USLACKBOT", "event_ts": self.space.next_ts()}
        return self.emit(kind, event)

    def rename(self, channel: Channel, name: str) -> asyncio.Task[None] | None:
        """Give a channel another name."""
        self.space.rename(channel, name)
        self.changes.tell("channels", channel=channel.id)
        kind = "channel_rename" if channel.kind == "public" else "group_rename"
        about = {"id": channel.id, "name": channel.name, "created": channel.created}
        return self.emit(kind, {"type": kind, "channel": about, "event_ts": self.space.next_ts()})

    def delete_channel(self, channel: Channel) -> asyncio.Task[None] | None:
        """Delete a channel with all that was said in it."""
        self.space.remove_channel(channel)
        self.changes.tell("channels")
        kind = "channel_deleted" if channel.kind == "public" else "group_deleted"
        return self.emit(kind, {"type": kind, "channel": channel.id, "event_ts": self.space.next_ts()})

    def arrive(self, member: Member) -> asyncio.Task[None] | None:
        """Somebody new joins the workspace."""
        self.space.add_member(member)
        self.changes.tell("channels")
        return self.emit("team_join", {
            "type": "team_join", "user": user_object(self.space, member), "event_ts": self.space.next_ts(),
        })  # fmt: skip

    def user_changed(self, member: Member) -> asyncio.Task[None] | None:
        """Somebody's profile or standing changed."""
        self.changes.tell("channels")
        return self.emit("user_change", {
            "type": "user_change", "user": user_object(self.space, member), "event_ts": self.space.next_ts(),
        })  # fmt: skip

    def direct_with_app(self, user: str) -> Channel:
        """The direct conversation between a person and the app."""
        return self.space.direct(frozenset({user, self.bot.id}))

    # response_urls

    def give_response_url(self, channel: Channel, user: str, **about: object) -> str:
        """A new response_url for what this person just did."""
        if len(self.response_urls) > 20_000:
            for old in list(self.response_urls)[:10_000]:
                del self.response_urls[old]
        name = secrets.token_urlsafe(18)
        right = ResponseUrl(channel.id, user, self.clock.now() + RESPONSE_URL_LIFE)
        for field, value in about.items():
            setattr(right, field, value)
        self.response_urls[name] = right
        return f"{self.address}/response/{name}"

    def respond(self, name: str, args: Json) -> None:
        """Use a response_url. Raises used_url, expired_url, not_found and what is wrong with the message."""
        right = self.response_urls.get(name)
        if right is None:
            raise SlackError("not_found")
        if self.clock.now() > right.expires:
            raise SlackError("expired_url")
        if right.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        channel = self.space.channels[right.channel]
        if args.get("delete_original"):
            right.uses += 1
            self._delete_original(channel, right)
            return
        self.answer_in_place(channel, right, args)
        right.uses += 1

    def _delete_original(self, channel: Channel, right: ResponseUrl) -> None:
        if right.original and right.ephemeral:
            self.unwhisper(channel, right.user, right.original)
        elif right.original in channel.messages:
            self.remove(channel, right.original)

    def answer_in_place(self, channel: Channel, right: ResponseUrl, args: Json) -> Json:
        """Say what a command's answer or a response_url's body says: to one person, to all, or over the original."""
        body = self.content(args)
        if args.get("metadata"):
            body["metadata"] = args["metadata"]
        if args.get("replace_original") and right.original:
            if right.ephemeral:
                self.unwhisper(channel, right.user, right.original)
                message = self.whisper(channel, right.user, body)
                right.original = message["ts"]
                return message
            if right.original in channel.messages:
                self.edit(channel, right.original, {"blocks": []} | body, self.bot.id)
                return channel.messages[right.original]
        thread = args.get("thread_ts") or right.thread_ts
        if thread:
            body["thread_ts"] = thread
        if args.get("response_type") == "in_channel":
            return self.post_as_app(channel, body)
        return self.whisper(channel, right.user, body)


def judged_attachments(attachments: object) -> list[Json]:
    """Attachments that Slack would take. Raises invalid_attachments, too_many_attachments, invalid_blocks."""
    if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        if complaints := message_complaints(attachment.get("blocks", [])):
            raise SlackError("invalid_blocks", messages=complaints)
    return attachments


def loads(text: str) -> object:
    """JSON, or None when it is none."""
    try:
        value: object = json.loads(text)
    except ValueError:
        return None
    return value
