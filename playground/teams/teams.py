"""One Teams: the tenant, the installed app, and every act of the app that changes something."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from playground.platform import Platform
from playground.runtime import Runtime
from playground.teams.cards import complaints
from playground.teams.dialogs import Dialog
from playground.teams.installed_app import InstalledApp
from playground.teams.keys import Grants, Keys
from playground.teams.limits import Fault, Pacing
from playground.teams.outbound import Outbound
from playground.teams.payloads import channel_data, client_info, conversation_of, local_time, stamp
from playground.teams.protocol import CARD, ConnectorError, Json, NotPossible
from playground.teams.tenant import Conversation, Person, Post, Team, Tenant

_AT = re.compile(r"<at>.*?</at>", re.DOTALL)
MOST_ATTACHMENTS = 10


class Teams(Platform[Fault]):
    """The state and the acts. The Connector's calls and the hands of people both end here."""

    outbound: Outbound
    pacing: Pacing

    def __init__(self, tenant: Tenant, app: InstalledApp, runtime: Runtime, *, pacing: bool = True) -> None:
        super().__init__(runtime)
        self.tenant = tenant
        self.app = app
        self.keys = Keys(app.app_id)
        self.grants = Grants(self.clock)
        self.outbound = Outbound(app, self.keys, runtime)
        self.outbound.service_url = lambda: self.service_url
        self.pacing = Pacing(self.clock, on=pacing)
        self.latency = 0.0
        self.region = ""
        self.mention_space = " "
        self.dialogs: dict[str, Dialog] = {}
        self._moment: datetime | None = None
        self._moments = 0
        self.on_shown: Callable[[Post], None] = lambda post: None

    @property
    def service_url(self) -> str:
        """Where the Connector is, with a slash at its end."""
        return f"{self.address}/teams/connector/{self.region}/" if self.region else f"{self.address}/teams/connector/"

    def changed(self, post: Post, kind: str = "teams_posts") -> None:
        """Tell pages and tests about a message."""
        self.changes.tell(kind, channel=post.conversation.id, thread=post.root, id=post.id, only=post.only)

    # activities to the app

    def activity(
        self, kind: str, person: Person, where: Conversation, *, thread: str | None = None, **more: Any
    ) -> Json:
        """An activity that comes from a person in a conversation."""
        now = self.clock.now()
        return {
            "type": kind, "id": f"f:{self.tenant.new_id()}", "timestamp": self._stamp(now), "channelId": "msteams",
            "serviceUrl": self.service_url, "from": person.as_account(),
            "conversation": conversation_of(where, self.tenant.id, thread),
            "recipient": {"id": self.app.bot_id, "name": self.app.name},
            "entities": [client_info(person)], "channelData": channel_data(where, self.tenant.id), "locale": "en-US",
            **local_time(person, now), **more,
        }  # fmt: skip

    def _stamp(self, now: datetime) -> str:
        """When it was done, finer than the clock: what is done twice in one moment has two times (Teams: 100 ns)."""
        self._moments = self._moments + 1 if now == self._moment else 0
        self._moment = now
        return f"{stamp(now).removesuffix('Z')}{self._moments % 10_000:04d}Z"

    def invoke(self, name: str, person: Person, where: Conversation, value: Json, post: Post | None = None) -> Json:
        """An invoke activity; `post` is the message that was acted upon."""
        invoke = self.activity("invoke", person, where, thread=post.thread if post else None, name=name, value=value)
        if post:
            invoke["replyToId"] = post.id
        invoke["channelData"]["source"] = {"name": "message" if post else "compose"}
        return invoke

    # what the app may reach

    def place(self, given: str) -> tuple[Conversation, str | None]:
        """The conversation and the thread of a conversation id. Raises 404 and, where the app is not, 403."""
        base, _, rest = given.partition(";messageid=")
        where = self.tenant.conversations.get(base)
        if where is None or (rest and where.kind != "channel"):
            raise ConnectorError(404, "ConversationNotFound", "Conversation not found.")
        if rest and rest not in where.posts:
            raise ConnectorError(404, "ConversationNotFound", "Conversation not found: there is no such thread.")
        if not self.is_in(where):
            raise ConnectorError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return where, (where.posts[rest].thread if rest else None)

    def is_in(self, where: Conversation) -> bool:
        """True when the app is installed there; a person's own installation is asked for when something is said."""
        return where.bot_in and (where.team is None or where.team.bot_in)

    def _may_write(self, where: Conversation) -> None:
        if where.kind != "personal":
            return
        person = self.tenant.people[next(iter(where.members))]
        if person.blocked or not person.has_app or not person.active:
            raise ConnectorError(403, "MessageWritesBlocked", "The bot is blocked or not installed for this user.")

    # posts of the app

    def _judge(self, activity: Json, where: Conversation) -> list[str]:
        """The ids of who is mentioned in a message that Teams takes. Raises 400."""
        text, attachments = activity.get("text"), activity.get("attachments")
        if text is not None and not isinstance(text, str):
            raise ConnectorError(400, "BadSyntax", "text must be a string")
        if activity.get("textFormat", "markdown") not in ("markdown", "plain", "xml"):
            raise ConnectorError(400, "BadSyntax", "textFormat must be markdown, plain or xml")
        if attachments is not None and not isinstance(attachments, list):
            raise ConnectorError(400, "BadSyntax", "attachments must be a list")
        if not text and not attachments:
            raise ConnectorError(400, "BadSyntax", "Activity must include a text or an attachment")
        if len(attachments or ()) > MOST_ATTACHMENTS:
            raise ConnectorError(400, "BadSyntax", f"no more than {MOST_ATTACHMENTS} attachments")
        for attachment in attachments or ():
            if not isinstance(attachment, dict) or not isinstance(attachment.get("contentType"), str):
                raise ConnectorError(400, "BadSyntax", "an attachment must have a contentType")
            if attachment["contentType"] == CARD and (wrong := complaints(attachment.get("content"))):
                raise ConnectorError(400, "BadSyntax", "; ".join(wrong))
        entities = activity.get("entities") or []
        if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
            raise ConnectorError(400, "BadSyntax", "entities must be a list of objects")
        return self._mentioned(activity, where)

    def _mentioned(self, activity: Json, where: Conversation) -> list[str]:
        """The ids of who is really mentioned: an entity, and its words in the text or card. Raises 400."""
        card = card_of(activity)
        named: list[tuple[Json, str]] = [
            (entity, str(activity.get("text") or ""))
            for entity in activity.get("entities") or [] if entity.get("type") == "mention"
        ]  # fmt: skip
        if card:
            named += [(entity, _flat(card)) for entity in card.get("msteams", {}).get("entities", [])]
        found = []
        for entity, words in named:
            mentioned = entity.get("mentioned")
            if not isinstance(mentioned, dict) or not isinstance(mentioned.get("id"), str):
                raise ConnectorError(400, "BadSyntax", "a mention names who is mentioned by id")
            text = str(entity.get("text") or "")
            if not _AT.fullmatch(text) or text not in words:
                raise ConnectorError(400, "BadSyntax", f"the mention {text!r} does not stand in the text")
            try:
                person = self.tenant.person(mentioned["id"].removeprefix("8:orgid:"))
            except LookupError:
                raise ConnectorError(400, "BadArgument", f"there is nobody {mentioned['id']!r} to mention") from None
            if person.id in where.members:
                found.append(person.id)
        return found

    def post(self, where: Conversation, thread: str | None, activity: Json, *, targeted: bool = False) -> list[Post]:
        """The app says something; text beside a card becomes two messages. Raises ConnectorError."""
        self._may_write(where)
        kind = activity.get("type")
        if kind == "typing":
            return []
        if kind != "message":
            raise ConnectorError(400, "BadSyntax", f"an activity of type {kind!r} cannot be sent")
        mentions = self._judge(activity, where)
        only = self._target(where, activity) if targeted else None
        parts = [activity]
        if activity.get("text") and activity.get("attachments"):
            parts = [activity | {"attachments": []}, {**activity, "text": ""}]
        posts: list[Post] = []
        for part in parts:
            kept = copy.deepcopy(part)
            post = self.tenant.add_post(where, self.app.bot_id, kept, root=thread, only=only)
            post.mentions = mentions if not posts else []
            posts.append(post)
            self.changed(post)
            self.on_shown(post)
        return posts

    def _target(self, where: Conversation, activity: Json) -> str:
        recipient = activity.get("recipient")
        who = recipient.get("id") if isinstance(recipient, dict) else None
        if where.kind == "personal":
            raise ConnectorError(400, "BadArgument", "a targeted message needs a channel or a group chat")
        if not isinstance(who, str):
            raise ConnectorError(400, "BadArgument", "a targeted message needs a recipient")
        if who not in where.members:
            raise ConnectorError(403, "ForbiddenOperation", "the recipient is not a member of the conversation")
        return who

    def own(self, where: Conversation, activity_id: str, *, targeted: bool) -> Post:
        """A message of the app that is still there. Raises 404, and 403 for one of somebody else."""
        post = where.posts.get(activity_id)
        if post is None or post.deleted or targeted != (post.only is not None):
            raise ConnectorError(404, "ActivityNotFoundInConversation", "Activity not found in conversation.")
        if post.author != self.app.bot_id:
            raise ConnectorError(403, "ForbiddenOperation", "A bot can change its own messages only.")
        return post

    def update(self, where: Conversation, activity_id: str, activity: Json, *, targeted: bool = False) -> Post:
        """The app changes a message of its own; views of single people end. Raises ConnectorError."""
        post = self.own(where, activity_id, targeted=targeted)
        self._may_write(where)
        if activity.get("type", "message") != "message":
            raise ConnectorError(400, "BadSyntax", "only a message can be changed")
        post.mentions = self._judge(activity, where)
        post.activity = copy.deepcopy(activity)
        post.views.clear()
        post.toggled.clear()
        post.edited = True
        self.changed(post)
        self.on_shown(post)
        return post

    def delete(self, where: Conversation, activity_id: str, *, targeted: bool = False) -> None:
        """The app deletes a message of its own. Raises ConnectorError."""
        post = self.own(where, activity_id, targeted=targeted)
        post.deleted = True
        self.changed(post)

    # conversations of the app

    def create(self, given: Json) -> tuple[Conversation, str | None, list[Post]]:
        """A chat with one person, or a new thread in a channel. Raises ConnectorError."""
        data = given.get("channelData") if isinstance(given.get("channelData"), dict) else {}
        assert isinstance(data, dict)
        tenant = given.get("tenantId") or _inner(data, "tenant")
        if tenant is not None and tenant != self.tenant.id:
            raise ConnectorError(403, "ForbiddenOperation", "The app does not belong to this tenant.")
        activity = given.get("activity")
        if activity is not None and not isinstance(activity, dict):
            raise ConnectorError(400, "BadSyntax", "activity must be an object")
        channel = _inner(data, "channel") or data.get("teamsChannelId")
        if channel:
            where, thread = self.place(str(channel))
            if where.kind != "channel" or thread:
                raise ConnectorError(400, "BadArgument", "a new thread starts in a channel")
            if activity is None:
                raise ConnectorError(400, "BadSyntax", "a new thread needs its first activity")
            return where, None, self.post(where, None, activity)
        where = self._chat_with(given, tenant)
        return where, None, self.post(where, None, activity) if activity else []

    def _chat_with(self, given: Json, tenant: object) -> Conversation:
        members = given.get("members")
        if given.get("isGroup"):
            raise ConnectorError(400, "BadSyntax", "Incorrect conversation creation parameters")
        if not isinstance(members, list) or len(members) != 1:
            raise ConnectorError(400, "BadArgument", "Bots may chat with one person; they cannot start group chats.")
        who = members[0].get("id") if isinstance(members[0], dict) else None
        if tenant is None:
            raise ConnectorError(400, "BadArgument", "tenantId is required")
        person = next((p for p in self.tenant.people.values() if who in (p.id, p.directory_id)), None)
        if person is None:
            raise ConnectorError(400, "BadArgument", "Failed to decrypt pairwise id")
        if person.blocked or not person.has_app or not person.active:
            raise ConnectorError(403, "ForbiddenOperation", "The app is blocked or not installed for this user.")
        return self.tenant.personal(person)

    def roster(self, where: Conversation) -> list[Person]:
        """Who is in a conversation, guests too, by name."""
        inside = (self.tenant.people[member] for member in where.members)
        return sorted((person for person in inside if person.active), key=lambda person: person.handle)

    def team(self, team_id: str) -> Team:
        """A team in which the app is. Raises 404 and 403."""
        found = self.tenant.teams.get(team_id)
        if found is None:
            raise ConnectorError(404, "NotFound", "There is no such team.")
        if not found.bot_in:
            raise ConnectorError(403, "BotNotInConversationRoster", "The bot is not part of the team.")
        return found


def card_of(activity: Json) -> Json | None:
    """The Adaptive Card of an activity."""
    for attachment in activity.get("attachments") or []:
        if attachment["contentType"] == CARD:
            card: Json = attachment["content"]
            return card
    return None


def visible(teams: Teams, person: Person, post: Post) -> None:
    """Raises NotPossible when this message is not on the person's screen."""
    if not teams.tenant.sees(person, post):
        raise NotPossible("There is no such message (any more).")


def _inner(data: Json, name: str) -> object:
    inner = data.get(name)
    return inner.get("id") if isinstance(inner, dict) else None


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(_flat(inner) for name, inner in value.items() if name != "msteams")
    if isinstance(value, list):
        return "\n".join(map(_flat, value))
    return value if isinstance(value, str) else ""
