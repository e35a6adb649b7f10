"""What an Adaptive Card must be, and what a person reads in one."""

from __future__ import annotations

import pytest
from hypothesis import given as any_
from hypothesis import strategies as st

from playground.slack.protocol import Json
from playground.teams.cards import actions_of, complaints, inputs_of
from playground.teams.people import Actor
from playground.teams.reader import Reader
from playground.teams.tenant import Person
from tests.playground_teams.conftest import HELP, Client, card, execute, shows, submit, text_block

FULL = card(
    text_block("**INC-1000** VPN drops", size="Large", weight="Bolder", wrap=True),
    {"type": "ColumnSet", "columns": [
        {"type": "Column", "width": "auto", "items": [text_block("left")]},
        {"width": "stretch", "items": [{"type": "Image", "url": "data:image/png;base64,x", "altText": "a bell"}]}]},
    {"type": "Container", "style": "emphasis", "items": [
        {"type": "FactSet", "facts": [{"title": "Team", "value": "Service Desk"}]},
        {"type": "RichTextBlock", "inlines": ["plain ", {"type": "TextRun", "text": "run", "weight": "bolder"}]}]},
    {"type": "Table", "columns": [{"width": 1}], "rows": [
        {"type": "TableRow", "cells": [{"type": "TableCell", "items": [text_block("cell")]}]}]},
    {"type": "Input.Text", "id": "why", "label": "Why?", "isRequired": True, "errorMessage": "Say why."},
    {"type": "Input.ChoiceSet", "id": "who", "label": "Who?", "choices": [{"title": "Me", "value": "me"}]},
    {"type": "ActionSet", "actions": [execute("Claim", fallback=submit("Claim"))]},
    actions=[
        {"type": "Action.OpenUrl", "title": "Open", "url": "https://example.invalid"},
        {"type": "Action.ShowCard", "title": "More", "card": {"type": "AdaptiveCard", "body": [], "actions": [
            execute("Hold")]}},
    ],
    refresh={"action": execute("Refresh"), "userIds": ["29:mia.feld"]},
)  # fmt: skip


def test_a_full_card_is_taken():
    assert complaints(FULL) == []


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"type": "Card", "version": "1.5"}, "type must be AdaptiveCard"),
        (card(version="1.6"), "version"),
        ({"type": "AdaptiveCard", "body": []}, "version"),
        (card({"type": "Badge", "text": "x"}), "body[0]"),
        (card({"type": "TextBlock"}), "text must be"),
        (card(text_block("x", size="huge")), "size cannot"),
        (card({"type": "Container", "items": [{"type": "Image"}]}), "body[0].items[0]: url"),
        (card({"type": "ColumnSet", "columns": [{"items": [{"type": "Nope"}]}]}), "columns[0].items[0]"),
        (card({"type": "FactSet", "facts": [{"title": "x", "value": 7}]}), "facts[0]"),
        (card({"type": "Input.Text"}), "id must be"),
        (card({"type": "Input.Text", "id": "a"}, {"type": "Input.Date", "id": "a"}), "two inputs"),
        (card({"type": "Input.Text", "id": "a", "isRequired": True}), "errorMessage"),
        (card({"type": "Input.ChoiceSet", "id": "a"}), "choices"),
        (card({"type": "Input.ChoiceSet", "id": "a", "choices": [{"title": "x", "value": 1}]}), "choices[0]"),
        (card(actions=[{"type": "Action.Http", "title": "x"}]), "actions[0]"),
        (card(actions=[{"type": "Action.OpenUrl", "title": "x"}]), "url must be"),
        (card(actions=[{"type": "Action.OpenUrl", "title": "x", "url": "javascript:alert(1)"}]), "whole address"),
        (card(actions=[{"type": "Action.OpenUrl", "title": "x", "url": "/tickets/1"}]), "whole address"),
        (card({"type": "Image", "url": "file:///etc/passwd"}), "whole address"),
        (card(actions=[execute("x")], version="1.3"), "Action.Execute needs a card of version 1.4"),
        (card(refresh={"action": execute("r")}, version="1.2"), "needs a card of version 1.4"),
        (card(actions=[{"type": "Action.Submit"}]), "title must be"),
        (card(actions=[execute("x", data=[1])]), "data: must be"),
        (card(actions=[execute("x", fallback="text")]), "fallback"),
        (card(actions=[execute(str(n)) for n in range(7)]), "no more than 6"),
        (card(refresh={"action": submit()}), "Action.Execute"),
        (card(refresh={"action": execute("r"), "userIds": [f"29:{n}" for n in range(61)]}), "no more than 60"),
        (card(msteams={"entities": [{"type": "mention", "text": "<at>x</at>"}]}), "mention"),
        ([], "object"),
    ],
)
async def test_a_card_that_teams_would_not_take_is_refused_with_the_place(wrong: Json, place: str, client: Client):
    found = complaints(wrong)
    assert len(found) == 1
    assert place in found[0]
    refused = await client.send(HELP, shows(wrong))
    assert (refused.status, refused.code) == (400, "BadSyntax")
    assert refused.body["error"]["message"] == found[0]


