"""The manifest asks for what the code needs and for nothing else: compared with what it calls and what it hears."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from pathlib import Path

from adapters.slack import channel as slack
from adapters.slack.inbound import Inbound
from adapters.slack.manifest import BOT_SCOPES, EVENTS, PLACE_EVENTS, manifest

FOLDER = Path(slack.__file__).parent

HISTORY = {"channels:history", "groups:history", "im:history"}
"""Of a public channel, a private one, and the person's own conversation with the bot."""
OF_METHODS: dict[str, set[str]] = {
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": HISTORY,
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.join": {"channels:join"},
    "conversations.list": {"channels:read", "groups:read"},  # for the two types that are asked for
    "conversations.open": {"im:write"},  # with one person
    "conversations.replies": HISTORY,
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.delete": {"files:write"},
    "files.info": {"files:read"},
    "reactions.add": {"reactions:write"},
    "reactions.get": {"reactions:read"},
    "reactions.remove": {"reactions:write"},
    "usergroups.list": {"usergroups:read"},
    "users.info": {"users:read"},
    "users.lookupByEmail": {"users:read.email"},
    "users.profile.get": {"users.profile:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
"""What each method needs of a bot (Slack's reference of methods)."""
OF_EVENTS = {
    "app_home_opened": set[str](),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
}
"""What each event needs (Slack's reference of events); those of channels follow from their names."""
OF_USES = {
    '"include_all_metadata"': "metadata.message:read",  # our key in what was posted
    '"file_input"': "files:read",
    '"slash_commands"': "commands",
}
"""What something else that stands in the code needs."""


def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py")))


def called() -> set[str]:
    """The methods of the Web API that the code names."""
    return set(
        re.findall(r'"((?:auth|chat|conversations|files|reactions|usergroups|users|views)\.[A-Za-z.]+)"', source())
    )


def of_event(event: str) -> set[str]:
    if event.startswith("member_"):
        return {"channels:read", "groups:read"}
    if event in PLACE_EVENTS:
        return {"channels:read" if event.startswith("channel_") else "groups:read"}
    return OF_EVENTS[event]


def test_the_scopes_are_those_that_calls_events_and_fields_need_and_no_more() -> None:
    needed = set().union(*(OF_METHODS[method] for method in called()), *map(of_event, EVENTS))
    needed |= {scope for use, scope in OF_USES.items() if use in source()}
    assert set(BOT_SCOPES) == needed
    assert manifest()["oauth_config"]["scopes"]["bot"] == list(BOT_SCOPES)


def test_the_events_are_those_that_are_heard_and_no_others() -> None:
    hears = ast.parse(textwrap.dedent(inspect.getsource(Inbound._event)))
    named = {
        node.value.value
        for node in ast.walk(hears)
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant)
    }
    assert {event.partition(".")[0] for event in EVENTS} == named | set(PLACE_EVENTS)
    assert len(EVENTS) == len(set(EVENTS))


def test_a_channel_that_is_lost_is_told_of_whether_it_is_public_or_private() -> None:
    for what in ("archive", "deleted", "left", "rename", "unarchive"):
        assert {f"channel_{what}", f"group_{what}"} <= set(EVENTS)
