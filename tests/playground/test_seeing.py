"""How people name what they press and fill in, on either platform, and what they are told when it is not there."""

from __future__ import annotations

import pytest

from playground.screen import called, named


def test_a_whole_label_is_meant_before_the_end_of_another():
    buttons = [("More > Close", 1), ("Close", 2)]
    assert called(buttons, "Close") == 2
    assert called(buttons, "More > Close") == 1
    assert called(buttons[:1], "Close") == 1


def test_a_label_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(LookupError, match=r"no button 'Hold'; there are \['Claim'\]"):
        called([("Claim", 1)], "Hold")
    with pytest.raises(LookupError, match=r"no field 'Who'; there are \['What'\]"):
        named([(("What", "what"), 1)], "Who")


def test_a_field_is_named_by_its_label_its_id_or_how_its_label_begins():
    fields = [(("What is wrong exactly?", "wrong"), 1), (("what is wrong", "title"), 2)]
    assert named(fields, "what is wrong") == 2
    assert named(fields, "wrong") == 1
    assert named(fields, "What is wrong e") == 1
    assert named(fields, "WHAT") == 1