def test_what_teams_knows_by_a_fallback_or_in_the_overflow_is_taken():
    assert complaints(card({"type": "Badge", "text": "x", "fallback": "drop"})) == []
    more = [execute(str(n), mode="secondary") for n in range(9)]
    assert complaints(card(actions=[execute("one"), *more])) == []


def test_a_dialogs_card_takes_no_execute():
    assert complaints(card(actions=[execute("x")]), in_dialog=True) != []
    assert complaints(card(actions=[submit()]), in_dialog=True) == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["TextBlock", "AdaptiveCard"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["type", "body", "items", "actions", "columns", "rows", "cells", "facts", "card", "refresh",
                         "choices", "inlines", "id", "text", "version", "msteams", "entities", "selectAction"]),
        inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


_READER = Reader(Person("29:x", "x", "X", "x@example.invalid", "x"))


def _judged(content: Json) -> None:
    """A card that is taken can also be read and handled."""
    if not complaints(content):
        _READER.card(content, set())
        actions_of(content, set())
        inputs_of(content, None)


@any_(_JSON)
def test_no_card_whatever_it_is_breaks_the_judge(value: object):
    complaints(value)
    _judged({"type": "AdaptiveCard", "version": "1.5", "body": [value], "actions": [value], "msteams": value})
    _judged({"type": "AdaptiveCard", "version": "1.5", "refresh": value, "selectAction": value})
    for kind in ("Container", "ColumnSet", "Table", "FactSet", "RichTextBlock", "ActionSet", "Input.ChoiceSet"):
        inner = value if isinstance(value, dict) else {"items": value, "inlines": value, "facts": value, "id": "x"}
        _judged({"type": "AdaptiveCard", "version": "1.5", "body": [{**inner, "type": kind}]})


async def test_a_person_reads_the_words_of_a_card_and_the_labels_of_its_buttons(client: Client, mia: Actor):
    await client.send(HELP, shows(FULL))
    message = mia.channel("Help").last
    assert message.text.splitlines() == [
        "INC-1000 VPN drops", "left", "a bell", "Team Service Desk", "plain run", "cell", "Why?", "Who?",
    ]  # fmt: skip
    assert message.buttons == ["Claim", "Open", "More > Hold"]
    assert message.labels == ["Why?", "Who?"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**bold** and _weak_ and *weak*", "bold and weak and weak"),
        ("[a link](https://example.invalid)", "a link"),
        (r"\*not bold\* \[no link\](x) \_plain\_", "*not bold* [no link](x) _plain_"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<at>Mia Feld</at> look", "Mia Feld look"),
        ("{{DATE(2026-10-26T08:30:00Z, SHORT)}} {{TIME(2026-10-26T08:30:00Z)}}", "Mon, Oct 26, 2026 09:30 AM"),
        ("{{DATE(2026-10-26T08:30:00Z, LONG)}}", "Monday, October 26, 2026"),
        ("{{DATE(2026-10-26T08:30:00Z)}}", "10/26/2026"),
        ("{{DATE(soon)}}", "{{DATE(soon)}}"),
    ],
)
def test_markdown_is_read_without_its_marks_and_in_the_readers_zone(written: str, read: str, mia: Actor):
    assert mia.reader.markdown(written) == read


async def test_what_is_hidden_is_not_read_until_it_is_shown(client: Client, mia: Actor, dana: Actor):
    toggle = {"type": "Action.ToggleVisibility", "title": "Details", "targetElements": ["more"]}
    await client.send(HELP, shows(card(text_block("short"), text_block("long", id="more", isVisible=False),
                                       actions=[toggle])))  # fmt: skip
    message = mia.channel("Help").last
    assert message.text == "short"
    await message.presses("Details")
    assert message.text == "short\nlong"
    assert dana.channel("Help").last.text == "short"
