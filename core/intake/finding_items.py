"""Items by what people type: by name, by the words that the company wrote beside it, by category. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from core.items import Item
from core.policy import Service
from core.ui.slips import near_words

_WORD = re.compile(r"\w+")


def find_items(items: Iterable[Item], typed: str, usual: Sequence[str] = ()) -> tuple[Item, ...]:
    """The items that have every typed word, best first; all of them where nothing is typed.

    A word in the name counts more than one beside it, one that begins a word more than one inside; one that begins a
    choice of its form counts least. What is as good stands in the order of `usual` (keys of items), then of the file.
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


def find_near(
    items: Sequence[Item], typed: str, services: Mapping[str, Service], usual: Sequence[str] = ()
) -> tuple[Item, ...]:
    """The items that typed words may mean where `find_items` finds none: by what their service is called, else by a
    slip of the hand, in the item's own words first. Every word counts here, too; what is `usual` stands first.
    """
    place = {key: number for number, key in enumerate(usual)}
    own = {item.key: _words(item.name, item.key, item.category, *item.words) for item in items}
    called = {item.key: own[item.key] | _words(*_beside(services.get(item.service))) for item in items}
    wanted = _WORD.findall(_folded(typed))
    for names, reads in ((called, _begun_by), (own, near_words), (called, near_words)):
        known = frozenset(word for words in names.values() for word in words)
        meant = [frozenset(reads(one, known)) for one in wanted]
        found = [item for item in items if meant and all(each & names[item.key] for each in meant)]
        if found:
            return tuple(sorted(found, key=lambda item: place.get(item.key, len(place))))
    return ()


def _begun_by(typed: str, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word.startswith(typed))


def _words(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in _WORD.findall(_folded(name).replace("_", " ")))


def _beside(service: Service | None) -> Iterator[str]:
    """What a service and its kinds are called."""
    if service is not None:
        yield from (service.name, *service.words, *service.categories)
        yield from (word for words in service.category_words.values() for word in words)


def named_in(items: Iterable[Item], typed: str) -> tuple[Item, ...]:
    """The items whose whole name stands in the words ("a new laptop for Jan"); the longest name alone where some do."""
    words = f" {' '.join(_WORD.findall(_folded(typed)))} "
    named = [(name, item) for item in items if (name := f" {' '.join(_WORD.findall(_folded(item.name)))} ") in words]
    longest = max((len(name) for name, _ in named), default=0)
    return tuple(item for name, item in named if len(name) == longest)


def chosen_in(item: Item, typed: str) -> dict[str, str]:
    """The choices of an item's form that the words name, by field: "Figma" is which licence."""
    words = f" {' '.join(_WORD.findall(_folded(typed)))} "
    named = (
        (each.id, option)
        for each in item.form
        if each.kind == "select" and not each.sensitive
        for option in each.options
        if f" {' '.join(_WORD.findall(_folded(option)))} " in words
    )
    return dict(named)


def _score(item: Item, word: str) -> int:
    name = _folded(item.name)
    beside = " ".join(map(_folded, (item.key, item.category, *item.words)))
    if _begins(word, name):
        return 4
    if _begins(word, beside):
        return 3
    if word in name or word in beside:
        return 2 if word in name else 1
    options = " ".join(_folded(option) for each in item.form if not each.sensitive for option in each.options)
    return int(_begins(word, options))


def _begins(word: str, text: str) -> bool:
    return any(each.startswith(word) for each in _WORD.findall(text.replace("_", " ")))


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """Without case and accents: a `Café` is found by `cafe`. Kept, since every letter that is typed asks every item."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
