"""Cards and forms as Microsoft's own renderer draws them, in light and dark: all words there, and nothing but words.

`DESKBELL_SCREENSHOTS=folder make test ARGS=tests/teams_cards` keeps pictures of every card to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.presentation.gallery import examples
from adapters.teams import forms
from adapters.teams.render import draw
from core.ui.cards import Card
from tests.browser.chromium import browser_marks
from tests.fakes.phrasing import PHRASING
from tests.teams_cards import specimens
from tests.teams_cards.reading import INPUT_TAGS, KNOWN, TAGS, card_words, form_words, links_in, missing
from tests.teams_cards.stage import SHEET, Stage, Stages

Json = dict[str, Any]

pytestmark = browser_marks

CARDS = dict(examples())
HOSTILE = dict(specimens.hostile_cards())
SHEETS = {sheet.name: sheet for sheet in specimens.sheets()}
PHONE_WIDTH = 375


def account_of(person: str) -> str | None:
    return f"teams:t/{person.partition('@')[0]}" if "nobody" not in person else None


def drawn_forms() -> dict[str, Json]:
    return {
        name: forms.draw(sheet.form, "sealed", account_of, PHRASING, sheet.errors) for name, sheet in SHEETS.items()
    }


async def exhibit(stage: Stage, name: str, cards: Mapping[str, Json]) -> dict[str, Json]:
    """Draw all of them, a sheet at a time, each kept as a picture; what can be seen of each."""
    seen: dict[str, Json] = {}
    for card, drawn in cards.items():
        seen[card] = await stage.draw(card, drawn)
        if len(seen) % SHEET == 0 or len(seen) == len(cards):
            await stage.keep_picture(f"{name}-{(len(seen) - 1) // SHEET + 1}")
    return seen


def wrong(seen: Json, words: list[str], tags: set[str]) -> list[object]:
    """What is amiss in one drawn card."""
    found: list[object] = [each for each in seen["complaints"] if each not in KNOWN]
    found += [("not to be read", each) for each in missing(words, seen["text"])]
    found += [("an element", each) for each in set(seen["tags"]) - tags]
    found += ["a picture or worse"] if seen["images"] else []
    return found


def too_wide(seen: Mapping[str, Json]) -> dict[str, list[str]]:
    """What stands beyond the right edge, by card."""
    return {name: each["tooWide"] for name, each in seen.items() if each["tooWide"]}


LOOKS = pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", PHONE_WIDTH)])
"""As a desk sees it by day, and a telephone by night."""


@LOOKS
async def test_every_card_is_drawn_with_all_its_words_and_nothing_beyond_the_edge(
    stages: Stages, theme: str, width: int
) -> None:
    drawn = {name: draw(card, account_of, about="INC-1042") for name, card in CARDS.items()}
    seen = await exhibit(await stages(theme, width=width), f"cards-{width}", drawn)
    assert {name: found for name, card in CARDS.items() if (found := wrong(seen[name], card_words(card), TAGS))} == {}
    assert {
        name: seen[name]["links"] for name, card in CARDS.items() if set(seen[name]["links"]) - links_in(card)
    } == {}
    assert {name: seen[name]["text"] for name in CARDS if "{{" in seen[name]["text"]} == {}
    assert too_wide(seen) == {}


@LOOKS
async def test_every_form_is_drawn_with_all_its_words_and_nothing_beyond_the_edge(
    stages: Stages, theme: str, width: int
) -> None:
    seen = await exhibit(await stages(theme, width=width), f"forms-{width}", drawn_forms())
    asked = {name: form_words(sheet.form, dict(sheet.errors)) for name, sheet in SHEETS.items()}
    assert {name: found for name in SHEETS if (found := wrong(seen[name], asked[name], INPUT_TAGS))} == {}
    linked = {
        name: seen[name]["links"] for name in SHEETS if set(seen[name]["links"]) - {"https://desk.example/INC-1042"}
    }
    assert linked == {}
    # Words without a space in them are wider than a telephone: what is hostile may be.
    assert too_wide({name: each for name, each in seen.items() if not name.startswith("hostile")}) == {}


async def test_hostile_words_are_drawn_as_they_were_typed_and_do_nothing(stages: Stages) -> None:
    cards = {name: draw(card, account_of) for name, card in HOSTILE.items()}
    seen = await exhibit(await stages(), "hostile", cards)
    assert {name: found for name, card in HOSTILE.items() if (found := wrong(seen[name], card_words(card), TAGS))} == {}
    assert {link for each in seen.values() for link in each["links"]} == {"https://desk.example/INC-1042"}
    for words, each in zip(specimens.NASTY, seen.values(), strict=True):
        assert [person[:3] for person in each["people"]] == ["Mia"] * 3
        assert len(each["links"]) == 3 * len([line for line in words.split("\n") if line.strip()])


async def test_buttons_stand_in_one_row_and_the_others_in_its_menu(stages: Stages) -> None:
    card = CARDS["triage_card.new"]
    stage = await stages()
    seen = await stage.draw("triage", draw(card, account_of))
    assert seen["buttons"] == [*(button.label for button in card.buttons), "..."]
    assert (await stage.unfold())["..."] == [button.label for button in card.more]


async def test_a_button_that_asks_unfolds_its_question_above_the_real_button(stages: Stages) -> None:
    card: Card = CARDS["requester_card.new"]
    (asking,) = (button for button in card.buttons if button.confirm)
    stage = await stages()
    await stage.draw("requester", draw(card, account_of))
    assert (await stage.unfold())[asking.label] == [asking.confirm, "Keep it"]
    assert await stage.page.get_by_role("button", name=asking.label).count() == 2
