"""A message that somebody forwards, as Teams attaches it to their own."""

from __future__ import annotations

import json

from playground.teams.payloads import as_html
from playground.teams.protocol import FORWARDED
from playground.teams.quotes import QuotingHands
from playground.teams.reader import Reader
from playground.teams.teams import card_of, visible
from playground.teams.tenant import Conversation, Person, Post


class ForwardingHands(QuotingHands):
    """Hands that forward, and quote. A message knows what it forwards under `forwarded`."""

    async def forward(self, person: Person, post: Post, where: Conversation, text: str = "") -> Post:
        """Forward a message that one sees to another conversation, with words of one's own. Raises NotPossible."""
        visible(self.teams, person, post)
        author = self.teams.tenant.people.get(post.author)
        name = author.name if author else self.teams.app.name
        words = Reader(person).message(post.activity, post.views.get(person.id) or card_of(post.activity), set())
        user = {"userIdentityType": "aadUser", "id": author.directory_id, "displayName": name} if author else None
        bot = {"applicationIdentityType": "bot", "id": self.teams.app.app_id, "displayName": name}
        content = {
            "originalMessageId": post.id, "originalMessageContent": as_html(words, []),
            "originalConversationId": post.conversation.id, "originalSentDateTime": post.at.isoformat(),
            "originalMessageSender": {"application": None if author else bot, "device": None, "user": user},
        }  # fmt: skip
        forwarded = {"id": post.id, "contentType": FORWARDED, "content": json.dumps(content)}
        return await self.say(person, where, text, about=(forwarded, {"author": name, "words": words}))
