"""What stands on one person's screen, for the page that draws it: places, messages, the dialog. Plain JSON."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playground.teams.protocol import CARD, FILE, FORWARDED, Json
from playground.teams.reader import Reader
from playground.teams.teams import Teams, card_of
from playground.teams.tenant import Conversation, Person, Post, StoredFile

_STORED = re.compile(r"^/teams/(?:files|connector/(?:[^?]*/)?v3/attachments)/([0-9a-f]{32})/")
_PREVIEW = 80
_MOST = 500


class Screen:
    """Looks at a Teams with the eyes of one person after another, and remembers what each has read."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._read: dict[tuple[str, str], int] = {}

    def places(self, me: Person) -> Json:
        """Everything beside the messages: people, the app, chats and teams."""
        teams, tenant = self._teams, self._teams.tenant
        app = teams.app
        mine = [where for where in tenant.conversations.values() if me.id in where.members]
        tenant.personal(me)
        chats = [tenant.personal(me), *(where for where in mine if where.kind == "groupChat")]
        return {
            "tenant": {"id": tenant.id, "name": tenant.name}, "me": me.id, "now": teams.clock.now().isoformat(),
            "people": [_person(one) for one in tenant.people.values() if one.active],
            "app": {
                "id": app.bot_id, "name": app.name, "installed": me.has_app, "blocked": me.blocked,
                "connected": app.url is not None, "permissions": sorted(app.permissions),
                "commands": [{"id": c.id, "title": c.title, "context": list(c.context)} for c in app.commands.values()],
            },
            "chats": [self._brief(me, where) for where in chats],
            "teams": [
                {"id": team.id, "name": team.name, "app": team.bot_in,
                 "channels": [self._brief(me, where) for where in team.channels if me.id in where.members]}
                for team in tenant.teams.values() if me.id in team.members
            ],
        }  # fmt: skip

    def _brief(self, me: Person, where: Conversation) -> Json:
        seen = [post for post in where.posts.values() if self._teams.tenant.sees(me, post)]
        read = self._read.get((me.id, where.id), 0)
        brief: Json = {
            "id": where.id, "kind": where.kind, "name": where.name, "private": where.private,
            "members": sorted(where.members), "app": self._teams.is_in(where),
            "unread": sum(1 for post in seen if int(post.id) > read and post.author != me.id),
        }  # fmt: skip
        if seen and where.kind != "channel":
            brief["last"] = {
                "at": seen[-1].at.isoformat(),
                "author": seen[-1].author,
                "words": self._words(me, seen[-1]),
            }
        return brief

    def _words(self, me: Person, post: Post) -> str:
        quote = post.activity.get("quote")
        words = quote["reply"] if quote else Reader(me).message(post.activity, self._card(me, post), set())
        line = next((line for line in words.splitlines() if line.strip()), "")
        return line[:_PREVIEW]

    def _card(self, me: Person, post: Post) -> Json | None:
        return post.views.get(me.id) or card_of(post.activity)

    def messages(self, me: Person, where: Conversation) -> list[Json]:
        """A place's newest messages with the replies of their threads, oldest first; from now on all is read."""
        tenant = self._teams.tenant
        if where.posts:
            self._read[me.id, where.id] = max(map(int, where.posts))
        roots = [post.id for post in where.posts.values() if post.root is None][-_MOST:]
        listed = [post for post in where.posts.values() if not roots or int(post.thread) >= int(roots[0])]
        return [
            self.message(me, post)
            for post in listed
            if tenant.sees(me, post) or (post.deleted and post.only is None)
        ]  # fmt: skip

    def message(self, me: Person, post: Post) -> Json:
        """One message as this person sees it."""
        shown: Json = {"id": post.id, "root": post.root, "author": post.author, "at": post.at.isoformat()}
        if post.deleted:
            return shown | {"deleted": True}
        activity = post.activity
        quote = activity.get("quote")
        card = self._card(me, post)
        return shown | {
            "text": quote["reply"] if quote else activity.get("text") or "",
            "markdown": activity.get("textFormat", "markdown") != "plain", "quote": quote,
            "mentions": [_mention(one) for one in activity.get("entities") or () if one.get("type") == "mention"],
            "card": card, "own_view": me.id in post.views, "refresh": self._refresh(me, post),
            "forwarded": activity.get("forwarded"), "files": self._files(activity),
            "reactions": {name: who for name, who in post.reactions.items() if who},
            "edited": post.edited, "private": post.only is not None, "mentioned": me.id in post.mentions,
            "important": activity.get("importance") in ("high", "urgent"),
        }  # fmt: skip

    def _refresh(self, me: Person, post: Post) -> str | None:
        """How this card becomes this person's own: by itself when they are listed, else by hand."""
        refresh = (card_of(post.activity) or {}).get("refresh")
        if not refresh:
            return None
        viewers = refresh.get("userIds")
        listed = viewers is None or me.id in viewers or f"8:orgid:{me.directory_id}" in viewers
        return "automatic" if listed else "manual"

    def _files(self, activity: Json) -> list[Json]:
        listed = []
        for attached in activity.get("attachments") or ():
            kind = attached["contentType"]
            if kind in (CARD, FORWARDED, "text/html"):
                continue
            content = attached.get("content")
            url = (
                content.get("downloadUrl") if kind == FILE and isinstance(content, dict) else attached.get("contentUrl")
            )
            stored = self._stored(str(url or ""))
            name = str(attached.get("name") or (stored[1].name if stored else kind))
            about: Json = {"name": name}
            if stored:
                identity, file = stored
                about |= {"url": f"/teams/files/{identity}/{file.name}", "kind": file.kind, "size": len(file.content)}
            listed.append(about)
        return listed

    def _stored(self, url: str) -> tuple[str, StoredFile] | None:
        found = _STORED.match(urlsplit(url).path)
        file = self._teams.tenant.files.get(found.group(1)) if found else None
        return (found.group(1), file) if found and file else None

    def dialog(self, me: Person) -> Json | None:
        """The dialog that is open, if one is."""
        dialog = self._teams.dialogs.get(me.id)
        if dialog is None:
            return None
        return {
            "id": dialog.id, "title": dialog.title, "card": dialog.card, "url": dialog.url, "values": dialog.values,
            "errors": dialog.errors,
        }  # fmt: skip


def _person(one: Person) -> Json:
    return {
        "id": one.id, "handle": one.handle, "real_name": one.name, "title": one.title, "tz": one.tz,
        "is_guest": one.is_guest, "directory_id": one.directory_id,
    }  # fmt: skip


def _mention(entity: Json) -> Json:
    mentioned = entity.get("mentioned") or {}
    return {"text": entity.get("text"), "id": mentioned.get("id"), "name": mentioned.get("name")}
