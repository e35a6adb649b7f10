"""What Slack sends, as the neutral things the desk hears. Pure translation: nothing is asked and nothing is answered.

What is not for the desk (bots, joins, unfurls, our own messages) becomes None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from adapters.slack import ids
from adapters.slack.forms import NotOurs, Open
from adapters.slack.identity import Identity
from adapters.slack.message import NOTHING, Found, MessageReader, Saying, has_same_files, reads_same
from adapters.slack.words import decode, hears
from core.people import Speaker
from core.phrases import Phrase, phrase
from core.tickets.events import File
from core.ui.cards import Action
from core.ui.inbound import Parts, Press, Quoted, Where, Words

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["channel", "direct", "group"]

SPOKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Subtypes of a message that are somebody's words."""
SHORTCUTS = frozenset({"create_from_message", "ticket_actions", "open_incident"})
SLACKBOT = "USLACKBOT"
OLDER = phrase("older_button")


@dataclass(frozen=True, slots=True)
class ChangedMessage:
    """An edit, or a deletion (no `parts`), before people have names."""

    speaker: Speaker
    at: datetime
    key: str
    where: Where
    parts: Parts | None
    to_bot: bool = False
    mentioned: bool = False
    of: str = ""
    files: tuple[File, ...] | None = None
    words_stay: bool = False
    unread: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """Somebody put the ticket emoji on a message; its words have yet to be fetched."""

    speaker: Speaker
    at: datetime
    key: str
    channel: str
    ts: str


