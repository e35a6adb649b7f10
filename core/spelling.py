"""How people are told what to type: with slash commands where there are any, else as words to the desk."""

from __future__ import annotations

import re

_BEFORE_WORDS = re.compile(r"/(?:ticket|desk) (?=mine|queue|next|risk|search|explain|[A-Z]{2,10}-\d)")
_ALONE = re.compile(r"/(ticket|desk|incident|request|oncall)\b")


def without_slashes(sentence: str) -> str:
    """A sentence of ours for a platform without slash commands: `/ticket mine` is `mine` there."""
    return _ALONE.sub(r"\1", _BEFORE_WORDS.sub("", sentence))
