"""The two platforms by one set of words: what each lets a person see and do, and everything Deskbell said on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol, TypeAlias

import playground.slack.people as slack_people
import playground.teams.people as teams_people
from core.policy import Policy
from playground.server import Playground
from playground.slack.screen import Message as SlackMessage
from playground.teams.hands import is_picture
from playground.teams.screen import Message as TeamsMessage
from playground.teams.server import TeamsPlayground
from tests.conformance.seen import Form, Post, Sight

Actor: TypeAlias = slack_people.Actor | teams_people.Actor
Files: TypeAlias = Mapping[str, bytes]

NAMES = {"help": ("#it-help", "Help"), "office": ("#office-help", "Office"), "admins": ("#desk-admin", "Desk Admin")}
"""Channels that are no team's own, as each platform calls them."""


class Side(Protocol):
    """One platform. Everything is done as the person would do it there."""

    name: str

    def actor(self, who: str) -> Actor:
        """Somebody at this platform, by handle."""
        ...

    def channel(self, name: str, policy: Policy) -> str:
        """What a channel is called here: a team's triage channel by the team's key, or one of `NAMES`."""
        ...

    def said(self) -> Iterator[Post]:
        """Everything the bot has posted that stands somewhere, private answers too."""
        ...

    def told(self, who: str) -> list[Post]:
        """What the bot wrote to somebody directly, oldest first."""
        ...

    def whispered(self, who: str) -> list[Post]:
        """What only they see besides."""
        ...

    def posts(self, who: str, channel: str) -> list[Post]:
        """What stands in a channel, threads left out."""
        ...

    def thread(self, who: str, root: Post) -> list[Post]:
        """The replies under a post."""
        ...

    def by_app(self, post: Post) -> bool:
        """Whether the bot wrote it."""
        ...

    async def says(self, who: str, text: str, *, channel: str | None = None, under: Post | None = None,
                   files: Files | None = None) -> Post:  # fmt: skip
        """Write: in a channel, under a post, or to the bot."""
        ...

    async def edits(self, who: str, post: Post, text: str, without: Collection[str] = ()) -> None:
        """Change an own message, and take files out of it."""
        ...

    async def deletes(self, who: str, post: Post) -> None:
        """Delete an own message."""
        ...

    async def undeletes(self, who: str, post: Post) -> None:
        """Take a deletion back."""
        ...

    async def reacts(self, who: str, post: Post, thumb: bool = True) -> None:
        """Put a thumb on a message."""
        ...

    async def presses(self, who: str, post: Post, label: str) -> Sight:
        """Press a button of a post."""
        ...

    async def asks_for(self, who: str, what: str, words: str) -> Form:
        """Open the form that reports (`incident`) or orders (`request`), with words if the platform takes any."""
        ...

    async def uses(self, who: str, command: str, post: Post) -> Sight:
        """Use a message's menu: "Create ticket" or "Ticket actions"."""
        ...

    async def types(self, who: str, command: str) -> Sight:
        """Type a command that the desk answers at once: `ticket mine`."""
        ...


ALL = "All actions"
"""The last of a menu that has no room for everything."""


class SlackSide:
    """The playground's Slack."""

    name = "slack"

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._space = playground.slack.space

    def actor(self, who: str) -> slack_people.Actor:
        """Somebody at Slack."""
        return self._playground.person(who)

    def channel(self, name: str, policy: Policy) -> str:
        """With its hash."""
        return NAMES[name][0] if name in NAMES else policy.teams[name].triage["slack"]

    def said(self) -> Iterator[Post]:
        """Posts and private answers."""
        eyes = self.actor("lena.vogt")
        for channel in self._space.channels.values():
            for ts, message in channel.messages.items():
                if "bot_id" in message and message.get("subtype") != "tombstone":
                    yield Post(SlackMessage(eyes, channel.id, ts))
        for person in self._space.members.values():
            if not person.is_bot:
                yield from self.whispered(person.id)

    def told(self, who: str) -> list[Post]:
        """Threads of the direct conversation, too."""
        return [Post(one) for one in self.actor(who).directs()]

    def whispered(self, who: str) -> list[Post]:
        """Ephemeral messages."""
        return [Post(one) for one in self.actor(who).ephemerals]

    def posts(self, who: str, channel: str) -> list[Post]:
        """The channel's own."""
        return [Post(one) for one in self.actor(who).channel(channel).messages]

    def thread(self, who: str, root: Post) -> list[Post]:
        """The replies."""
        return [Post(one) for one in self.actor(who).thread(_slack(root)).messages]

    def by_app(self, post: Post) -> bool:
        """It has the bot's mark."""
        return _slack(post).by_app

    async def says(self, who: str, text: str, *, channel: str | None = None, under: Post | None = None,
                   files: Files | None = None) -> Post:  # fmt: skip
        """Write a message."""
        return Post(await self.actor(who).says(text, channel, _slack(under) if under else None, files))

    async def edits(self, who: str, post: Post, text: str, without: Collection[str] = ()) -> None:
        """Change it."""
        await self.actor(who).edits(_slack(post), text, without)

    async def deletes(self, who: str, post: Post) -> None:
        """Delete it."""
        await self.actor(who).deletes(_slack(post))

    async def undeletes(self, who: str, post: Post) -> None:
        """Slack has no way back."""
        raise NotImplementedError

    async def reacts(self, who: str, post: Post, thumb: bool = True) -> None:
        """A thumb."""
        await self.actor(who).reacts(_slack(post), ":+1:", remove=not thumb)

    async def presses(self, who: str, post: Post, label: str) -> Sight:
        """In the person's own Slack. What the card's menu has no room for stands behind "All actions"."""
        message = _slack(post)
        offered = {each.rpartition(" > ")[2] for each in message.buttons}
        if label in offered or ALL not in offered:
            return await self.actor(who).presses(message, label)
        everything = (await self.actor(who).presses(message, ALL)).form
        await everything.chooses("field:action", label)
        return await everything.submits()

    async def asks_for(self, who: str, what: str, words: str) -> Form:
        """By slash command."""
        return (await self.actor(who).types(f"/{what} {words}".strip())).form

    async def uses(self, who: str, command: str, post: Post) -> Sight:
        """By message shortcut."""
        return await self.actor(who).shortcut(command, _slack(post))

    async def types(self, who: str, command: str) -> Sight:
        """By slash command."""
        return await self.actor(who).types(f"/{command}")