class Hearing:
    """Translates the payloads of one installation."""

    def __init__(
        self, identity: Identity, ticket_emoji: Callable[[], str], known_direct: set[str], say: Saying
    ) -> None:
        self._me = identity
        self._say = say
        self._emoji = ticket_emoji
        self._known_direct = known_direct

    @property
    def workspace(self) -> str:
        """Slack's id of the workspace."""
        return self._me.team

    def speaker(self, body: Mapping[str, Any]) -> Speaker:
        """Who did what an interaction, command or event tells of. Raises ValueError when nobody is named."""
        user = body.get("user_id") or body.get("user")
        name = user.get("id") if isinstance(user, dict) else user
        if not isinstance(name, str) or not name:
            raise ValueError("a payload without a user")
        return ids.speaker(self._me.team, name)

    def where(self, channel: str, ts: str | None = None, thread: str | None = None, kind: Kind | None = None) -> Where:
        """A spot in a conversation; the root of a thread is not in a thread."""
        root = thread if thread and thread != ts else None
        link = ids.permalink(self._me.url, channel, ts, root) if ts else None
        return Where(ids.place(self._me.team, channel), kind or _kind(channel), root, ts, link)

    def home(self, speaker: Speaker) -> Where:
        """The person's own conversation with the bot, whatever its id is."""
        return Where(f"{ids.DIRECT}{speaker.id}", "direct")

    def _conversation(self, speaker: Speaker, channel: str, name: str) -> Where:
        """Where a command or shortcut was used; two people's own conversation is not ours to speak in."""
        if (channel.startswith("D") or name == "directmessage") and channel not in self._known_direct:
            return self.home(speaker)
        return self.where(channel, kind="group" if name.startswith("mpdm-") else None)

    def reader(self, found: Found = NOTHING) -> MessageReader:
        """Who reads a message; `found` is what was looked up for it."""
        return MessageReader(self._me, self._say, found)

    def command(self, body: Json, now: datetime, found: Found = NOTHING) -> Words:
        """A slash command. Slack gives it no time and never sends it twice; its trigger is unique."""
        speaker = self.speaker(body)
        return Words(
            speaker=speaker,
            at=now,
            key=f"slack:command:{self._me.team}:{body.get('trigger_id', '')}",
            where=self._conversation(speaker, body.get("channel_id") or "", body.get("channel_name") or ""),
            parts=decode(body.get("text") or "", team=self._me.team, bot_user=self._me.bot_user, names=found.names),
            command=str(body["command"]).lstrip("/"),
            to_bot=True,
        )

    def words(self, event: Json, found: Found = NOTHING) -> Words | None:
        """A message or a mention of the bot. Both events of one message give the same words and the same key."""
        if event.get("subtype") not in SPOKEN or self._by_bot(event) or not event.get("user"):
            return None
        channel, ts, text = event["channel"], event["ts"], event.get("text") or ""
        where, reader = self._spot(event, ts, event.get("thread_ts")), self.reader(found)
        mentioned = hears(text, self._me.bot_user)
        return Words(
            speaker=self.speaker(event),
            at=ids.moment(ts),
            key=self._message_key(channel, ts),
            where=where,
            parts=reader.parts(event),
            to_bot=where.kind == "direct" or mentioned,
            files=reader.files(event),
            mentioned=mentioned,
            unread=reader.advice(event),
        )

    def _spot(self, event: Json, ts: str, thread: str | None) -> Where:
        kinds: dict[str, Kind] = {"im": "direct", "mpim": "group"}
        where = self.where(event["channel"], ts, thread, kinds.get(event.get("channel_type") or ""))
        if where.kind == "direct":
            self._known_direct.add(event["channel"])
        return where

    def changed(self, event: Json, found: Found = NOTHING) -> ChangedMessage | None:
        """An edit or deletion by the message's author; unfurls, reply counts and our own edits are none."""
        before = event.get("previous_message") or {}
        message = event.get("message") or {}
        deleted = event.get("subtype") == "message_deleted" or message.get("subtype") == "tombstone"
        original = before if deleted else message
        if original.get("subtype") not in SPOKEN or self._by_bot(original) or not original.get("user"):
            return None
        words_stay = not deleted and reads_same(message, before)
        if words_stay and has_same_files(message, before):
            return None
        ts = event.get("deleted_ts") or original["ts"]
        when = event.get("event_ts") or event.get("ts") or ts
        edited = "" if deleted else (message.get("edited") or {}).get("ts") or when
        if words_stay:  # a file that is deleted leaves the mark of the last edit as it was
            edited = f"{edited}:{when}"
        where = self._spot(event, ts, original.get("thread_ts"))
        mentioned = hears(message.get("text") or "", self._me.bot_user)
        return ChangedMessage(
            speaker=ids.speaker(self._me.team, original["user"]),
            at=ids.moment(when),
            key=f"slack:edit:{self._me.team}:{event['channel']}:{ts}:{edited or 'deleted'}",
            where=where,
            parts=None if deleted else self.reader(found).parts(message),
            files=None if deleted else self.reader(found).files_left(message),
            words_stay=words_stay,
            unread=None if deleted else self.reader(found).advice(message),
            to_bot=where.kind == "direct" or mentioned,
            mentioned=mentioned,
            of=self._message_key(event["channel"], ts),
        )

    def _message_key(self, channel: str, ts: str) -> str:
        return f"slack:msg:{self._me.team}:{channel}:{ts}"

    def _by_bot(self, message: Json) -> bool:
        mine = message.get("user") in (self._me.bot_user, SLACKBOT)
        return mine or bool(message.get("bot_id") or message.get("bot_profile"))

    def marked(self, event: Json) -> Marked | None:
        """The ticket emoji on a message, in any skin tone."""
        item = event.get("item") or {}
        emoji = str(event.get("reaction", "")).partition("::")[0]
        if (
            item.get("type") != "message"
            or emoji != self._emoji().strip(":")
            or event.get("user") in (self._me.bot_user, None)
        ):
            return None
        channel, ts = item["channel"], item["ts"]
        when = event.get("event_ts") or ts
        return Marked(
            speaker=self.speaker(event),
            at=ids.moment(when),
            key=f"slack:emoji:{self._me.team}:{channel}:{ts}:{event['user']}:{when}",
            channel=channel,
            ts=ts,
        )

    def quoted(self, message: Json, where: Where, text: str, found: Found = NOTHING) -> Quoted:
        """An existing message that a shortcut or emoji is about; `text` is already readable."""
        user = message.get("user")
        return Quoted(
            text=text,
            author=ids.speaker(self._me.team, user) if user else None,
            where=where,
            files=self.reader(found).files(message),
            by_bot=bool(message.get("bot_id") or message.get("bot_profile") or message.get("subtype") == "bot_message"),
        )

    def shortcut(self, body: Json, now: datetime) -> Press:
        """A global shortcut, or a message shortcut without its message yet. Raises NotOurs for another."""
        name = body.get("callback_id")
        if name not in SHORTCUTS:
            raise NotOurs("a shortcut that is not Deskbell's", OLDER)
        speaker = self.speaker(body)
        channel = (body.get("channel") or {}).get("id")
        ts = (body.get("message") or {}).get("ts") or body.get("message_ts")
        when = body.get("action_ts")
        where = self.home(speaker)
        if channel and ts:
            thread = (body.get("message") or {}).get("thread_ts")
            where = self._conversation(speaker, channel, (body.get("channel") or {}).get("name") or "")
            where = self.where(channel, ts, thread, where.kind) if where.place.endswith(f"/{channel}") else where
        return Press(
            speaker=speaker,
            at=ids.moment(when) if when else now,
            key=self._press_key(channel or "-", ts or "-", speaker, when or body.get("trigger_id")),
            where=where,
            action=Action(str(name)),
        )

    def press(self, body: Json, now: datetime) -> Press:
        """A button of ours pressed. Raises NotOurs for anything else."""
        action = body["actions"][0]
        packed = (action.get("selected_option") or {}).get("value") or action.get("value") or ""
        speaker = self.speaker(body)
        box, view = body.get("container") or {}, body.get("view") or {}
        channel = (body.get("channel") or {}).get("id") or box.get("channel_id")
        when = action.get("action_ts") or body.get("action_ts")
        if channel and not view:
            message = body.get("message") or {}
            ts = box.get("message_ts") or message.get("ts")
            where = self.where(channel, ts, box.get("thread_ts") or message.get("thread_ts"))
            key = self._press_key(channel, ts or "-", speaker, when)
        else:
            where = opened(view).where or self.home(speaker)
            key = self._press_key("view", view.get("id") or "-", speaker, when)
        try:
            pressed = Action.unpack(packed)
        except ValueError as error:
            raise NotOurs(str(error), OLDER) from error
        return Press(speaker, ids.moment(when) if when else now, key, where, pressed)

    def _press_key(self, channel: str, ts: str, speaker: Speaker, when: object) -> str:
        return f"slack:press:{self._me.team}:{channel}:{ts}:{ids.local_id(speaker.id)}:{when}"


def opened(view: Json) -> Open:
    """What a view remembers; a page that remembers nothing (the App Home) is nobody's form."""
    packed = view.get("private_metadata")
    return Open.unpack(packed) if packed else Open("", "", {}, None)


def _kind(channel: str) -> Kind:
    return "direct" if channel.startswith("D") else "channel"
