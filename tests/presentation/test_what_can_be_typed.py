"""What one can type is a span: a template places it, and each platform spells it its own way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.presentation.markup import parse, typed
from adapters.slack.text import Ink as SlackInk
from adapters.teams.dialog_state import _span_down, _spans_up
from adapters.teams.text import Ink as TeamsInk
from core.ui.text import Run, ToType, flatten

TEXT = (Run("Try "), ToType("ticket mine"), Run("."))


def nobody(_: str) -> None:
    """No accounts are known here."""


@given(words=st.text(min_size=1, max_size=40))
def test_what_a_template_places_comes_out_as_it_went_in(words: str) -> None:
    assert parse(typed(words), name=str, when=lambda at, _: str(at)) == (ToType(words),)


def test_slack_draws_the_slash_command_as_code() -> None:
    assert SlackInk(nobody).elements(TEXT)[1] == {"type": "text", "text": "/ticket mine", "style": {"code": True}}


def test_teams_draws_the_words_alone() -> None:
    (line,) = TeamsInk(nobody).block(TEXT)
    assert line["inlines"][1] == {"type": "TextRun", "text": "mine", "fontType": "Monospace"}


@pytest.mark.parametrize(
    ("words", "slashes", "spelled"),
    [
        ("ticket mine", True, "“/ticket mine”"),
        ("ticket mine", False, "“mine”"),
        ("desk explain INC-1042", False, "“explain INC-1042”"),
        ("ticket", False, "“ticket”"),
        ("incident", True, "“/incident”"),
        ("request question", False, "“request question”"),
    ],
)
def test_a_plain_sentence_spells_it_where_there_are_slash_commands_and_where_not(
    words: str, slashes: bool, spelled: str
) -> None:
    assert flatten((ToType(words),), slashes=slashes) == spelled


def test_a_dialog_of_teams_keeps_it() -> None:
    assert tuple(_spans_up([_span_down(span) for span in TEXT])) == TEXT
