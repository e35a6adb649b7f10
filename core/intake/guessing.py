"""Which service and which kind of trouble somebody means, guessed from their words, then from what is usual for them.

A guess only presets the form and can be changed there. More words say more than one of them ("suspicious mail" than
"mail"), and a private service that is meant goes before all others: what is told openly cannot be taken back. Where two
fit as well as each other, the words say nothing and what is usual decides between them; nothing is guessed where that
does not either. A guess that hangs on one listed word alone ("beamer") says so: it may be about anything else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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

_PLAINLY = 3
"""Incidents about one service, and more than about all others, before that is what somebody usually reports."""

Usual = Sequence[tuple[str, str | None]]
"""Service and category of a person's last incidents, the newest first."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A service and perhaps one of its categories, by their keys; the `word` that it hangs on, where it is one alone.

    No service or category is called so: it is only listed as one of the words that may mean it.
    """

    service: str
    category: str | None = None
    word: str | None = field(default=None, compare=False)


def guess(text: str, services: Mapping[str, Service], usual: Usual = ()) -> Guess | None:
    """What the words mean most of `services`, else what is usual for their writer; None where neither says any."""
    said = _read(text)
    meant = {key: _meant(service, said) for key, service in services.items()}
    said = said.without_parts_of(phrase for each in meant.values() for phrase in each)
    points = {
        key: _points(service, said)
        for key, service in services.items()
        if not service.private or meant[key] or _is_called(service, said)
    }
    secret = {key for key, service in services.items() if service.private and any(map(said.says, meant[key]))}
    most = max((points[key] for key in secret or points), default=0)
    best = [key for key, count in points.items() if most and count == most and (not secret or key in secret)]
    habits = [(key, category) for key, category in usual if key in services and (not best or key in best)]
    about = [key for key, _ in habits]
    service = best[0] if len(best) == 1 else _most_common(about) if best else _plainly(about)
    if service is None:
        return None
    kinds = [usual for key, usual in habits if key == service and usual]
    word = _only_word(services[service], said, text) if best else None
    return Guess(service, _category(services[service], said) or _plainly(kinds), word)


def count_said(text: str, names: Iterable[Iterable[str]]) -> list[int]:
    """How many of each one's names stand in the words, read as services are: each word perhaps with an ending."""
    said = _read(text)
    return [sum(name in said for name in each) for each in names]


Phrase = tuple[str, ...]
"""Words that are said one after the other to mean something."""


class _Reading:
    """Typed words in one way of reading them. They may be thousands, and are looked through for hundreds of phrases."""

    def __init__(self, typed: Phrase) -> None:
        self._typed = typed
        self._places: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(typed):
            for form in {word, *(word[:-cut] for cut in range(1, _ENDING + 1) if len(word) - cut >= _STEM)}:
                self._places[form].append(at)

    def has(self, phrase: Phrase) -> bool:
        """Whether these words stand there one after the other, each perhaps with an ending."""
        places = self._places.get(phrase[0], ()) if phrase else ()
        return any(_stands_in(self._typed[at : at + len(phrase)], phrase) for at in places)


@dataclass(frozen=True, slots=True)
class _Said:
    """Typed words, ready to be looked through; those of `passed_over` say nothing."""

    readings: tuple[_Reading, ...]
    passed_over: frozenset[Phrase] = frozenset()

    def __contains__(self, meant: str) -> bool:
        """Whether these words were typed one after the other, each perhaps with an ending."""
        return self.says(tuple(_words(meant)))

    def says(self, phrase: Phrase) -> bool:
        """The same of words that are small and apart already."""
        return phrase not in self.passed_over and any(typed.has(phrase) for typed in self.readings)

    def without_parts_of(self, phrases: Iterable[Phrase]) -> _Said:
        """The same words, in which what is a part of a longer one of these says nothing by itself."""
        found = set(phrases)
        parts = (one for one in found if any(len(one) < len(other) and _stands_in(other, one) for other in found))
        return replace(self, passed_over=frozenset(parts))


def _read(text: str) -> _Said:
    """Words as they were typed, and with those apart that a hyphen joins."""
    return _Said(tuple(_Reading(tuple(_words(one))) for one in dict.fromkeys((text, text.replace("-", " ")))))


def _stands_in(typed: Sequence[str], wanted: Sequence[str]) -> bool:
    starts = range(len(typed) - len(wanted) + 1) if wanted else range(0)
    return any(all(map(_is_form_of, typed[start : start + len(wanted)], wanted)) for start in starts)


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


def _is_called(service: Service, said: _Said) -> bool:
    """Whether all that a service is called was said: a word of it alone ("report") sends nothing to a private team."""
    names = (tuple(_words(one)) for one in (service.name, service.key.replace("-", " ")))
    return any(all(word in said for word in name) for name in names)


def _points(service: Service, said: _Said) -> int:
    """How much of a service was said, its best category first of all."""
    words = _words(f"{service.name} {service.key.replace('-', ' ')}")
    named = {word for word in words if len(word) >= _NAMING and word not in _FILLERS}
    own = sum(word in said for word in {*named, *service.words})
    return own * _SERVICE + max((_said_of(service, key, said) for key in service.categories), default=0) * _CATEGORY


def _only_word(service: Service, said: _Said, text: str) -> str | None:
    """The one listed word, as typed, that is all that was said of a service; None where more was, or its name."""
    names = [f"{service.name} {service.key.replace('-', ' ')}"]
    names += [f"{service.category_name(key)} {key.replace('_', ' ')}" for key in service.categories]
    called = {word for one in names for word in _words(one) if len(word) >= _NAMING and word not in _FILLERS}
    if any(word in said for word in called):
        return None
    found = {phrase for one in _listed(service) if said.says(phrase := tuple(_words(one)))}
    (only, *others) = sorted(found) or [()]
    if others or len(only) != 1:
        return None
    return next((word for word in _WORD.findall(text) if only[0] in _read(word)), None)


def _listed(service: Service) -> tuple[str, ...]:
    return (*service.words, *(one for words in service.category_words.values() for one in words))


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


def _plainly(keys: Sequence[str]) -> str | None:
    """What stands there often enough, and more often than all else together: one ticket is no habit."""
    found = _most_common(keys)
    often = keys.count(found) if found is not None else 0
    return found if often >= _PLAINLY and 2 * often > len(keys) else None


def _most_common(keys: Iterable[str]) -> str | None:
    """The one that stands there most often, of several the newest."""
    return next((key for key, _ in Counter(keys).most_common(1)), None)
