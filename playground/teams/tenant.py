"""The state of a tenant: people, the team with its channels, chats, posts and files. It tells nobody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from playground.clock import Clock
from playground.teams.protocol import Json

Kind = Literal["personal", "groupChat", "channel"]
TARGETED_LIFE = timedelta(hours=24)


def directory_id(email: str) -> str:
    """The aadObjectId of a person of the playground: a uuid5 of their e-mail address in the URL namespace."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, email.lower()))


@dataclass(slots=True, eq=False)
class Person:
    """Somebody of the tenant. `has_app` is the personal installation, `blocked` their block of the bot."""

    id: str
    handle: str
    name: str
    email: str
    directory_id: str
    title: str = ""
    tz: str = "Europe/Berlin"
    is_guest: bool = False
    email_hidden: bool = False
    active: bool = True
    has_app: bool = True
    blocked: bool = False
    old_client: bool = False
    watching: bool = False
    manager: str = ""
    """The id of whom the directory names as theirs."""

    def as_account(self) -> Json:
        """Who they are in an activity."""
        return {"id": self.id, "name": self.name, "aadObjectId": self.directory_id}

    def as_member(self, tenant_id: str) -> Json:
        """Who they are in a roster; an address only when it is not hidden."""
        given, _, family = self.name.partition(" ")
        member: Json = {
            "id": self.id, "name": self.name, "givenName": given, "surname": family, "objectId": self.directory_id,
            "aadObjectId": self.directory_id, "tenantId": tenant_id, "userRole": "guest" if self.is_guest else "user",
        }  # fmt: skip
        if not self.email_hidden:
            member |= {"email": self.email, "userPrincipalName": self.email}
        return member


@dataclass(slots=True, eq=False)
class Post:
    """One message as Teams keeps it. `views` has what single people see instead of its card."""

    id: str
    conversation: Conversation
    author: str
    activity: Json
    at: datetime
    root: str | None = None
    only: str | None = None
    edited: bool = False
    deleted: bool = False
    views: dict[str, Json] = field(default_factory=dict)
    toggled: dict[str, set[str]] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    mentions: list[str] = field(default_factory=list)

    @property
    def thread(self) -> str:
        """The id of the thread's root: its own when it is one."""
        return self.root or self.id


@dataclass(slots=True, eq=False)
class Conversation:
    """A chat or a channel. `bot_in` tells whether the app is in its roster."""

    id: str
    name: str
    kind: Kind
    members: set[str] = field(default_factory=set)
    team: Team | None = None
    private: bool = False
    bot_in: bool = True
    posts: dict[str, Post] = field(default_factory=dict)

    def roots(self) -> list[Post]:
        """What stands in it, replies in threads left out, oldest first."""
        return [post for post in self.posts.values() if post.root is None and not post.deleted]

    def replies(self, root: str) -> list[Post]:
        """The replies of one thread, oldest first."""
        return [post for post in self.posts.values() if post.root == root and not post.deleted]


