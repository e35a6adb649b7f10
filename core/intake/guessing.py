"""Which service and which kind of trouble somebody means, guessed from their words, then from what is usual for them.

A guess only presets the form and can be changed there. Where two services fit as well as each other, the words say
nothing and what is usual decides between them; nothing is guessed where that does not either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.policy import Service

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ENDING = 3
"""Letters that may follow a word of ours: printers, logins, Druckern."""
_STEM = 4
"""Letters a word needs before any ending is allowed: "mail" is in "mails", but "os" is not in "ospf"."""
_NAMING = 3
"""Letters a word of a service's name needs to mean it: the "it" of workplace-it is in any sentence."""
_FILLERS = frozenset(("and", "the", "for", "und", "der", "die", "das", "oder"))
_CATEGORY, _SERVICE = 3, 2
"""A word of a category says more than one of its service."""

Usual = Sequence[tuple[str, str | None]]
"""Service and category of a person's last incidents, the newest first."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A service and perhaps one of its categories, by their keys."""

    service: str
    category: str | None = None


def guess(text: str, services: Mapping[str, Service], usual: Usual = ()) -> Guess | None:
    """What the words mean most of `services`, else what is usual for their writer; None where neither says any."""
    said = _Said(text)
    points = {key: _points(service, said) for key, service in services.items()}
    most = max(points.values(), default=0)
    best = [key for key, count in points.items() if most and count == most]
    habits = [(key, category) for key, category in usual if key in services and (not best or key in best)]
    service = best[0] if len(best) == 1 else _most_common(key for key, _ in habits)
    if service is None:
        return None
    meant = _category(services[service], said)
    return Guess(service, meant or _most_common(kind for key, kind in habits if key == service and kind))


class _Said:
    """Typed words, ready to be looked through."""

    def __init__(self, text: str) -> None:
        self._readings = [list(_words(one)) for one in (text, text.replace("-", " "))]

    def __contains__(self, meant: str) -> bool:
        """Whether these words were typed one after the other, each perhaps with an ending."""
        wanted = list(_words(meant))
        return any(_stands_in(typed, wanted) for typed in self._readings)


def _stands_in(typed: Sequence[str], wanted: Sequence[str]) -> bool:
    starts = range(len(typed) - len(wanted) + 1) if wanted else range(0)
    return any(all(map(_is_form_of, typed[start:], wanted)) for start in starts)


def _words(text: str) -> Iterator[str]:
    """Words in small letters; a hyphen within one does not count: "wi-fi" is "wifi"."""
    return (word.replace("-", "") for word in _WORD.findall(text.casefold()))


def _is_form_of(typed: str, word: str) -> bool:
    if typed == word:
        return True
    return len(word) >= _STEM and typed.startswith(word) and len(typed) - len(word) <= _ENDING


def _points(service: Service, said: _Said) -> int:
    """How much of a service was said, its best category first of all."""
    words = _words(f"{service.name} {service.key.replace('-', ' ')}")
    named = {word for word in words if len(word) >= _NAMING and word not in _FILLERS}
    own = sum(word in said for word in {*named, *service.words})
    return own * _SERVICE + max((_said_of(service, key, said) for key in service.categories), default=0) * _CATEGORY


def _said_of(service: Service, category: str, said: _Said) -> int:
    meant = (category.replace("_", " "), service.category_name(category), *service.category_words.get(category, ()))
    return len({"".join(_words(one)) for one in meant if one in said})


def _category(service: Service, said: _Said) -> str | None:
    """The category that was said; None where two of them were as much."""
    points = {key: _said_of(service, key, said) for key in service.categories}
    most = max(points.values(), default=0)
    best = [key for key, count in points.items() if most and count == most]
    return best[0] if len(best) == 1 else None


def _most_common(keys: Iterable[str]) -> str | None:
    """The one that stands there most often, of several the newest."""
    return next((key for key, _ in Counter(keys).most_common(1)), None)
