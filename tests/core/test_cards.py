"""What a button carries: a command and its arguments, written so that they fit, and read only when they are ours."""

from __future__ import annotations

import pytest

from core.ui.cards import MAX_PAYLOAD, Action


def test_what_a_button_carries_comes_back_as_it_was():
    action = Action("claim", {"ticket": "INC-1042", "page": 2, "mine": True})
    assert Action.unpack(action.pack()) == action


def test_what_just_fits_a_button_is_carried_and_a_byte_more_is_refused():
    room = MAX_PAYLOAD - len(Action("claim", {"text": ""}).pack())
    assert len(Action("claim", {"text": "x" * room}).pack()) == MAX_PAYLOAD
    with pytest.raises(ValueError, match="too long for a button"):
        Action("claim", {"text": "x" * (room - 1) + "é"}).pack()


@pytest.mark.parametrize(
    "packed",
    ["not json", "", "1", "[]", '["claim"]', '{"a":1}', "[7,{}]", '["claim",7]', "[7,7]", '["claim",{"x":[1]}]'],
)
def test_what_is_not_ours_is_refused(packed: str):
    with pytest.raises(ValueError, match="button"):
        Action.unpack(packed)
