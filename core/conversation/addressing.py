"""What words are addressed with, and is no part of them: a number that is set apart, the sign of an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ui.grammar import MentionPart
from core.ui.text import is_seen, trim

SIGN = ">>"
"""Begins an answer to the requester."""
_UNSEEN = "\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_AS_TYPED = re.compile(f"[{_UNSEEN}]*[>\uff1e\ufe65][{_UNSEEN[2:]}]*[>\uff1e\ufe65]")
_SET_APART = re.compile(r"\s*:(?!\S)\s*|\s+[-\u2010-\u2014](?!\S)\s*|(?:[^\S\n]*\n)+")


def without_address(text: str, ref: str) -> str:
    """The words without the number that they begin with: of "INC-1001: it is slow" what stands behind the colon.

    Only where a colon, a dash or a line's end sets it apart: what has it in its sentence ("INC-1001 is not important",
    "INC-1001 and INC-1000 are slow") would be missed by its readers.
    """
    prefix, _, number = ref.rpartition("-")
    address = rf"\s*#?(?:{re.escape(prefix)}[-\u2010-\u2013\s]?)?0*{int(number)}"
    found = re.match(address, text, re.IGNORECASE)
    apart = _SET_APART.match(text, found.end()) if found else None
    return trim(text[apart.end() :], begins_line=apart.group().endswith("\n")) if apart else text


def with_sign(text: str) -> str:
    """The words with the sign of an answer as we write it, where they begin with one: also behind what nobody sees, as
    copied text has it, and as wide as a keyboard of East Asia writes it.
    """
    found = _AS_TYPED.match(text)
    return f"{SIGN}{text[found.end() :]}" if found else text


def behind_sign(text: str) -> str | None:
    """The words of an answer without the sign that they begin with, empty where nothing of them can be seen; None where
    they begin with none.
    """
    if not text.startswith(SIGN):
        return None
    words = trim(text.removeprefix(SIGN), begins_line=False)
    return words if is_seen(words) else ""


def has_sign_inside(text: str, parts: Sequence[str | MentionPart]) -> bool:
    """Whether the sign of an answer begins another line, or stands behind a mention, where it sends nothing."""
    behind = "".join(map(str, parts[1:])) if parts and isinstance(parts[0], MentionPart) else ""
    return any(with_sign(part.strip()).startswith(SIGN) for part in (behind, *text.splitlines()[1:]))
