"""Every text of every block and element of Block Kit reaches the desk, and what has no words is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.channels.house import House
from tests.channels.test_slack_reads import LINK, SHARED, hears, read, rich, section, text

Json = dict[str, Any]
TURNS = count(200)
W = "the words"
URL = "https://x.example/there"
MORE = "(Part of this message cannot be read here. Open it where it was written.)"


def plain(words: str = W) -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str = W) -> Json:
    return {"type": "mrkdwn", "text": words}


def option(**more: Any) -> Json:
    return {"text": plain("an option"), "value": "o1", **more}


# Each block and element with every property in which Slack's reference has words; one of them is tried at a time.
BLOCKS: dict[str, Json] = {
    "header": {"text": plain()},
    "section": {"text": mrkdwn(), "fields": [mrkdwn()]},
    "context": {"elements": [mrkdwn()]},
    "image": {"title": plain(), "alt_text": W, "image_url": URL, "slack_file": {"url": URL}},
    "video": {"title": plain(), "alt_text": W, "description": plain(), "author_name": W, "provider_name": W,
              "title_url": URL, "video_url": URL},
    "markdown": {"text": W},
    "table": {"rows": [[{"type": "raw_text", "text": W}]]},
    "data_table": {"caption": W, "rows": [[{"type": "raw_text", "text": W}]]},
    "data_visualization": {"title": W, "chart": {
        "type": "bar", "series": [{"name": W, "data": [{"label": W, "value": 5}]}],
        "axis_config": {"categories": [W], "x_label": W, "y_label": W}}},
    "input": {"label": plain(), "hint": plain()},
    "call": {"call": {"v1": {"name": W, "display_id": W, "join_url": URL}}},
    "contact_card": {"contact": {"name": W, "title": W, "email": W, "phone": W}},
    "alert": {"text": mrkdwn()},
    "card": {"title": mrkdwn(), "subtitle": mrkdwn(), "body": mrkdwn(),
             "actions": [{"type": "button", "text": plain()}]},
    "carousel": {"elements": [{"type": "card", "title": mrkdwn()}]},
    "plan": {"title": W, "tasks": [{"type": "task_card", "title": W}]},
    "task_card": {"title": W, "details": rich(section(text(W)))[0], "output": rich(section(text(W)))[0],
                  "sources": [{"type": "url", "text": W, "url": URL}]},
    "a_block_of_tomorrow": {"text": plain(), "more": {"within": [{"description": W}]}},
}  # fmt: skip
ELEMENTS: dict[str, Json] = {
    "button": {"text": plain()},
    "workflow_button": {"text": plain()},
    "icon_button": {"text": plain()},
    "feedback_buttons": {"positive_button": {"text": plain()}, "negative_button": {"text": plain()}},
    "image": {"alt_text": W},
    "checkboxes": {"options": [option(text=mrkdwn())]},
    "radio_buttons": {"options": [option(description=plain())]},
    "overflow": {"options": [option(text=plain())]},
    "static_select": {"placeholder": plain(), "options": [option(text=plain())],
                      "option_groups": [{"label": plain(), "options": [option()]}]},
    "multi_static_select": {"placeholder": plain(), "initial_options": [option(text=plain())]},
    "external_select": {"placeholder": plain(), "initial_option": option(text=plain())},
    "users_select": {"placeholder": plain()},
    "conversations_select": {"placeholder": plain()},
    "channels_select": {"placeholder": plain()},
    "datepicker": {"placeholder": plain(), "initial_date": W},
    "timepicker": {"placeholder": plain(), "initial_time": W},
    "plain_text_input": {"placeholder": plain(), "initial_value": W},
    "email_text_input": {"placeholder": plain(), "initial_value": W},
    "url_text_input": {"placeholder": plain(), "initial_value": W},
    "number_input": {"placeholder": plain(), "initial_value": W},
    "rich_text_input": {"placeholder": plain(), "initial_value": rich(section(text(W)))[0]},
}  # fmt: skip


def one_at_a_time(kinds: dict[str, Json]) -> Iterator[tuple[str, str]]:
    for kind, holds in kinds.items():
        yield from ((kind, name) for name in holds)


@pytest.mark.parametrize("drawn", ["own", "shared", "attached"])
async def test_every_text_of_every_block_arrives(house: House, drawn: str) -> None:
    for kind, name in one_at_a_time(BLOCKS):
        house.door.heard.clear()
        block = {"type": kind, "block_id": "id-of-it", name: BLOCKS[kind][name]}
        said = await _said(house, drawn, block)
        assert W in said or URL in said, (kind, name)
        assert MORE not in said
        assert "id-of-it" not in said


@pytest.mark.parametrize("place", ["actions", "accessory", "input", "context"])
async def test_every_text_of_every_element_arrives(house: House, place: str) -> None:
    for kind, name in one_at_a_time(ELEMENTS):
        house.door.heard.clear()
        element = {"type": kind, "action_id": "id-of-it", "value": "value-of-it", name: ELEMENTS[kind][name]}
        where: Json = {
            "actions": {"type": "actions", "elements": [element]},
            "accessory": {"type": "section", "accessory": element},
            "input": {"type": "input", "element": element},
            "context": {"type": "context_actions", "elements": [element]},
        }
        said = await _said(house, "attached", where[place])
        assert W in said, (kind, name)
        assert "-of-it" not in said


async def test_every_number_and_address_of_a_block_arrives(house: House) -> None:
    rich_cell = rich(
        section({"type": "link", "url": URL, "text": "log"}, text(" of "), {"type": "broadcast", "range": "here"})
    )[0]
    row = [{"type": "raw_text", "text": "srv-1"}, {"type": "raw_number", "value": 99}, rich_cell]
    buttons = [{"type": "button", "text": plain("Open"), "url": URL}, {"type": "button", "text": plain("Ack")}]
    point = {"segments": [{"label": "full", "value": 99}]}
    for block, meant in (
        ({"type": "table", "rows": [row]}, f"> srv-1 | 99 | log ({URL}) of @here"),
        ({"type": "actions", "elements": buttons}, f"> [Open] ({URL})\n> [Ack]"),
        ({"type": "data_visualization", "chart": point}, "> full: 99"),
        ({"type": "task_card", "sources": [{"type": "url", "text": "log", "url": URL}]}, f"> log ({URL})"),
        ({"type": "section", "text": mrkdwn("see"), "accessory": buttons[0]}, f"> see\n> [Open] ({URL})"),
    ):  # fmt: skip
        house.door.heard.clear()
        assert (await _said(house, "attached", block)).startswith(meant)


@pytest.mark.parametrize("drawn", ["own", "shared", "attached"])
@pytest.mark.parametrize("block", [{"type": "call", "call_id": "R1"}, {"type": "canvas_of_tomorrow", "id": "F1"}])
async def test_a_block_without_words_is_told_beside_the_others(house: House, drawn: str, block: Json) -> None:
    said = await _said(house, drawn, *rich(section(text("hi"))), block)
    assert "hi" in said
    assert MORE in said


async def test_a_line_between_words_is_nothing_that_is_missed(house: House) -> None:
    assert await _said(house, "own", *rich(section(text("hi"))), {"type": "divider"}) == "hi"


@pytest.mark.parametrize(
    ("attachment", "meant"),
    [
        ({"actions": [{"type": "button", "text": "Open", "url": URL}, {"type": "button", "text": "Ack"}]},
         f"> [Open] ({URL})\n> [Ack]"),
        ({**SHARED, "image_url": "https://x.example/p.png"},
         f"> The VPN drops\n> https://x.example/p.png\n(shared from Emre Aydin: {LINK})"),
        ({**SHARED, "title": "vpn", "title_link": URL, "text": ""}, f"> vpn ({URL})\n(shared from Emre Aydin: {LINK})"),
        ({**SHARED, "attachments": [{"title": "Alarm", "text": "srv-1"}]},
         f"> The VPN drops\n> > Alarm\n> > srv-1\n(shared from Emre Aydin: {LINK})"),
        ({**SHARED, "text": "ask <@U0GUEST|gwen.guest>"}, f"> ask @gwen.guest\n(shared from Emre Aydin: {LINK})"),
    ],
)  # fmt: skip
async def test_all_that_stands_in_an_attachment_is_read(house: House, attachment: Json, meant: str) -> None:
    assert read(await hears(house, attachments=[attachment])) == meant


async def _said(house: House, drawn: str, *blocks: Json) -> str:
    """What arrives of blocks that are the message itself, stand in one that is shared, or are attached."""
    ts = f"1700000000.{next(TURNS):06}"
    match drawn:
        case "own":
            words = await hears(house, ts=ts, text="less", blocks=[*blocks])
        case "shared":
            whole = {"message_blocks": [{"message": {"blocks": [*blocks]}}]}
            words = await hears(house, ts=ts, attachments=[SHARED | {"text": "", "fallback": ""} | whole])
        case _:
            words = await hears(house, ts=ts, attachments=[{"blocks": [*blocks]}])
    return read(words)
