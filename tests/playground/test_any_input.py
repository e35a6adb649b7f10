"""Whatever is sent or typed: the judge judges and never breaks, words stay words, pages of a list leave nothing out."""

from __future__ import annotations

import asyncio
import copy
import json
import sys
from datetime import UTC, datetime

import aiohttp
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.clock import Clock
from playground.runtime import Runtime
from playground.slack.blocks import message_complaints, view_complaints, words_in
from playground.slack.installed_app import install
from playground.slack.markup import encode, escape, rich_text, unescape
from playground.slack.methods import METHODS
from playground.slack.protocol import Json
from playground.slack.reader import Reader
from playground.slack.slack import Slack
from playground.slack.views import fill_state, name_parts
from playground.slack.webapi import WebApi
from playground.slack.workspace import Workspace
from tests.playground.conftest import MANIFEST, actions, asks, button, modal, option, section

COMPANY: Json = {"people": [{"handle": "mia.feld"}], "channels": [{"name": "it-help"}]}
SPACE = Workspace(COMPANY, Clock(datetime(2026, 1, 1, tzinfo=UTC)))
CHECKS = {"type": "checkboxes", "action_id": "c", "options": [option("a")], "initial_options": [option("a")]}
LINE = [
    {"type": "text", "text": "x", "style": {"bold": True}},
    {"type": "date", "timestamp": 1, "format": "{date} {ago}", "fallback": "x"},
    {"type": "emoji", "name": "x", "unicode": "1f514"},
    {"type": "link", "url": "x", "text": "y"},
    {"type": "user", "user_id": "U1"},
]
SELECT = {"type": "static_select", "action_id": "s", "options": [option("a")], "initial_option": option("a")}
WELL: list[Json] = [
    section("x", accessory={"type": "overflow", "action_id": "o", "options": [option("a")]}, block_id="1"),
    actions(button("x", confirm={"text": {"type": "plain_text", "text": "?"}}), SELECT, block_id="2"),
    asks("t", {"type": "plain_text_input", "action_id": "t", "min_length": 1, "max_length": 9}, "3"),
    asks("e", {"type": "multi_external_select", "action_id": "e", "initial_options": [option("a")]}, "4"),
    asks("c", CHECKS, "5"),
    asks("d", {"type": "datepicker", "action_id": "d", "initial_date": "2026-10-28"}, "6"),
    asks("n", {"type": "number_input", "action_id": "n", "is_decimal_allowed": True, "min_value": "1"}, "7"),
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
    {"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": LINE},
        {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": LINE}]},
    ]},
    {"type": "header", "text": {"type": "plain_text", "text": "x"}},
    {"type": "image", "image_url": "http://x.example/x.png", "alt_text": "x"},
]  # fmt: skip

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(thing: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place in a piece of JSON."""
    inner = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    return [path] * bool(path) + [place for name, value in inner for place in places(value, (*path, name))]


@given(st.sampled_from(places(WELL)), anything)
def test_the_judge_takes_any_nonsense_in_any_place(path, nonsense):
    broken = copy.deepcopy(WELL)
    holder = broken
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = nonsense
    message_complaints(broken)
    view_complaints(modal() | {"blocks": broken})
    words_in(broken)
    if not view_complaints(modal() | {"blocks": broken}):
        view = {"blocks": name_parts(broken, "x")}
        fill_state(view, {})
        Reader(SPACE, SPACE.find_person("mia.feld")).blocks(view["blocks"])


def test_the_well_made_example_is_well_made():
    assert message_complaints(WELL) == view_complaints(modal(*WELL)) == []


@given(st.dictionaries(st.sampled_from(["type", "title", "blocks", "submit", "private_metadata"]), anything))
def test_the_judge_takes_any_nonsense_for_a_view(view):
    view_complaints(view)
    view_complaints({"type": "modal"} | view)


@given(st.text())
@example("<!channel> <@U1> <#C1|x> &amp; :x: `*_~` \x00 \u202e\U0001f600")
@example("http://x.example/?a=1&b=<2> https://y.example.")
def test_what_is_typed_is_what_is_read(words):
    encoded = encode(SPACE, words)
    assert unescape(escape(words)) == words
    assert "<!" not in encoded.replace("<!here>", "").replace("<!channel>", "").replace("<!everyone>", "")
    read = Reader(SPACE, SPACE.find_person("mia.feld")).message({"blocks": [rich_text(encoded, "b")], "text": encoded})
    assert read == words or "@" in words or "#" in words


NAMES = [
    "channel", "channel_id", "ts", "thread_ts", "timestamp", "text", "blocks", "attachments", "metadata", "user",
    "users", "view", "view_id", "external_id", "trigger_id", "hash", "limit", "cursor", "name", "types", "email", "bot",
    "file", "oldest", "latest", "inclusive", "user_id", "message_ts", "topic", "return_im", "exclude_archived",
]  # fmt: skip
SENSIBLE = st.sampled_from(["CITHELP", "UMIAFELD", "1.000001", "1", "x", "public_channel,im", [], {}, [section("x")]])


def slack_of_a_test() -> Slack:
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    app = install(MANIFEST, signing_secret="s", bot_token="b", app_token="a")
    slack = Slack(Workspace(COMPANY, clock), app, Runtime(clock), pacing=False)
    slack.space.channels["CITHELP"].members |= {app.bot_user, "UMIAFELD"}
    slack.space.channels["CITHELP"].add({"ts": "1.000001", "user": app.bot_user, "text": "x", "bot_id": app.bot_id})
    return slack


@given(st.sampled_from(sorted(METHODS)), st.dictionaries(st.sampled_from(NAMES), SENSIBLE | anything, max_size=6))
def test_every_method_answers_any_arguments(method, args):
    outcome = WebApi(slack_of_a_test()).perform(method, args, "a" if method == "apps.connections.open" else "b")
    assert outcome.body["ok"] or outcome.body["error"]
    json.dumps(outcome.body)


@pytest.mark.parametrize("size", [0, 1, 4, 5, 11])
@pytest.mark.parametrize("limit", [1, 2, 5, 100])
async def test_pages_of_a_thread_leave_nothing_out(client, size, limit):
    root = (await client.chat_postMessage(channel="CITHELP", text="root"))["ts"]
    posted = [(await client.chat_postMessage(channel="CITHELP", text="x", thread_ts=root))["ts"] for _ in range(size)]
    seen, cursor = [], None
    while cursor != "":
        page = await client.conversations_replies(channel="CITHELP", ts=root, limit=limit, cursor=cursor)
        seen += [m["ts"] for m in page["messages"][1:]]
        cursor = page["response_metadata"]["next_cursor"]
        assert page["has_more"] == bool(cursor)
    assert seen == posted


async def test_it_starts_from_the_command_line_and_says_where_it_is():
    starts = [sys.executable, "-m", "playground", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*starts, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        address = (await process.stdout.readline()).decode().strip()
        assert (await process.stdout.readline()).startswith(b"TEAMS_APP_ID=")
        async with aiohttp.ClientSession() as session:
            async with session.get(address.replace("/?", "/ui/state?")) as answer:
                assert (await answer.json())["me"] == "UMIAFELD"
            port = address.split(":")[2].split("/")[0]
        again = await asyncio.create_subprocess_exec(
            *starts[:-1], port, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        _, complaint = await again.communicate()
        assert again.returncode == 1
        assert b"Choose another with --port" in complaint
    finally:
        process.terminate()
        await process.wait()
