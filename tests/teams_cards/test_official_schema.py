"""Every card and form of the desk is an Adaptive Card 1.5 by Microsoft's own schema, hostile words and all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from adapters.teams import forms
from adapters.teams.render import draw
from core.ui.cards import Card
from core.ui.forms import Form
from tests.channels import made_up
from tests.channels_teams.judges import wrong_with
from tests.fakes.phrasing import PHRASING
from tests.teams_cards import specimens
from tests.teams_cards.official import wrong_with_card
from tests.teams_cards.specimens import Sheet

Json = dict[str, Any]

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
CARDS = specimens.cards()
SHEETS = specimens.sheets()


def account_of(person: str) -> str | None:
    return f"teams:t/{person.partition('@')[0]}" if "nobody" not in person else None


def judged(card: Json, *, in_dialog: bool = False) -> list[str]:
    return wrong_with_card(card) + wrong_with(card, in_dialog=in_dialog)


@pytest.mark.parametrize(("name", "card"), CARDS, ids=[name for name, _ in CARDS])
def test_a_card_of_the_desk_is_one_by_the_official_schema(name: str, card: Card) -> None:
    assert judged(draw(card, account_of)) == []
    assert judged(draw(card, account_of, about="INC-1042")) == []
    assert judged(draw(card, account_of, in_dialog=True), in_dialog=True) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet.name for sheet in SHEETS])
def test_a_form_of_the_desk_is_a_card_by_the_official_schema(sheet: Sheet) -> None:
    assert judged(forms.draw(sheet.form, "sealed", account_of, PHRASING, sheet.errors), in_dialog=True) == []


SPOILT: dict[str, Callable[[Json, Json], object]] = {
    "an element of no type": lambda card, _: card["body"].append({"text": "x"}),
    "an element of an unknown type": lambda card, _: card["body"].append({"type": "Marquee", "text": "x"}),
    "an element with what another type has": lambda card, _: card["body"].append({"type": "Container", "facts": []}),
    "a text without its words": lambda card, _: card["body"].append({"type": "TextBlock"}),
    "a style that is none, deep inside": lambda _, inner: inner["items"].append(
        {"type": "Container", "items": [{"type": "TextBlock", "text": "x", "weight": "Heaviest"}]}
    ),
    "an action where an element belongs": lambda _, inner: inner["items"].append(
        {"type": "Action.Submit", "title": "x"}
    ),
    "a button that is no action": lambda card, _: card["actions"].append({"type": "TextBlock", "text": "x"}),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_official_schema_sees_what_is_wrong_with_a_card(spoil: Callable[[Json, Json], object]) -> None:
    inner: Json = {"type": "Container", "items": []}
    card: Json = {"type": "AdaptiveCard", "version": "1.5", "body": [inner], "actions": []}
    assert wrong_with_card(card) == []
    spoil(card, inner)
    assert wrong_with_card(card) != []


@settings(max_examples=25, phases=PHASES, deadline=None)
@given(made_up.light_cards, st.booleans())
def test_any_card_at_all_is_one_by_the_official_schema(card: Card, in_dialog: bool) -> None:
    assert wrong_with_card(draw(card, account_of, in_dialog=in_dialog)) == []


@settings(max_examples=25, phases=PHASES, deadline=None)
@given(made_up.forms, st.dictionaries(st.sampled_from(["field0", "other"]), made_up.texts))
def test_any_form_at_all_is_a_card_by_the_official_schema(form: Form, errors: dict[str, str]) -> None:
    assert wrong_with_card(forms.draw(form, "sealed", account_of, PHRASING, errors)) == []
