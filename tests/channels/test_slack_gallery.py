"""Every card that Deskbell really shows, drawn for Slack, keeps Slack's limits."""

from __future__ import annotations

import pytest

from adapters.presentation import gallery
from adapters.slack.home import answer_view, home_view
from adapters.slack.render import blocks
from adapters.slack.words import fallback
from core.ui.cards import Card
from tests.channels.blockkit_judges import complaints_about_message, complaints_about_view
from tests.fakes.phrasing import PHRASING

EXAMPLES = gallery.examples()


@pytest.mark.parametrize("card", [card for _, card in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_an_example_of_the_gallery_is_a_payload_that_slack_takes(card: Card) -> None:
    drawn = blocks(card, lambda person: f"slack:T1/U{abs(hash(person))}")
    assert complaints_about_message(drawn) == []
    assert complaints_about_view(home_view(card, lambda person: None)) == []
    assert complaints_about_view(answer_view(card, lambda person: None, PHRASING)) == []
    assert len(fallback(card.summary)) <= 3000


def test_the_triage_card_fits_on_a_screen() -> None:
    card = dict(EXAMPLES)["triage_card.new"]
    drawn = blocks(card, lambda person: None)
    assert len(drawn) <= 8
    assert len([block for block in drawn if block["type"] == "actions"]) == 1
