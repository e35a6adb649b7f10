"""Every key of app.yaml as the parser asks for it: it is watched while it reads the shipped file.

So the page cannot name a key that is refused, nor leave out one that is read, as long as the shipped file uses each
section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import yaml

from bot.policy_file import parse
from bot.policy_file.reader import Fields, Reader

_PRIORITY = re.compile(r"P[1-5]")
_SIMPLE = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its place, `teams.<name>.lead`; what it means when left out, and how the shipped file writes it."""

    place: str
    required: bool
    otherwise: str
    example: str

    @property
    def section(self) -> str:
        """The key of the file that it stands under."""
        return re.split(r"[.\[]", self.place)[0]


def keys(text: str) -> tuple[Key, ...]:
    """The keys that are read from a file of settings, in the order in which they are asked for."""
    with _watched() as found:
        parse(text)
    return tuple(found.values())


@contextmanager
def _watched() -> Iterator[dict[str, Key]]:
    found: dict[str, Key] = {}
    places: dict[str, str] = {}
    required, optional = Fields.required, Fields.optional

    def note(fields: Fields, name: str, needed: bool, otherwise: object) -> None:
        own = fields._value.key
        place = f"{_place_of(own, places)}.{_PRIORITY.sub('<priority>', name)}".lstrip(".")
        places[f"{own}.{name}".lstrip(".")] = place
        _, entry = fields._values.get(name, (None, None))
        example = _example(entry.node) if entry is not None else ""
        if place not in found or (example and not found[place].example):
            found[place] = Key(place, needed, _shown(otherwise), example)

    def asks_for(self: Fields, name: str, read: Reader[Any]) -> Any:
        note(self, name, True, None)
        return required(self, name, read)

    def may_have(self: Fields, name: str, read: Reader[Any], default: object = None) -> Any:
        note(self, name, False, default)
        return optional(self, name, read, default)

    with mock.patch.multiple(Fields, required=asks_for, optional=may_have):
        yield found


def _place_of(key: str, places: dict[str, str]) -> str:
    """A dotted key with a placeholder where the file has names of its own, and `[]` for each place of a list."""
    around = [known for known in places if key == known or key.startswith((f"{known}.", f"{known}["))]
    if not around:
        return key
    nearest = max(around, key=len)
    rest = key[len(nearest) :]
    own = ".<name>" if rest.startswith(".") else ""
    return places[nearest] + own + "[]" * len(re.findall(r"\[\d+\]", rest))


def _example(node: yaml.Node) -> str:
    """A value as it is written; of what holds more than values nothing, since its keys follow."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(isinstance(each, yaml.ScalarNode) for each in node.value):
        written = [str(each.value) for each in node.value]
        return f"[{', '.join(written[:3])}{', ...' if len(written) > 3 else ''}]"
    return ""


def _shown(otherwise: object) -> str:
    """What a key means that is left out, where that is a plain value."""
    if isinstance(otherwise, bool):
        return "true" if otherwise else "false"
    if isinstance(otherwise, _SIMPLE):
        return str(otherwise)
    if isinstance(otherwise, tuple) and otherwise and all(isinstance(each, _SIMPLE) for each in otherwise):
        return f"[{', '.join(map(str, otherwise))}]"
    return ""
