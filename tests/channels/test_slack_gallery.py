"""Every card that Deskbell really shows, drawn for Slack, keeps Slack's limits."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from adapters.presentation import gallery, sample
from adapters.slack.home import answer_view, home_view
from adapters.slack.render import blocks
from adapters.slack.words import fallback
from core.notifications.digest import LISTED
from core.ui.cards import Action, Card
from core.ui.pages import Digest
from tests.channels.blockkit_judges import complaints_about_message, complaints_about_view, things_of
from tests.fakes.phrasing import PHRASING

EXAMPLES = gallery.examples()


@pytest.mark.parametrize("card", [card for _, card in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_an_example_of_the_gallery_is_a_payload_that_slack_takes(card: Card) -> None:
    drawn = blocks(card, lambda person: f"slack:T1/U{abs(hash(person))}")
    assert complaints_about_message(drawn) == []
    assert complaints_about_view(home_view(card, lambda person: None)) == []
    assert complaints_about_view(answer_view(card, lambda person: None, PHRASING)) == []
    assert len(fallback(card.summary)) <= 3000


@pytest.mark.parametrize("card", [card for _, card in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_a_day_is_written_small_in_mid_sentence(card: Card) -> None:
    """Slack writes "Yesterday" large where a date's format begins with the day."""
    for line in things_of(blocks(card, lambda person: None), "rich_text_section"):
        elements, said = line["elements"], ""
        for element in elements:
            begins = said.strip() == "" or said.rstrip(" ")[-1] in ".!?\n"
            if element["type"] == "date" and "pretty" in element["format"]:
                assert element["format"].startswith("{") == begins, (said, element)
            said += element.get("text") or element.get("fallback") or "x"


def test_the_triage_card_fits_on_a_screen() -> None:
    card = dict(EXAMPLES)["triage_card.new"]
    drawn = blocks(card, lambda person: None)
    assert len(drawn) <= 8
    assert len([block for block in drawn if block["type"] == "actions"]) == 1


def test_a_digest_of_long_titles_is_one_message_with_every_ticket_it_names_and_the_way_to_all() -> None:
    late = [replace(sample.WORKING, ref=f"INC-{1000 + number}", title="x" * 120) for number in range(LISTED)]
    called = tuple(f"{number}@nordlicht.example" for number in range(LISTED))
    card = gallery.presenter().digest(Digest(400, 50, 50, tuple(late), called, ("service-desk", "infra")), sample.NOW)
    drawn = blocks(card, lambda person: f"slack:T1/U{abs(hash(person))}")
    assert complaints_about_message(drawn) == []
    words = json.dumps(drawn, ensure_ascii=False)
    assert "… and" in words.replace("...", "…")
    assert words.count("x" * 120) == LISTED
    presses = [each["value"] for block in drawn if block["type"] == "actions" for each in block["elements"]]
    assert presses == [Action("show", {"ticket": each.ref}).pack() for each in late] + [
        Action("queue", {"team": team}).pack() for team in ("service-desk", "infra")
    ]
