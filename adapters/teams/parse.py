"""What Teams sends, as the neutral things the desk hears. Pure translation: nothing is asked and nothing is answered.

What is not for the desk (bots, joins, our own messages, the rest of what is said in a channel) becomes None. The raw
object is read, since the library's model loses the tenant and whatever it does not know.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from adapters.inbound_kit.parts import read_aloud, words_of
from adapters.teams import ids
from adapters.teams.html import Saying
from adapters.teams.message import MessageReader, advice_for, files_left, files_of, quoted_message
from adapters.teams.render import PRESS
from core.people import Speaker
from core.ports.clock import Clock
from core.tickets.events import File
from core.ui.cards import Action
from core.ui.inbound import Edited, Press, Quoted, Where, Words
from core.ui.text import Run

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["channel", "direct", "group"]

EXTENSIONS = frozenset({"create_from_message", "ticket_actions", "open_incident", "open_request"})
"""The commands of the message extension (`manifest.py`)."""
ON_MESSAGE = frozenset({"create_from_message", "ticket_actions"})
RESTORED = "undeleteMessage"
"""What Teams calls the update by which a deleted message is back (channelData's `eventType`)."""

_KINDS: dict[str, Kind] = {"personal": "direct", "groupChat": "group", "channel": "channel"}
_DIGIT = re.compile(r"\d")


class Hearing:
    """Translates the activities of one tenant's app."""

    def __init__(self, tenant: str, app_id: str, clock: Clock, say: Saying) -> None:
        self._tenant = tenant
        self._say = say
        self._app_id = app_id
        self._clock = clock

    def is_bot(self, activity: Json) -> frozenset[str]:
        """The ids under which we are spoken of in an activity."""
        recipient = ids.part(activity, "recipient").get("id")
        own = {self._app_id, f"28:{self._app_id}"}
        return frozenset(own | {recipient} if isinstance(recipient, str) and recipient else own)

    def speaker(self, activity: Json) -> Speaker:
        """Who did what an activity tells of. Raises ValueError when nobody is named."""
        user = ids.word(activity, "from", "aadObjectId") or ids.word(activity, "from", "id")
        if not user:
            raise ValueError("an activity of nobody")
        return ids.speaker(self._tenant, user)

    def by_somebody(self, activity: Json) -> bool:
        """Whether a person did it: not a bot, not we, not nobody."""
        author = ids.part(activity, "from")
        user = ids.word(author, "id")
        bot = author.get("role") == "bot" or user.startswith("28:") or user in self.is_bot(activity)
        return bool(user or ids.word(author, "aadObjectId")) and not bot

    def at(self, activity: Json) -> datetime:
        """When it was done; without a readable time, now."""
        return ids.moment(activity.get("timestamp")) or self._clock.now()

    def where(self, activity: Json, message: str | None = None, quoted: str | None = None) -> Where:
        """A spot in a conversation. The root of a thread is not in a thread; in a flat chat a quote stands for one."""
        conversation, root = ids.split(str(ids.part(activity, "conversation").get("id") or ""))
        kind = self.kind(activity)
        thread = root if kind == "channel" and root != message else None
        if kind != "channel":
            thread = quoted
        link = None
        if message:
            link = ids.permalink(self._tenant, conversation, message, thread if kind == "channel" else None)
        return Where(ids.place(self._tenant, conversation), kind, thread, message, link, flat=kind != "channel")

    def kind(self, activity: Json) -> Kind:
        """What kind of conversation it is."""
        conversation = ids.part(activity, "conversation")
        known = _KINDS.get(str(conversation.get("conversationType")))
        if known is not None:
            return known
        return "channel" if ids.is_channel(str(conversation.get("id"))) else "direct"

    def words(self, activity: Json) -> Words | None:
        """A message. With channel-wide consent all of a channel's arrive: what can be nobody's business is dropped.

        That is: words outside of threads that do not mention us and hold no number that could be a ticket's.
        """
        if not self.by_somebody(activity):
            return None
        parts, mentioned = self._reader(activity).message(activity)
        direct = self.kind(activity) == "direct"
        quoted = quoted_message(activity) if self.kind(activity) != "channel" else None
        where = self.where(activity, _id(activity), quoted)
        to_bot = direct or mentioned
        if not to_bot and where.thread is None and not _DIGIT.search("".join(map(words_of, parts))):
            return None
        return Words(
            speaker=self.speaker(activity),
            at=self.at(activity),
            key=self._key("msg", activity),
            where=where,
            parts=parts,
            to_bot=to_bot,
            files=files_of(activity, ids.word(activity, "serviceUrl")),
            mentioned=mentioned,
            unread=advice_for(activity),
        )

    def edited(self, activity: Json) -> Edited | None:
        """An edit or deletion by the message's author."""
        if not self.by_somebody(activity) or not _id(activity):
            return None
        text: str | None = None
        runs: tuple[Run, ...] = ()
        files: tuple[File, ...] | None = None
        mentioned = False
        if activity["type"] == "messageUpdate":
            parts, mentioned = self._reader(activity).message(activity)
            text, runs = read_aloud(parts)
            files = files_left(activity, ids.word(activity, "serviceUrl"))
        stamp = activity.get("timestamp") or activity.get("localTimestamp") or ""
        return Edited(
            speaker=self.speaker(activity),
            at=self.at(activity),
            key=f"{self._key('edit', activity)}:{stamp}:{'deleted' if text is None else _mark(text)}",
            where=self.where(activity, _id(activity), quoted_message(activity)),
            text=text,
            runs=runs,
            restored=ids.word(activity, "channelData", "eventType") == RESTORED,
            to_bot=mentioned or self.kind(activity) == "direct",
            mentioned=mentioned,
            of=self._key("msg", activity),
            files=files,
            unread=advice_for(activity) if text is not None else None,
        )

    def press(self, activity: Json, data: Mapping[str, Any], where: Where | None = None) -> Press:
        """A button of ours pressed. Raises ValueError for anything else."""
        packed = data.get(PRESS)
        if not isinstance(packed, str):
            raise ValueError("a button that is not Deskbell's")
        action = Action.unpack(packed)
        spot = where or self.where(activity, _text(activity.get("replyToId")))
        return Press(self.speaker(activity), self.at(activity), self._key("press", activity), spot, action)

    def extension(self, activity: Json) -> Press:
        """A command of the message extension. Raises ValueError for one that is not ours."""
        value = ids.part(activity, "value")
        name = value.get("commandId")
        if name not in EXTENSIONS:
            raise ValueError("a command that is not Deskbell's")
        payload = ids.part(value, "messagePayload")
        quoted = self.quoted(activity, payload) if name in ON_MESSAGE and payload else None
        return Press(
            speaker=self.speaker(activity),
            at=self.at(activity),
            key=self._key("press", activity),
            where=quoted.where if quoted else self.where(activity),
            action=Action(str(name)),
            quoted=quoted,
        )

    def quoted(self, activity: Json, payload: Json) -> Quoted:
        """The message that a command of the menu was used on."""
        author = ids.part(payload, "from")
        user = ids.part(author, "user").get("id")
        message, root = _text(payload.get("id")), _text(payload.get("replyToId"))
        base = self.where(activity, message)
        thread = base.thread
        if base.kind == "channel" and root and root != message:
            thread = root
        return Quoted(
            text=MessageReader(self._tenant, self._say).payload(payload),
            author=ids.speaker(self._tenant, user) if isinstance(user, str) and user else None,
            where=replace(base, thread=thread, permalink=_link(payload.get("linkToMessage")) or base.permalink),
            files=files_of(payload, ids.word(activity, "serviceUrl")),
            by_bot=not user and bool(author.get("application")),
        )

    def _reader(self, activity: Json) -> MessageReader:
        return MessageReader(self._tenant, self._say, self.is_bot(activity))

    def _key(self, what: str, activity: Json) -> str:
        """Names one activity; a repeat of it has the same name. Without an id its time tells it from others."""
        conversation = str(ids.part(activity, "conversation").get("id") or "-")
        own = _id(activity) or f"{self.at(activity).isoformat()}:{ids.local_id(self.speaker(activity).id)}"
        return f"teams:{what}:{conversation}:{own}"


def _mark(text: str) -> str:
    """Tells two edits within one moment apart."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _text(found: object) -> str | None:
    return found if isinstance(found, str) and found else None


def _id(activity: Json) -> str | None:
    return _text(activity.get("id"))


def _link(url: object) -> str | None:
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None
