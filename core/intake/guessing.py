"""Which service and which kind of trouble somebody means, guessed from their words, then from what is usual for them.

A guess only presets the form and can be changed there. More words say more than one of them ("suspicious mail" than
"mail"), and a private service that is meant goes before all others: what is told openly cannot be taken back. Where two
fit as well as each other, the words say nothing and what is usual decides between them; nothing is guessed where that
does not either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

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
    said = _read(text)
    meant = {key: _meant(service, said) for key, service in services.items()}
    said = said.without_parts_of(phrase for each in meant.values() for phrase in each)
    points = {key: _points(service, said) for key, service in services.items()}
    secret = {key for key, service in services.items() if service.private and any(map(said.says, meant[key]))}
    most = max((points[key] for key in secret or points), default=0)
    best = [key for key, count in points.items() if most and count == most and (not secret or key in secret)]
    habits = [(key, category) for key, category in usual if key in services and (not best or key in best)]
    service = best[0] if len(best) == 1 else _most_common(key for key, _ in habits)
    if service is None:
        return None
    kind = _category(services[service], said)
    return Guess(service, kind or _most_common(usual for key, usual in habits if key == service and usual))


Phrase = tuple[str, ...]
"""Words that are said one after the other to mean something."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Typed words, ready to be looked through; those of `passed_over` say nothing."""

    readings: tuple[tuple[str, ...], ...]
    passed_over: frozenset[Phrase] = frozenset()

    def __contains__(self, meant: str) -> bool:
        """Whether these words were typed one after the other, each perhaps with an ending."""
        return self.says(tuple(_words(meant)))

    def says(self, phrase: Phrase) -> bool:
        """The same of words that are small and apart already."""
        return phrase not in self.passed_over and any(_stands_in(typed, phrase) for typed in self.readings)

    def without_parts_of(self, phrases: Iterable[Phrase]) -> _Said:
        """The same words, in which what is a part of a longer one of these says nothing by itself."""
        found = set(phrases)
        parts = (one for one in found if any(len(one) < len(other) and _stands_in(other, one) for other in found))
        return replace(self, passed_over=frozenset(parts))


def _read(text: str) -> _Said:
    """Words as they were typed, and with those apart that a hyphen joins."""
    return _Said(tuple(tuple(_words(one)) for one in (text, text.replace("-", " "))))


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


def _meant(service: Service, said: _Said) -> set[Phrase]:
    """What was said of a service by words that mean it; those of its name alone may stand in any sentence."""
    listed = [*service.words]
    for key in service.categories:
        listed += _words_of(service, key)
    return {phrase for one in listed if said.says(phrase := tuple(_words(one)))}


def _points(service: Service, said: _Said) -> int:
    """How much of a service was said, its best category first of all."""
    words = _words(f"{service.name} {service.key.replace('-', ' ')}")
    named = {word for word in words if len(word) >= _NAMING and word not in _FILLERS}
    own = sum(word in said for word in {*named, *service.words})
    return own * _SERVICE + max((_said_of(service, key, said) for key in service.categories), default=0) * _CATEGORY


def _said_of(service: Service, category: str, said: _Said) -> int:
    return len({"".join(_words(one)) for one in _words_of(service, category) if one in said})


def _words_of(service: Service, category: str) -> tuple[str, ...]:
    return (category.replace("_", " "), service.category_name(category), *service.category_words.get(category, ()))


def _category(service: Service, said: _Said) -> str | None:
    """The category that was said; None where two of them were as much."""
    points = {key: _said_of(service, key, said) for key in service.categories}
    most = max(points.values(), default=0)
    best = [key for key, count in points.items() if most and count == most]
    return best[0] if len(best) == 1 else None


def _most_common(keys: Iterable[str]) -> str | None:
    """The one that stands there most often, of several the newest."""
    return next((key for key, _ in Counter(keys).most_common(1)), None)
