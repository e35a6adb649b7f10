"""The manual of Teams says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.teams.channel import FALLBACKS

MANUAL = Path(__file__).parents[2] / "docs" / "teams.md"


def test_the_manual_lists_every_gap_with_what_is_done_instead() -> None:
    _, _, chapter = MANUAL.read_text(encoding="utf-8").partition("## What Teams cannot do")
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", chapter.partition("\n## ")[0], re.MULTILINE)
    assert dict(rows[1:]) == dict(FALLBACKS)
