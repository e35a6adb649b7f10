"""Numbers in sentences: which one of several, and one or many."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.presentation import sample, words
from adapters.presentation.desk_words import DeskWords
from adapters.presentation.gallery import example, presenter, ticket_for
from core.ui.text import flatten

DESK = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock())
ENGLISH = Path(words.__file__).parent / "words" / "en"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "First"), (2, "Second"), (3, "Third"), (4, "4th"), (10, "10th"), (11, "11th"), (12, "12th"), (13, "13th"),
        (20, "20th"), (21, "21st"), (22, "22nd"), (23, "23rd"), (24, "24th"), (101, "101st"), (111, "111th"),
        (112, "112th"), (113, "113th"), (122, "122nd"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["page", "step", "call"])
def test_each_later_call_says_which_it_is(number: int, said: str, kind: str) -> None:
    assert DESK.line("times", "ordinal", {"count": number}) == said
    notice = example(kind)
    again = presenter().notice(
        replace(notice, facts={**notice.facts, "turn": number, "minutes": 15}),
        ticket_for(kind),
        sample.NOW,
    )
    line = flatten(again.sections[0].body)
    assert (f"{said} call: " in line) is (number > 1)


def test_no_template_makes_an_ordinal_by_itself() -> None:
    by_hand = re.compile(r"\}\}(?:<[^>]*>)?(?:st|nd|rd|th)\b")
    found = {path.stem for path in ENGLISH.glob("*.html") if by_hand.search(path.read_text(encoding="utf-8"))}
    assert found == set()


def test_what_is_lacking_stands_in_one_template() -> None:
    for words_of_it in ("has waited to be taken", "has not taken", "has had no answer"):
        found = [path.stem for path in ENGLISH.glob("*.html") if words_of_it in path.read_text(encoding="utf-8")]
        assert found == ["page"], words_of_it


@pytest.mark.parametrize(("needed", "said"), [(1, "1 of 3 has to agree"), (2, "2 of 3 have to agree")])
def test_one_has_to_agree_and_two_have_to(needed: int, said: str) -> None:
    facts = {**example("refused").facts, "more": ("dana.roth",), "needed": needed, "voices": 3}
    notice = example("refused")
    card = presenter().notice(replace(notice, facts=facts), ticket_for("refused"), sample.NOW)
    assert said in flatten(card.sections[0].body)
