"""Answering one message of a chat by quoting it, as Teams' "Reply" does where there are no threads."""

from __future__ import annotations

import html
from collections.abc import Collection

from playground.teams.hands import Files, Hands, named
from playground.teams.payloads import as_html
from playground.teams.protocol import Json, NotPossible
from playground.teams.reader import Reader
from playground.teams.teams import card_of, visible
from playground.teams.tenant import Person, Post

_LONGEST = 140


class QuotingHands(Hands):
    """Hands that quote. A message knows what it quotes under `quote`; the app gets it as HTML, its words on top."""

    async def reply(self, person: Person, quoted: Post, text: str, files: Files | None = None) -> Post:
        """Write an answer that quotes a message of the same chat. Raises NotPossible."""
        visible(self.teams, person, quoted)
        where = quoted.conversation
        if where.kind == "channel":
            raise NotPossible("Channels have threads: reply there.")
        self._may_say(person, where)
        written, mentions = self._mentions(where, text)
        uploads = [self._upload(name, content, where) for name, content in named(files)]
        author = self.teams.tenant.people.get(quoted.author)
        quote: Json = {
            "id": quoted.id, "author": author.name if author else self.teams.app.name, "user": quoted.author,
            "words": self._preview(person, quoted), "reply": written,
        }  # fmt: skip
        activity: Json = {
            "type": "message", "text": f"{quote['words']}\r\n\r\n{written}", "textFormat": "plain",
            "entities": mentions, "attachments": [*uploads, _as_html(quote, written, mentions)], "quote": quote,
        }  # fmt: skip
        post = self.teams.tenant.add_post(where, person.id, activity)
        post.mentions = [mention["mentioned"]["id"] for mention in mentions]
        self.teams.changed(post)
        if self._hears(post, person):
            await self._tell(person, post, "message")
        return post

    async def edit(self, person: Person, post: Post, text: str, without: Collection[str] = ()) -> None:
        """Change an own message; what it quotes stays."""
        quote = post.activity.pop("quote", None)
        if quote is None:
            return await super().edit(person, post, text, without)
        self._own(person, post)
        written, mentions = self._mentions(post.conversation, text)
        quote["reply"] = written
        post.activity |= {"text": f"{quote['words']}\r\n\r\n{written}", "entities": mentions, "quote": quote}
        left = [each for each in post.activity["attachments"][:-1] if each.get("name") not in without]
        post.activity["attachments"] = [*left, _as_html(quote, written, mentions)]
        post.mentions = [mention["mentioned"]["id"] for mention in mentions]
        post.edited = True
        self.teams.changed(post)
        if self._hears(post, person):
            await self._tell(person, post, "messageUpdate", "editMessage")
        return None

    def _preview(self, person: Person, quoted: Post) -> str:
        card = quoted.views.get(person.id) or card_of(quoted.activity)
        words = " ".join(Reader(person).message(quoted.activity, card, set()).split())
        return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"

    def _may_say(self, person: Person, where: object) -> None:
        chat = self.teams.tenant.personal(person)
        if where is chat and (not person.has_app or person.blocked):
            raise NotPossible(f"{self.teams.app.name} is not installed for {person.name}.")


def _as_html(quote: Json, written: str, mentions: list[Json]) -> Json:
    about = (
        f'<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="{quote["id"]}">'
        f'<strong itemprop="mri" itemid="{html.escape(quote["user"])}">{html.escape(quote["author"])}</strong>'
        f'<span itemprop="time" itemid="{quote["id"]}"></span>'
        f'<p itemprop="preview">{html.escape(quote["words"])}</p></blockquote>'
    )
    return {"contentType": "text/html", "content": about + as_html(written, mentions)}