class TeamsSide:
    """The playground's Teams."""

    name = "teams"

    def __init__(self, playground: TeamsPlayground) -> None:
        self._playground = playground
        self._tenant = playground.teams.tenant

    def actor(self, who: str) -> teams_people.Actor:
        """Somebody at Teams."""
        return self._playground.person(who)

    def channel(self, name: str, policy: Policy) -> str:
        """Without the team's name."""
        return NAMES[name][1] if name in NAMES else policy.teams[name].triage["teams"].partition("/")[2]

    def said(self) -> Iterator[Post]:
        """Posts, answers in chats among them."""
        eyes = self.actor("lena.vogt")
        for conversation in self._tenant.conversations.values():
            for post in conversation.posts.values():
                if post.author == self._playground.teams.app.bot_id and not post.deleted:
                    yield Post(TeamsMessage(eyes, post))

    def told(self, who: str) -> list[Post]:
        """Their chat with the bot."""
        return [Post(one) for one in self.actor(who).directs()]

    def whispered(self, who: str) -> list[Post]:
        """Targeted messages."""
        return [Post(one) for one in self.actor(who).ephemerals]

    def posts(self, who: str, channel: str) -> list[Post]:
        """The channel's own."""
        return [Post(one) for one in self.actor(who).channel(channel).messages]

    def thread(self, who: str, root: Post) -> list[Post]:
        """The replies."""
        return [Post(one) for one in self.actor(who).thread(_teams(root)).messages]

    def by_app(self, post: Post) -> bool:
        """The bot is its author."""
        return _teams(post).by_app

    async def says(self, who: str, text: str, *, channel: str | None = None, under: Post | None = None,
                   files: Files | None = None) -> Post:  # fmt: skip
        """Write a message; in a chat one does not write under another one. A bot hears of pictures in a channel, of
        other files there it hears nothing."""
        root = _teams(under) if under else None
        flat = channel is None and (root is None or root.post.conversation.kind != "channel")
        actor = self.actor(who)
        if flat:
            return Post(await actor.says(text, files=files))
        pasted = {name: content for name, content in (files or {}).items() if is_picture(name)}
        sent = {name: content for name, content in (files or {}).items() if name not in pasted}
        return Post(await actor.says(text, channel, root, files=sent, pasted=pasted))

    async def edits(self, who: str, post: Post, text: str, without: Collection[str] = ()) -> None:
        """Change it."""
        await self.actor(who).edits(_teams(post), text, without)

    async def deletes(self, who: str, post: Post) -> None:
        """Delete it."""
        await self.actor(who).deletes(_teams(post))

    async def undeletes(self, who: str, post: Post) -> None:
        """Undo that."""
        await self.actor(who).undeletes(_teams(post))

    async def reacts(self, who: str, post: Post, thumb: bool = True) -> None:
        """A thumb."""
        await self.actor(who).reacts(_teams(post), "like", remove=not thumb)

    async def presses(self, who: str, post: Post, label: str) -> Sight:
        """In the person's own Teams."""
        message = _teams(post)
        mine = message if message.is_stale else TeamsMessage(self.actor(who), message.post)
        return await self.actor(who).presses(mine, label)

    async def asks_for(self, who: str, what: str, words: str) -> Form:
        """By the message extension, which takes no words: they are filled in."""
        title = {"incident": "Report a problem", "request": "Request something"}[what]
        form = (await self.actor(who).shortcut(title)).form
        if words and what == "incident":
            form.fills({"field:title": words})
        elif words:
            await form.chooses("field:item", words)
            await form.submits()
        return form

    async def uses(self, who: str, command: str, post: Post) -> Sight:
        """By the message's menu."""
        return await self.actor(who).shortcut(command, _teams(post))

    async def types(self, who: str, command: str) -> Sight:
        """In the chat with the bot, where `ticket mine` is `mine`; the answer comes as a message."""
        actor = self.actor(who)
        known = len(actor.directs())
        await actor.types(command.removeprefix("ticket ").removeprefix("desk "))
        await self._playground.until(lambda: len(actor.directs()) > known)
        return actor.directs()[-1]


def _slack(post: Post) -> SlackMessage:
    assert isinstance(post.message, SlackMessage), f"{post} does not stand in Slack"
    return post.message


def _teams(post: Post) -> TeamsMessage:
    assert isinstance(post.message, TeamsMessage), f"{post} does not stand in Teams"
    return post.message
