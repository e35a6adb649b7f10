"""Every card there is looks as it did: the golden files hold what each example says.

After a change that is meant, draw them anew with `DESKBELL_GOLDEN=write python -m pytest tests/presentation` and read
the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.presentation.gallery import examples
from core.notifications.kinds import KINDS
from core.ui.cards import Card
from tests.presentation.drawing import draw

GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = dict(examples())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_looks_as_its_golden_file_says(name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    drawn = draw(EXAMPLES[name])
    if os.environ.get("DESKBELL_GOLDEN") == "write":
        path.write_text(drawn, encoding="utf-8")
    assert path.exists(), f"{name} has no golden file yet: see the top of this module"
    assert drawn == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(EXAMPLES)


def test_every_kind_of_notice_is_in_the_gallery() -> None:
    shown = {name.split(".")[0] for name in EXAMPLES} | {name.split(".")[1] for name in EXAMPLES}
    assert set(KINDS) <= shown


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_card_has_a_summary_and_its_buttons_fit(name: str) -> None:
    card = EXAMPLES[name]
    assert card.summary.strip()
    assert "\n" not in card.summary
    for button in _buttons(card):
        assert 0 < len(button.label) <= 75
        assert button.action.pack()


def test_two_buttons_of_one_card_never_say_the_same() -> None:
    for name, card in EXAMPLES.items():
        shown = [button.label for button in (*card.buttons, *card.more)]
        assert len(shown) == len(set(shown)), name


def _buttons(card: Card):
    yield from card.buttons
    yield from card.more
    for section in card.sections:
        yield from section.buttons
