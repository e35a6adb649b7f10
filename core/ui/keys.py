"""What the settings name, as people type it: by its key, its name, or a part of that. Nobody is sent where they may
not have meant: what fits several is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from core.ui.grammar import find_key

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SMALL = frozenset({"and", "or", "the", "of", "to", "for", "a", "an", "und", "der", "die", "das"})


def take_named(text: str, names: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], str]:
    """Which keys the beginning of `text` may mean, and the rest as typed; none where it means none of them.

    `names` are what each key is called, by itself included. The longest whole name wins, then the most words that are
    parts of one name.
    """
    text = text.strip()
    whole = {key: max((_end(text, one) for one in (key, *called)), default=0) for key, called in names.items()}
    longest = max(whole.values(), default=0)
    if longest:
        return tuple(key for key, end in whole.items() if end == longest), _rest(text, longest)
    known = {key: _words_of(key, *called) for key, called in names.items()}
    words, end, fits = set[str](), 0, tuple(names)
    for found in _WORD.finditer(text):
        word = found[0].casefold()
        left = tuple(key for key in fits if word in known[key])
        if not left:
            break
        words, end, fits = words | {word}, found.end(), left
    return (fits, _rest(text, end)) if words else ((), text)


def _end(text: str, name: str) -> int:
    """Where a name ends that the text begins with; 0 where it begins with another."""
    found = find_key(text, name) if name else None
    return found.end() if found is not None and not text[: found.start()].strip() else 0


def _words_of(*names: str) -> frozenset[str]:
    spelled = {word.casefold() for name in names for word in (*_WORD.findall(name), *re.split(r"[\W_]+", name))}
    return frozenset(spelled - _SMALL - {""})


def _rest(text: str, end: int) -> str:
    return text[end:].strip().lstrip(":,;-").strip()
