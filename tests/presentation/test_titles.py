"""What a form or a dialog is called is a short name of the thing, which every platform shows whole."""

from __future__ import annotations

import pytest

from adapters.presentation.gallery import presenter
from core.ui.text import flatten

LONGEST = 24
"""Characters of a title on Slack, the shorter of the two."""
TITLES = [
    (f"{where}.{code}", flatten(text))
    for where, code, text in presenter().sentences()
    if code.endswith("_title") and where in ("forms", "answers")
]


@pytest.mark.parametrize(("name", "title"), TITLES, ids=[name for name, _ in TITLES])
def test_a_title_is_a_short_name_and_no_sentence(name: str, title: str) -> None:
    assert title
    assert len(title) <= LONGEST, name
    assert title[-1] not in ".:;,…!"


def test_all_forms_are_seen() -> None:
    assert len(TITLES) > 25
