"""Every text of every element of a card reaches the desk, and what has no words is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.channels_teams.house import TENANT, House
from tests.channels_teams.test_teams_reads import hears, words_of

Json = dict[str, Any]
TURNS = count()
W = "the words"
URL = "https://x.example/there"
MORE = "(Part of this message cannot be read here. Open it where it was written.)"
CARD = "application/vnd.microsoft.card."
SCHEMA: Json = json.loads(
    (Path(__file__).parents[1] / "teams_cards/schemas/adaptive-card-1.5.json").read_text(encoding="utf-8")
)["definitions"]

# What is a text by the schema and no words: names for machines, measures, and what is read at other times.
NO_WORDS = {
    "id", "verb", "version", "minHeight", "lang", "speak", "backgroundColor", "width", "max", "min", "regex",
    "valueOff", "valueOn", "mimeType", "errorMessage", "dataset",
}  # fmt: skip
CODES = {("Input.Choice", "value"), ("Input.ChoiceSet", "value"), ("Input.Toggle", "value")}
NOT_DRAWN = ("Authentication", "AuthCardButton", "TokenExchangeResource", "BackgroundImage", "Refresh")
WITHIN: dict[str, Any] = {
    "Fact": lambda each: {"type": "FactSet", "facts": [each]},
    "Input.Choice": lambda each: {"type": "Input.ChoiceSet", "choices": [each]},
    "TextRun": lambda each: {"type": "RichTextBlock", "inlines": [each]},
    "TableCell": lambda each: {"type": "Table", "rows": [{"cells": [each]}]},
}
"""Where what is no element of a body stands."""


def properties(kind: str) -> Iterator[tuple[str, Json]]:
    yield from SCHEMA[kind].get("properties", {}).items()
    for base in SCHEMA[kind].get("allOf", ()):
        yield from properties(base["$ref"].rpartition("/")[2])


def texts_of_the_schema() -> Iterator[tuple[str, str]]:
    for kind, defined in SCHEMA.items():
        if kind in NOT_DRAWN or kind.startswith(("Extendable.", "ImplementationsOf.")) or "properties" not in defined:
            continue
        known: dict[str, Json] = {}
        for name, of in properties(kind):
            known[name] = known.get(name) or of
        for name, of in known.items():
            is_text = (
                of.get("type") == "string" and not of.get("enum") and not str(of.get("format", "")).startswith("uri")
            )
            if is_text and name not in NO_WORDS and (kind, name) not in CODES:
                yield kind, name


TEXTS = [*texts_of_the_schema(), ("TextRun", "text"), ("Input.Number", "value"), ("Action.Submit", "tooltip")]
# What Teams has beyond the schema ("Adaptive Card documentation hub"), and the older kinds of cards.
NEWER: dict[str, Json] = {
    "CodeBlock": {"codeSnippet": W},
    "Badge": {"text": W, "tooltip": W},
    "CompoundButton": {"title": W, "description": W, "badge": W},
    "ProgressRing": {"label": W},
    "Input.Rating": {"label": W},
    "Carousel": {"pages": [{"type": "CarouselPage", "items": [{"type": "TextBlock", "text": W}]}]},
    "Chart.Pie": {"title": W, "data": [{"legend": W, "value": 5}]},
    "Chart.Line": {"title": W, "xAxisTitle": W, "yAxisTitle": W,
                   "data": [{"legend": W, "values": [{"x": "2026", "y": 5}]}]},
    "Chart.VerticalBar": {"data": [{"x": W, "y": 5}]},
    "Chart.HorizontalBar.Stacked": {"data": [{"title": W, "data": [{"legend": "l", "value": 5}]}]},
    "Chart.Gauge": {"title": W, "subLabel": W, "segments": [{"legend": W, "size": 5}]},
    "Component.graph.microsoft.com/user": {"properties": {"displayName": W}},
    "Table": {"rows": [{"cells": [{"type": "TableCell", "items": [{"type": "TextBlock", "text": W}]}]}]},
    "Media": {"altText": W, "captionSources": [{"label": W, "url": URL}]},
    "ElementOfTomorrow": {"text": W, "more": [{"within": {"title": W}}], "fallback": {"type": "TextBlock", "text": W}},
}  # fmt: skip
OLDER: dict[str, Json] = {
    "hero": {"title": W, "subtitle": W, "text": W, "images": [{"url": URL, "alt": W}],
             "buttons": [{"type": "openUrl", "title": W, "value": URL}], "tap": {"type": "openUrl", "value": URL}},
    "thumbnail": {"title": W, "subtitle": W, "text": W, "buttons": [{"type": "imBack", "title": W, "value": "v"}]},
    "receipt": {"title": W, "facts": [{"key": W, "value": "v"}], "tax": W, "vat": W, "total": W,
                "items": [{"title": W, "subtitle": W, "text": W, "price": W, "quantity": W}],
                "buttons": [{"type": "openUrl", "title": W, "value": URL}]},
    "signin": {"text": W, "buttons": [{"type": "signin", "title": W, "value": URL}]},
    "video": {"title": W, "subtitle": W, "text": W, "image": {"url": URL, "alt": W}},
    "audio": {"title": W, "subtitle": W, "text": W},
    "animation": {"title": W, "subtitle": W, "text": W},
    "list": {"title": W, "items": [{"type": "resultItem", "title": W, "subtitle": W}],
             "buttons": [{"type": "imBack", "title": W, "value": "v"}]},
    "announcement": {"title": W, "subTitle": W},
    "codesnippet": {"name": W, "lines": [W]},
    "connector": {
        "title": W, "text": W, "summary": W,
        "sections": [{"title": W, "activityTitle": W, "activitySubtitle": W, "activityText": W, "text": W,
                      "facts": [{"name": W, "value": "v"}], "images": [{"image": URL, "title": W}]}],
        "potentialAction": [{"@type": "ActionCard", "name": W, "inputs": [
            {"@type": "MultichoiceInput", "title": W, "choices": [{"display": W, "value": "v"}]}],
            "actions": [{"@type": "HttpPOST", "name": W}]}],
    },
}  # fmt: skip


async def said_of(house: House, card: Json, kind: str = "adaptive") -> str:
    house.door.heard.clear()
    kind = "application/vnd.microsoft.teams.card.o365connector" if kind == "connector" else CARD + kind
    return words_of(await hears(house, "look", {"contentType": kind, "content": card}, timestamp=_later()))


def _later() -> str:
    minutes, seconds = divmod(next(TURNS), 60)
    return f"2026-11-02T08:{minutes:02}:{seconds:02}Z"


def adaptive(*body: Json, **more: Any) -> Json:
    return {"type": "AdaptiveCard", "body": [*body], **more}


def in_a_card(kind: str, element: Json) -> Json:
    if kind == "AdaptiveCard":
        return {"type": kind, **element}
    if kind.startswith("Action."):
        return adaptive(actions=[{"type": kind, **element}])
    return adaptive(WITHIN.get(kind, lambda each: each)({"type": kind, **element}))


async def test_every_text_of_the_schema_arrives(house: House) -> None:
    assert len(TEXTS) > 30
    for kind, name in TEXTS:
        assert W in await said_of(house, in_a_card(kind, {name: W})), (kind, name)


async def test_every_text_that_teams_has_beyond_the_schema_arrives(house: House) -> None:
    for kind, holds in NEWER.items():
        for name, held in holds.items():
            assert W in await said_of(house, in_a_card(kind, {name: held})), (kind, name)


async def test_every_text_of_the_older_cards_arrives(house: House) -> None:
    for kind, holds in OLDER.items():
        for name, held in holds.items():
            for alone in _one_text_each(held):
                said = await said_of(house, {name: alone}, kind)
                assert W in said or URL in said, (kind, name, alone)


def _one_text_each(held: Any) -> Iterator[Any]:
    """The same once for each of the words in it, without the others."""
    if held in (W, URL) or not isinstance(held, dict | list):
        yield held
    elif isinstance(held, list):
        yield from ([one] for each in held for one in _one_text_each(each))
    else:
        rest = {name: each for name, each in held.items() if each != W and not isinstance(each, dict | list)}
        for name, each in held.items():
            if name not in rest:
                yield from (rest | {name: one} for one in _one_text_each(each))


@pytest.mark.parametrize(
    ("card", "meant"),
    [
        (adaptive(actions=[{"type": "Action.OpenUrl", "title": "Runbook", "url": URL}]), f"> [Runbook] ({URL})"),
        (adaptive(actions=[{"type": "Action.ShowCard", "title": "More",
                            "card": adaptive({"type": "TextBlock", "text": W})}]),
         f"> [More]\n> {W}"),
        (adaptive({"type": "RichTextBlock", "inlines": ["see ", {"type": "TextRun", "text": "vpn", "selectAction": {
            "type": "Action.OpenUrl", "url": URL}}]}), f"> see vpn ({URL})"),
        (adaptive({"type": "Container", "items": [{"type": "TextBlock", "text": "vpn"}], "selectAction": {
            "type": "Action.OpenUrl", "url": URL}}), f"> {URL}\n> vpn"),
        (adaptive({"type": "Input.Text", "label": "Reason", "placeholder": "why", "value": "because"}),
         "> Reason: because"),
        (adaptive({"type": "Input.ChoiceSet", "label": "Site", "value": "b",
                   "choices": [{"title": "Berlin", "value": "b"}]}),
         "> Site\n> Berlin"),
        (adaptive({"type": "Chart.Pie", "data": [{"legend": "full", "value": 99}]}), "> full: 99"),
        (adaptive(actions=[{"type": "Action.OpenUrl", "title": "Chat",
                            "url": f"https://teams.microsoft.com/l/x?tenantId={TENANT}"}]), "> [Chat]"),
    ],
)  # fmt: skip
async def test_links_choices_and_numbers_of_a_card_are_read_as_they_are_seen(
    house: House, card: Json, meant: str
) -> None:
    assert await said_of(house, card) == f"look\n{meant}"


async def test_a_receipt_is_read_with_its_prices_and_its_sums(house: House) -> None:
    receipt = {"title": "Receipt", "items": [{"title": "Laptop", "price": "1980 EUR", "quantity": "1"}],
               "total": "1980 EUR", "tax": "19"}  # fmt: skip
    said = await said_of(house, receipt, "receipt")
    assert said == "look\n> Receipt\n> Tax: 19\n> Total: 1980 EUR\n> Laptop | 1 | 1980 EUR"


@pytest.mark.parametrize(
    "element",
    [
        {"type": "Image", "url": URL},
        {"type": "Media", "sources": [{"url": URL}]},
        {"type": "Component.graph.microsoft.com/user", "properties": {"id": "u1"}},
        {"type": "ElementOfTomorrow", "thing": {"id": "1"}},
        {"type": "Container", "items": [{"type": "ImageSet", "images": [{"type": "Image", "url": URL}]}]},
    ],
)
async def test_what_has_no_words_is_told(house: House, element: Json) -> None:
    assert await said_of(house, adaptive({"type": "TextBlock", "text": "Alarm"}, element)) == f"look\n> Alarm\n{MORE}"


async def test_nothing_is_told_as_missing_where_all_was_read(house: House) -> None:
    card = adaptive({"type": "TextBlock", "text": "Alarm"}, {"type": "Container", "items": []}, {"type": "ActionSet"})
    assert await said_of(house, card) == "look\n> Alarm"
