"""The state of a workspace: people, channels, messages with their indexes, files. It tells nobody."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from playground.clock import Clock
from playground.slack.protocol import Json

Kind = Literal["public", "private", "im", "mpim"]


@dataclass(slots=True, eq=False)
class Member:
    """A person (or the app's bot user) of the workspace."""

    id: str
    handle: str
    real_name: str
    email: str = ""
    title: str = ""
    tz: str = "Europe/Berlin"
    is_admin: bool = False
    is_bot: bool = False
    is_guest: bool = False
    email_hidden: bool = False
    active: bool = True
    no_direct_messages: bool = False
    status_emoji: str = ""
    status_text: str = ""
    status_expiration: int = 0
    manager: str = ""
    """The user id in the profile's own field "Manager"."""


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation. `order` has every message's ts, `roots` the channel's own, `threads` the replies; all sorted."""

    id: str
    name: str
    kind: Kind
    members: set[str] = field(default_factory=set)
    created: int = 0
    creator: str = ""
    topic: str = ""
    archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    roots: list[str] = field(default_factory=list)
    threads: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: dict[str, dict[str, Json]] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        """True for conversations between few people, which have no name."""
        return self.kind in ("im", "mpim")

    @property
    def event_type(self) -> str:
        """The `channel_type` of events."""
        return {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}[self.kind]

    @property
    def spoken_name(self) -> str:
        """The name in commands and interactions, where Slack hides private ones."""
        return {"public": self.name, "private": "privategroup", "im": "directmessage", "mpim": self.name}[self.kind]

    def span(self, ordered: list[str], oldest: str, latest: str, inclusive: bool) -> tuple[int, int]:
        """The slice of a sorted list of ts between two; the ends count only when `inclusive`."""
        low, high = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
        return low(ordered, oldest), high(ordered, latest)

    def unread(self, user: str) -> int:
        """How many channel-level messages came after the last one this person saw."""
        return len(self.roots) - bisect_right(self.roots, self.read.get(user, ""))

    def see_all(self, user: str) -> None:
        """This person has now seen everything."""
        if self.order:
            self.read[user] = self.order[-1]

    def add(self, message: Json) -> None:
        """Index a message, and count it in its thread."""
        ts: str = message["ts"]
        self.messages[ts] = message
        self.order.append(ts)
        root = message.get("thread_ts")
        if root is None or root == ts or message.get("subtype") == "thread_broadcast":
            self.roots.append(ts)
        if root is not None and root != ts:
            self.threads.setdefault(root, []).append(ts)
            self._recount(root)

    def remove(self, ts: str) -> None:
        """Take a message out; a root with replies stays as a tombstone."""
        message = self.messages[ts]
        if self.threads.get(ts):
            kept = {k: v for k, v in message.items() if k in _KEPT_BY_TOMBSTONE}
            self.messages[ts] = kept | {
                "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True, "deleted": True,
                "text": "This message was deleted.",
            }  # fmt: skip
            return
        del self.messages[ts]
        _take(self.order, ts)
        _take(self.roots, ts)
        root = message.get("thread_ts")
        if root is not None and root != ts:
            _take(self.threads[root], ts)
            self._recount(root)

    def _recount(self, root: str) -> None:
        parent = self.messages.get(root)
        if parent is None:
            return
        replies = self.threads.get(root, [])
        if not replies:
            for name in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply", "subscribed"):
                parent.pop(name, None)
            return
        people = list(dict.fromkeys(self.messages[ts].get("user", "") for ts in replies[-200:]))
        parent |= {
            "thread_ts": root, "reply_count": len(replies), "reply_users": people[:5],
            "reply_users_count": len(people), "latest_reply": replies[-1], "subscribed": False,
        }  # fmt: skip


_KEPT_BY_TOMBSTONE = {
    "ts", "thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply", "subscribed",
}  # fmt: skip


def _take(ordered: list[str], ts: str) -> None:
    place = bisect_left(ordered, ts)
    if place < len(ordered) and ordered[place] == ts:
        del ordered[place]


@dataclass(slots=True)
class Upload:
    """A file that an app is about to bring: its id, what it will be called, its bytes when they have come."""

    id: str
    name: str
    length: int
    content: bytes | None = None


class Workspace:
    """Everything that is in the workspace, with the clock that dates it."""

    def __init__(self, definition: Json, clock: Clock) -> None:
        team: Json = definition.get("team", {})
        self.team_id: str = team.get("id", "T0PLAYGROUND")
        self.team_name: str = team.get("name", "Playground")
        self.domain: str = team.get("domain", self.team_name.lower().split()[0])
        self.clock = clock
        self.members: dict[str, Member] = {}
        self.by_email: dict[str, str] = {}
        self.channels: dict[str, Channel] = {}
        self.by_name: dict[str, str] = {}
        self.files: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self.groups: dict[str, Json] = {}
        self.uploads: dict[str, Upload] = {}
        self._direct: dict[frozenset[str], str] = {}
        self._died: set[frozenset[str]] = set()
        self._last_us = 0
        self._numbers = itertools.count(1)
        self.add_member(Member("USLACKBOT", "slackbot", "Slackbot", is_bot=True))
        for person in definition.get("people", []):
            self.add_member(person_from(person))
        for channel in definition.get("channels", []):
            members = {self.find_person(handle).id for handle in channel.get("members", [])}
            self.add_channel(channel["name"], private=bool(channel.get("private")), members=members)

    # ids and times

    def next_id(self, prefix: str) -> str:
        """A new id such as F0000012."""
        return f"{prefix}{next(self._numbers):07d}"

    def next_ts(self) -> str:
        """A ts on the clock, unique in the workspace and later than any before."""
        now: datetime = self.clock.now()
        micros = int(now.timestamp()) * 1_000_000 + now.microsecond
        self._last_us = max(self._last_us + 1, micros)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    # people

    def add_member(self, member: Member) -> Member:
        """Let somebody into the workspace."""
        self.members[member.id] = member
        if member.email:
            self.by_email[member.email.lower()] = member.id
        return member

    def find_person(self, who: str) -> Member:
        """The member with this id, handle or e-mail address. Raises KeyError."""
        if who in self.members:
            return self.members[who]
        name = who.removeprefix("@").lower()
        for member in self.members.values():
            if name in (member.handle, member.email.lower()):
                return member
        raise KeyError(f"nobody here is called {who}")

    # channels

    def add_channel(self, name: str, *, private: bool = False, members: set[str] | None = None) -> Channel:
        """Make a channel; its id is readable: CDESKTRIAGE."""
        name = name.removeprefix("#")
        identity = "C" + "".join(c for c in name.upper() if c.isascii() and c.isalnum())
        if identity in self.channels:
            identity = self.next_id("C")
        made = int(self.clock.now().timestamp())
        channel = Channel(identity, name, "private" if private else "public", set(members or ()), made, "USLACKBOT")
        self.channels[identity] = channel
        self.by_name[name] = identity
        return channel

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name; its id stays."""
        del self.by_name[channel.name]
        channel.name = name.removeprefix("#")
        self.by_name[channel.name] = channel.id

    def remove_channel(self, channel: Channel) -> None:
        """Take a channel away for good."""
        del self.channels[channel.id]
        self.by_name.pop(channel.name, None)

    def direct(self, users: frozenset[str]) -> Channel:
        """The direct conversation of exactly these people, made if there is none yet."""
        known = self._direct.get(users)
        if known is None:
            kind: Kind = "im" if len(users) <= 2 else "mpim"
            prefix = "D" if kind == "im" else "G"
            plain = len(users) <= 2 and users not in self._died
            known = prefix + "".join(sorted(u[1:] for u in users)) if plain else self.next_id(prefix)
            name = "" if kind == "im" else "mpdm-" + "--".join(sorted(self.members[u].handle for u in users)) + "-1"
            self.channels[known] = Channel(known, name, kind, set(users), int(self.clock.now().timestamp()))
            self._direct[users] = known
        return self.channels[known]

    def lose_direct(self, users: frozenset[str]) -> None:
        """The direct conversation of exactly these people is no more; the next one is another."""
        del self.channels[self._direct.pop(users)]
        self._died.add(users)

    def find_channel(self, name_or_id: str) -> Channel | None:
        """The channel with this id, name or #name."""
        found = self.channels.get(name_or_id)
        return found or self.channels.get(self.by_name.get(name_or_id.removeprefix("#"), ""))

    def permalink(self, channel: Channel, ts: str, base: str) -> str:
        """The address of a message."""
        link = f"{base}/archives/{channel.id}/p{ts.replace('.', '')}"
        root = channel.messages[ts].get("thread_ts")
        return link if root in (None, ts) else f"{link}?thread_ts={root}&cid={channel.id}"


def person_from(entry: Json) -> Member:
    """A member from an entry of a workspace's file."""
    handle: str = entry["handle"]
    identity = entry.get("id") or "U" + "".join(c for c in handle.upper() if c.isascii() and c.isalnum())
    return Member(
        identity, handle, entry.get("real_name", handle), entry.get("email", ""), entry.get("title", ""),
        entry.get("tz", "Europe/Berlin"), bool(entry.get("is_admin")), False, bool(entry.get("is_guest")),
        bool(entry.get("email_hidden")),
    )  # fmt: skip
