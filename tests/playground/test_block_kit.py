"""Block Kit is judged as Slack judges it: what is allowed passes, what is not is named with its place."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.blocks import message_complaints, view_complaints
from tests.playground.conftest import actions, asks, button, modal, option, section

PLAIN = {"type": "plain_text_input", "action_id": "t"}


def rich(*elements: dict) -> dict:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def select(count: int, **more: object) -> dict:
    options = [option(f"o{number}") for number in range(count)]
    return {"type": "static_select", "action_id": "s", "options": options, **more}


def text(words: str) -> dict:
    return {"type": "plain_text", "text": words}


WELL = {
    "fifty blocks": [section("x")] * 50,
    "a long section": [section("x" * 3000)],
    "fields": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 1000}] * 10}],
    "a header": [{"type": "header", "text": text("x" * 150)}],
    "a full row": [actions(*[button("b", f"a{number}") for number in range(25)])],
    "the same action id in two rows": [actions(button("a"), block_id="1"), actions(button("a"), block_id="2")],
    "a hundred options": [section("x", accessory=select(100))],
    "an overflow of five": [section("x", accessory={"type": "overflow", "options": [option(c) for c in "abcde"]})],
    "a confirmed button": [actions(button("x", confirm={"title": text("t"), "text": text("?"), "confirm": text("y")}))],
    "rich text": [
        rich(
            {"type": "text", "text": "a <!channel> *b*", "style": {"bold": True, "code": True}},
            {"type": "user", "user_id": "U1"},
            {"type": "emoji", "name": "bell", "unicode": "1f514"},
            {"type": "link", "url": "https://x.example", "text": "x"},
            {"type": "date", "timestamp": 1, "format": "{time}", "fallback": "x"},
            {"type": "broadcast", "range": "here"},
        )
    ],
    "a list": [
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
        ]}]}
    ],
    "a context": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 10}],
    "an input": [asks("x", PLAIN, "i", optional=True, hint=text("h"))],
    "a divider": [{"type": "divider"}],
}  # fmt: skip

ILL = {
    "51 blocks": ([section("x")] * 51, "/blocks"),
    "a section without text": ([{"type": "section"}], "/blocks/0"),
    "an empty text": ([section("")], "/blocks/0/text/text"),
    "a section too long": ([section("x" * 3001)], "/blocks/0/text/text"),
    "a field too long": ([{"type": "section", "fields": [text("x" * 2001)]}], "/blocks/0/fields/0/text"),
    "eleven fields": ([{"type": "section", "fields": [text("x")] * 11}], "/blocks/0/fields"),
    "a header too long": ([{"type": "header", "text": text("x" * 151)}], "/blocks/0/text/text"),
    "a header of mrkdwn": ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
    "an unknown block": ([{"type": "marquee"}], "/blocks/0/type"),
    "an unknown field": ([section("x", colour="red")], "/blocks/0"),
    "a block id too long": ([section("x", block_id="b" * 256)], "/blocks/0/block_id"),
    "a block id twice": ([section("x", block_id="b"), section("y", block_id="b")], "/blocks/1/block_id"),
    "an action id twice in a row": ([actions(button("a"), button("b"))], "/blocks/0/elements/1/action_id"),
    "an action id too long": ([actions(button("a", "a" * 256))], "/blocks/0/elements/0/action_id"),
    "26 buttons": ([actions(*[button("b", f"a{n}") for n in range(26)])], "/blocks/0/elements"),
    "no buttons": ([actions()], "/blocks/0/elements"),
    "a label too long": ([actions(button("x" * 76))], "/blocks/0/elements/0/text/text"),
    "a value too long": ([actions(button("x", value="v" * 2001))], "/blocks/0/elements/0/value"),
    "a strange style": ([actions(button("x", style="pink"))], "/blocks/0/elements/0/style"),
    "a text input in a row": ([actions(PLAIN)], "/blocks/0/elements/0/type"),
    "a button in an input": ([asks("x", button("x"), "i")], "/blocks/0/element/type"),
    "an input of mrkdwn": (
        [asks("x", PLAIN, "i") | {"label": {"type": "mrkdwn", "text": "x"}}],
        "/blocks/0/label/type",
    ),
    "101 options": ([section("x", accessory=select(101))], "/blocks/0/accessory/options"),
    "no options": ([section("x", accessory=select(0))], "/blocks/0/accessory/options"),
    "an option too long": ([section("x", accessory=select(1) | {"options": [option("x" * 76)]})], "/text/text"),
    "a foreign initial option": ([section("x", accessory=select(2, initial_option=option("z")))], "/initial_option"),
    "options and groups": ([section("x", accessory=select(2, option_groups=[]))], "/blocks/0/accessory"),
    "an overflow of six": (
        [section("x", accessory={"type": "overflow", "options": [option(c) for c in "abcdef"]})],
        "/blocks/0/accessory/options",
    ),
    "eleven radio buttons": (
        [section("x", accessory={"type": "radio_buttons", "options": [option(str(n)) for n in range(11)]})],
        "/blocks/0/accessory/options",
    ),
    "a confirmation without text": ([actions(button("x", confirm={"title": text("t")}))], "/confirm/text"),
    "a button of mrkdwn": ([actions(button("x") | {"text": {"type": "mrkdwn", "text": "x"}})], "/text/type"),
    "a picture without words": ([{"type": "image", "image_url": "http://x.example/x.png"}], "/blocks/0/alt_text"),
    "eleven in a context": ([{"type": "context", "elements": [text("x")] * 11}], "/blocks/0/elements"),
    "empty rich text": ([rich({"type": "text", "text": ""})], "/blocks/0/elements/0/elements/0/text"),
    "an unknown rich element": ([rich({"type": "blink"})], "/blocks/0/elements/0/elements/0/type"),
    "a rich style that is none": ([rich({"type": "text", "text": "x", "style": {"big": True}})], "/style"),
    "a bad date": ([section("x", accessory={"type": "datepicker", "initial_date": "28.10.2026"})], "/initial_date"),
    "a file input": ([asks("x", {"type": "file_input"}, "i")], "/blocks/0/element/type"),
    "not a list": ({"type": "section"}, "/blocks"),
    "a word": (["section"], "/blocks/0"),
}

ILL_VIEWS = {
    "a title too long": (modal(section("x"), title="t" * 25), "/view/title/text"),
    "a submit too long": (modal(section("x"), submit=text("s" * 25)), "/view/submit/text"),
    "a close too long": (modal(section("x"), close=text("s" * 25)), "/view/close/text"),
    "too much metadata": (modal(section("x"), private_metadata="m" * 3001), "/view/private_metadata"),
    "a callback too long": (modal(section("x"), callback_id="c" * 256), "/view/callback_id"),
    "101 blocks": (modal(*[section("x")] * 101), "/view/blocks"),
    "inputs and no submit": (modal(asks("x", PLAIN, "i"), submit=None), "/view/submit"),
    "two with the focus": (
        modal(asks("x", PLAIN | {"focus_on_load": True}, "1"), asks("y", PLAIN | {"focus_on_load": True}, "2")),
        "/view/blocks",
    ),
    "an unknown field": (modal(section("x"), colour="red"), "/view"),
    "a home with a title": ({"type": "home", "title": text("t"), "blocks": []}, "/view"),
    "a min above the max": (modal(asks("x", PLAIN | {"min_length": 9, "max_length": 8}, "i")), "/min_length"),
    "no blocks": ({"type": "modal", "title": text("t")}, "/view/blocks"),
}


@pytest.mark.parametrize("blocks", WELL.values(), ids=WELL.keys())
def test_what_slack_allows_passes(blocks):
    assert message_complaints(blocks) == []


@pytest.mark.parametrize(("blocks", "place"), ILL.values(), ids=ILL.keys())
def test_what_slack_refuses_is_named_with_its_place(blocks, place):
    complaints = message_complaints(blocks)
    assert len(complaints) >= 1
    assert any(complaint.endswith(f"{place}]") for complaint in complaints), complaints


@pytest.mark.parametrize(("view", "place"), ILL_VIEWS.values(), ids=ILL_VIEWS.keys())
def test_views_are_held_to_their_limits(view, place):
    complaints = view_complaints(view)
    assert any(complaint.endswith(f"{place}]") for complaint in complaints), complaints


def test_a_full_modal_passes():
    assert view_complaints(modal(*[asks("x", PLAIN, str(n)) for n in range(100)], title="t" * 24)) == []
    assert view_complaints({"type": "home", "blocks": [section("x"), actions(button("x"))]}) == []


async def test_the_answer_says_where(client: AsyncWebClient, pg, app):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="CITHELP", text="x", blocks=[section("x"), section("y" * 3001)])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]
    await pg.person("mia.feld").types("/ring")
    trigger = app.got[-1].payload["trigger_id"]
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=trigger, view=modal(section("x"), title="t" * 25))
    assert caught.value.response["error"] == "invalid_arguments"
    await client.views_open(trigger_id=trigger, view=modal(section("a refused view leaves the trigger")))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"blocks": "no json"}, "invalid_blocks_format"),
        ({"blocks": [section("x" * 3000) for _ in range(5)]}, "msg_blocks_too_long"),
        ({"attachments": "no json"}, "invalid_attachments"),
    ],
)
async def test_broken_content_has_its_own_code(client: AsyncWebClient, arguments, code):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="CITHELP", text="x", **arguments)
    assert caught.value.response["error"] == code


async def test_a_view_above_250_kb_is_too_large(client: AsyncWebClient, pg, app):
    await pg.person("mia.feld").types("/ring")
    view = modal(*[section("ü" * 3000) for _ in range(45)])
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=app.got[-1].payload["trigger_id"], view=view)
    assert caught.value.response["error"] == "view_too_large"
