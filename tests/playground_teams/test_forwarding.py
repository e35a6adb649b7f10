"""Forwarding a message, as Teams tells the app of it."""

from __future__ import annotations

import json

from playground.teams.people import Actor
from playground.teams.server import TeamsPlayground
from tests.playground_teams.conftest import SmallApp


async def test_a_message_is_forwarded_with_its_words_and_who_said_it(pg: TeamsPlayground, app: SmallApp, mia: Actor):
    emre = pg.person("emre.aydin")
    said = await emre.says("the <beamer> is off", "Help")
    app.got.clear()
    forwarded = await mia.forwards(said, words="see")
    assert forwarded.text == "see\nEmre Aydin: the <beamer> is off"
    [heard] = app.got
    [about] = [each for each in heard["attachments"] if each["contentType"] == "forwardedMessageReference"]
    content = json.loads(about["content"])
    assert content["originalMessageContent"] == "<p>the &lt;beamer&gt; is off</p>"
    assert content["originalMessageSender"]["user"]["displayName"] == "Emre Aydin"
    assert (content["originalMessageId"], content["originalConversationId"]) == (said.id, said.conversation_id)
    assert pg.person("dana.roth").direct.messages == []