@dataclass(slots=True, eq=False)
class Team:
    """A team; its id is its General channel's."""

    id: str
    name: str
    group_id: str
    members: set[str] = field(default_factory=set)
    channels: list[Conversation] = field(default_factory=list)
    bot_in: bool = True


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What somebody uploaded."""

    name: str
    content: bytes
    kind: str


class Tenant:
    """Everything that is in the tenant, with the clock that dates it."""

    def __init__(self, definition: Json, clock: Clock) -> None:
        self.id: str = definition["tenant"]["id"]
        self.name: str = definition["tenant"].get("name", "")
        self.clock = clock
        self.people: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.teams: dict[str, Team] = {}
        self.files: dict[str, StoredFile] = {}
        self._personal: dict[str, Conversation] = {}
        self._died = 0
        """How many of those are no more."""
        self._last_id = 0
        without = set(definition.get("app_not_for", []))
        for one in definition["people"]:
            person = self.add_person(one)
            person.has_app = person.handle not in without
        for one in definition.get("teams", []):
            self._add_team(one)
        for one in definition.get("groups", []):
            self.add_group(one["name"], one["members"], bot_in=bool(one.get("app", True)), id=one.get("id"))

    def add_person(self, one: Json) -> Person:
        """Somebody new, from their entry in a definition."""
        handle = str(one["handle"])
        email = str(one.get("email") or f"{handle}@example.invalid")
        person = Person(
            f"29:{handle}", handle, str(one.get("real_name", handle)), email, directory_id(email),
            str(one.get("title", "")), str(one.get("tz", "Europe/Berlin")), bool(one.get("is_guest")),
            bool(one.get("email_hidden")),
        )  # fmt: skip
        self.people[person.id] = person
        return person

    def _add_team(self, one: Json) -> None:
        team = Team(one["id"], one["name"], one.get("aadGroupId", directory_id(one["id"])))
        names = one.get("members")
        team.members = {self.person(name).id for name in names} if names else set(self.people)
        self.teams[team.id] = team
        self.add_channel(team, "General", id=team.id)
        for channel in one.get("channels", []):
            self.add_channel(team, channel["name"], id=channel["id"], members=channel.get("members"))

    def add_channel(
        self, team: Team, name: str, *, id: str | None = None, members: list[str] | None = None
    ) -> Conversation:
        """A channel of a team; with members it is private."""
        inside = {self.person(who).id for who in members} if members else team.members
        channel = Conversation(
            id or f"19:{uuid.uuid4().hex}@thread.tacv2", name, "channel", inside, team, private=bool(members)
        )
        self.conversations[channel.id] = channel
        team.channels.append(channel)
        return channel

    def add_group(self, name: str, members: list[str], *, bot_in: bool = True, id: str | None = None) -> Conversation:
        """A group chat."""
        inside = {self.person(who).id for who in members}
        group = Conversation(id or f"19:{uuid.uuid4().hex}@thread.v2", name, "groupChat", inside, bot_in=bot_in)
        self.conversations[group.id] = group
        return group

    def personal(self, person: Person) -> Conversation:
        """The chat of one person with the bot; it is the same until it dies."""
        if person.id not in self._personal:
            seed = f"{person.id}{self._died or ''}"
            chat = Conversation(f"a:{uuid.uuid5(uuid.NAMESPACE_URL, seed).hex}", "", "personal", {person.id})
            self._personal[person.id] = chat
            self.conversations[chat.id] = chat
        return self._personal[person.id]

    def lose_personal(self, person: Person) -> None:
        """A person's chat with the bot is no more; the next one is another."""
        del self.conversations[self._personal.pop(person.id).id]
        self._died += 1

    def person(self, who: str) -> Person:
        """Somebody by handle, id, directory id, e-mail address or name. LookupError when there is nobody."""
        if who in self.people:
            return self.people[who]
        wanted = who.removeprefix("@").lower()
        for person in self.people.values():
            if wanted in (person.handle, person.email.lower(), person.directory_id, person.name.lower()):
                return person
        raise LookupError(f"there is nobody called {who}")

    def channel(self, name: str) -> Conversation:
        """A channel or group chat by its name or id. LookupError when there is none."""
        wanted = name.removeprefix("#").lower()
        for one in self.conversations.values():
            if one.id == name or (one.kind != "personal" and wanted in (one.name.lower(), _slug(one.name))):
                return one
        raise LookupError(f"there is no channel or chat {name}")

    def new_id(self) -> str:
        """The id of a new message: milliseconds of the playground's clock, never the same twice."""
        self._last_id = max(self._last_id + 1, int(self.clock.now().timestamp() * 1000))
        return str(self._last_id)

    def add_post(
        self, where: Conversation, author: str, activity: Json, *, root: str | None = None, only: str | None = None
    ) -> Post:
        """Keep a new message."""
        post = Post(self.new_id(), where, author, activity, self.clock.now(), root, only)
        where.posts[post.id] = post
        return post

    def sees(self, person: Person, post: Post) -> bool:
        """True when this message is on the person's screen."""
        if post.deleted or person.id not in post.conversation.members:
            return False
        return post.only is None or (post.only == person.id and self.clock.now() < post.at + TARGETED_LIFE)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
