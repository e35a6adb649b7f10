"""What channels say of themselves, in the shipped English."""

from __future__ import annotations

from adapters.presentation.gallery import presenter
from core.phrases import Phrase
from core.ui.text import flatten

PHRASING = presenter().words


def said(phrase: Phrase, *, slashes: bool = False) -> str:
    """The words of it as they are read."""
    return flatten(PHRASING(phrase), slashes=slashes)
