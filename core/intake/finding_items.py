"""Items by what people type: by name, by the words that the company wrote beside it, by category. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from core.items import Item

_WORD = re.compile(r"\w+")


def find_items(items: Iterable[Item], typed: str, usual: Sequence[str] = ()) -> tuple[Item, ...]:
    """The items that have every typed word, best first; all of them where nothing is typed.

    A word in the name counts more than one beside it, one that begins a word more than one inside. What is as good
    stands in the order of `usual` (keys of items), then of the file.
    """
    wanted = _WORD.findall(_folded(typed))
    if not wanted:
        known = {item.key: item for item in items}
        return tuple(known[key] for key in dict.fromkeys((*usual, *known)) if key in known)
    place = {key: number for number, key in enumerate(usual)}
    found: list[tuple[int, int, int, Item]] = []
    for number, item in enumerate(items):
        scores = [_score(item, word) for word in wanted]
        if all(scores):
            found.append((-sum(scores), place.get(item.key, len(place)), number, item))
    return tuple(item for *_, item in sorted(found, key=lambda one: one[:3]))


def named_in(items: Iterable[Item], typed: str) -> tuple[Item, ...]:
    """The items whose whole name stands in the words ("a new laptop for Jan"); the longest name alone where some do."""
    words = f" {' '.join(_WORD.findall(_folded(typed)))} "
    named = [(name, item) for item in items if (name := f" {' '.join(_WORD.findall(_folded(item.name)))} ") in words]
    longest = max((len(name) for name, _ in named), default=0)
    return tuple(item for name, item in named if len(name) == longest)


def _score(item: Item, word: str) -> int:
    name = _folded(item.name)
    beside = " ".join(map(_folded, (item.key, item.category, *item.words)))
    if _begins(word, name):
        return 4
    if _begins(word, beside):
        return 3
    return 2 if word in name else 1 if word in beside else 0


def _begins(word: str, text: str) -> bool:
    return any(each.startswith(word) for each in _WORD.findall(text.replace("_", " ")))


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Without case and accents: a `Café` is found by `cafe`. Kept, since every letter that is typed asks every item."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
