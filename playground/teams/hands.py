"""What a person says and does in their Teams, other than pressing: write, edit, react, install. It makes activities."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias
from urllib.parse import quote

from playground.teams.payloads import as_html, stamp
from playground.teams.protocol import FILE, Json, NotPossible
from playground.teams.teams import Teams, visible
from playground.teams.tenant import Conversation, Person, Post, StoredFile, Team

_KINDS = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "txt": "text/plain", "pdf": "application/pdf"}


Files: TypeAlias = Mapping[str, bytes] | Iterable[tuple[str, bytes]]
"""What is attached, by name; two files may be called alike where they stand in a list."""


def named(files: Files | None) -> Iterable[tuple[str, bytes]]:
    """Each file with its name, in order."""
    return files.items() if isinstance(files, Mapping) else files or ()


def _places(attachments: Iterable[Json]) -> str:
    """Where files stand in the words, as the HTML of a message shows it."""
    return "".join(f'<attachment id="{each["id"]}"></attachment>' for each in attachments if "id" in each)


def is_picture(name: str) -> bool:
    """Whether Teams shows a file of that name within the words: a picture is pasted, another file is sent."""
    return _KINDS.get(name.rpartition(".")[2].lower(), "").startswith("image/")


class Hands:
    """Acts of people. NotPossible when Teams would not let them."""

    def __init__(self, teams: Teams) -> None:
        self.teams = teams

    def place(self, person: Person, name: str) -> Conversation:
        """A channel or chat by name or id that this person is in."""
        try:
            where = self.teams.tenant.channel(name)
        except LookupError as unknown:
            raise NotPossible(str(unknown)) from None
        if person.id not in where.members:
            raise NotPossible(f"{person.name} is not in {where.name or where.id}.")
        return where

    # speaking

    def _hears(self, post: Post, person: Person) -> bool:
        where = post.conversation
        if not self.teams.is_in(where) or (where.kind == "personal" and (not person.has_app or person.blocked)):
            return False
        return self.teams.app.bot_id in post.mentions or self.teams.app.hears_all(where.kind)

    def _mentions(self, where: Conversation, text: str) -> tuple[str, list[Json]]:
        """The text with what is mentioned in it as tags, and the mentions."""
        names: dict[str, tuple[str, str]] = {}
        if self.teams.is_in(where):
            names[self.teams.app.name.lower()] = (self.teams.app.bot_id, self.teams.app.name)
        for member in where.members:
            person = self.teams.tenant.people[member]
            names |= {person.name.lower(): (member, person.name), person.handle: (member, person.name)}
        words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        found: list[Json] = []

        def tag(match: re.Match[str]) -> str:
            identity, name = names[match.group(1).lower()]
            found.append({
                "type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": identity, "name": name},
            })  # fmt: skip
            return f"<at>{name}</at>" + (self.teams.mention_space if match.group(2) else "")

        return re.sub(rf"(?<!\w)@({words})(?!\w)( )?", tag, text, flags=re.IGNORECASE) if names else text, found

    async def say(
        self,
        person: Person,
        where: Conversation,
        text: str,
        root: str | None = None,
        files: Files | None = None,
        pasted: Files | None = None,
        about: tuple[Json, Json] | None = None,
    ) -> Post:
        """Write a message; `files` are uploads, `pasted` are pictures in the text. The app hears it if it may.

        `about` is what it forwards: the attachment, and what people see of it.
        """
        if person.id not in where.members:
            raise NotPossible(f"{person.name} is not in this conversation.")
        if where.kind == "personal" and (not person.has_app or person.blocked):
            raise NotPossible(f"{self.teams.app.name} is not installed for {person.name}.")
        if root is not None and (root not in where.posts or where.kind != "channel"):
            raise NotPossible("There is no such thread.")
        if root is not None and where.posts[root].only is not None:
            raise NotPossible("A message that only you see cannot be answered.")
        written, mentions = self._mentions(where, text)
        attachments = [self._upload(name, content, where) for name, content in named(files)]
        attachments += [self._paste(name, content) for name, content in named(pasted)]
        content = as_html(written, mentions)
        content += _places(attachments)
        if about is not None:
            attachments.append(about[0])
            content += f'<attachment id="{about[0]["id"]}"></attachment>'
        activity: Json = {
            "type": "message", "text": written, "textFormat": "plain", "entities": mentions,
            "attachments": [*attachments, {"contentType": "text/html", "content": content}],
        } | ({"forwarded": about[1]} if about is not None else {})  # fmt: skip
        post = self.teams.tenant.add_post(where, person.id, activity, root=root)
        post.mentions = [mention["mentioned"]["id"] for mention in mentions]
        self.teams.changed(post)
        if self._hears(post, person):
            await self._tell(person, post, "message")
        return post

    def _upload(self, name: str, content: bytes, where: Conversation) -> Json:
        identity, _ = self._store(name, content)
        url = self._file_url(identity, name)
        if where.kind != "personal":  # the app learns where they stand in the HTML, the rest by Graph alone
            return {"contentType": "reference", "id": identity, "name": name, "contentUrl": url}
        info = {"downloadUrl": url, "uniqueId": identity, "fileType": name.rpartition(".")[2]}
        return {"contentType": FILE, "name": name, "contentUrl": url, "content": info}

    def _paste(self, name: str, content: bytes) -> Json:
        identity, kind = self._store(name, content)
        url = f"{self.teams.service_url}v3/attachments/{identity}/views/original"
        return {"contentType": kind if kind.startswith("image/") else "image/*", "name": name, "contentUrl": url}

    def _store(self, name: str, content: bytes) -> tuple[str, str]:
        identity = secrets.token_hex(16)
        kind = _KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
        self.teams.tenant.files[identity] = StoredFile(name, content, kind)
        return identity, kind

    def _file_url(self, identity: str, name: str) -> str:
        return f"{self.teams.address}/teams/files/{identity}/{quote(name)}"

    async def _tell(self, person: Person, post: Post, kind: str, event: str | None = None, **more: object) -> None:
        about = self.teams.activity(kind, person, post.conversation, thread=post.thread)
        about |= {"id": post.id, **more}
        if post.root:
            about["replyToId"] = post.root
        if event:
            about["channelData"]["eventType"] = event
        if kind != "messageDelete":
            kept = [a for a in post.activity["attachments"] if a["contentType"] != "reference"]
            about |= {"text": post.activity["text"], "textFormat": "plain", "attachments": kept}
            about["entities"] = [*post.activity["entities"], *about["entities"]]
        await self.teams.outbound.ask(about)

    def _own(self, person: Person, post: Post) -> None:
        visible(self.teams, person, post)
        if post.author != person.id:
            raise NotPossible("This is somebody else's message.")

    async def edit(self, person: Person, post: Post, text: str, without: Collection[str] = ()) -> None:
        """Change an own message; the files `without` which it stands from then on are named."""
        self._own(person, post)
        heard = self._hears(post, person)
        written, mentions = self._mentions(post.conversation, text)
        left = [each for each in post.activity["attachments"][:-1] if each.get("name") not in without]
        content = as_html(written, mentions) + _places(left)
        post.activity |= {"text": written, "entities": mentions}
        post.activity["attachments"] = [*left, {"contentType": "text/html", "content": content}]
        post.mentions = [mention["mentioned"]["id"] for mention in mentions]
        post.edited = True
        self.teams.changed(post)
        if heard or self._hears(post, person):
            await self._tell(person, post, "messageUpdate", "editMessage")

    async def delete(self, person: Person, post: Post) -> None:
        """Delete an own message."""
        self._own(person, post)
        post.deleted = True
        self.teams.changed(post)
        if self._hears(post, person):
            await self._tell(person, post, "messageDelete", "softDeleteMessage")

    async def undelete(self, person: Person, post: Post) -> None:
        """Take the deletion of an own message back."""
        if post.author != person.id or not post.deleted:
            raise NotPossible("There is nothing to take back.")
        post.deleted = False
        self.teams.changed(post)
        if self._hears(post, person):
            await self._tell(person, post, "messageUpdate", "undeleteMessage")

    async def react(self, person: Person, post: Post, name: str, *, remove: bool = False) -> None:
        """Add a reaction or take it away; the app hears of those to its own messages."""
        visible(self.teams, person, post)
        if post.only is not None:
            raise NotPossible("There are no reactions to a message that only you see.")
        people = post.reactions.setdefault(name, [])
        if (person.id in people) != remove:
            return
        if remove:
            people.remove(person.id)
        else:
            people.append(person.id)
        self.teams.changed(post)
        if post.author == self.teams.app.bot_id and self.teams.is_in(post.conversation):
            field = "reactionsRemoved" if remove else "reactionsAdded"
            about = self.teams.activity("messageReaction", person, post.conversation, thread=post.thread)
            await self.teams.outbound.ask(about | {"replyToId": post.id, field: [{"type": name}]})

    # installing

    async def install(self, person: Person, what: Conversation | Team | None = None, *, on: bool = True) -> None:
        """Install the app, or take it out: for oneself, in a group chat, or in a team. The app hears of both."""
        teams = self.teams
        where = what if isinstance(what, Conversation) else teams.tenant.personal(person)
        if isinstance(what, Team):
            where = teams.tenant.conversations[what.id]
            what.bot_in = True
        elif what is None:
            person.has_app = on or person.has_app
        else:
            what.bot_in = True
        bot = {"id": teams.app.bot_id, "name": teams.app.name}
        event = {True: "teamMemberAdded", False: "teamMemberRemoved"}[on] if isinstance(what, Team) else None
        members = [bot] if what else [person.as_account(), bot]
        update = teams.activity("conversationUpdate", person, where)
        update["membersAdded" if on else "membersRemoved"] = members
        installed = teams.activity("installationUpdate", person, where, action="add" if on else "remove")
        for activity in (installed, update) if what or on else (installed,):
            if event and activity is update:
                activity["channelData"]["eventType"] = event
            await teams.outbound.ask({**activity, "timestamp": stamp(teams.clock.now())})
        if not on:
            if what:
                what.bot_in = False
            else:
                person.has_app = False
        teams.changes.tell("teams_installed")
