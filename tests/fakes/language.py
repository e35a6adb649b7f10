"""A made-up language, English with an accent on every vowel: what no template says gives itself away."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.presentation.words import LANGUAGES, WHOLE

ACCENTED = "accented"
_ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
_NO_WORDS = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>|&\w+;)", re.S)


def accented(words: str) -> str:
    """English words as this language says them."""
    return words.translate(_ACCENTS)


def add_accented(folder: Path) -> Path:
    """A folder of languages: the English one, and beside it this one, whole. Returns the folder."""
    (folder / ACCENTED).mkdir(parents=True)
    (folder / WHOLE).symlink_to(LANGUAGES / WHOLE)
    for path in (LANGUAGES / WHOLE).glob("*.html"):
        parts = _NO_WORDS.split(path.read_text(encoding="utf-8"))
        said = "".join(part if _NO_WORDS.fullmatch(part) else accented(part) for part in parts)
        (folder / ACCENTED / path.name).write_text(said, encoding="utf-8")
    return folder
