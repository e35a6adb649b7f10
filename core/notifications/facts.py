"""Facts of a notice: typed where they are written and judged, JSON scalars where they wait in the outbox.

What is stored keeps its form: people are person ids, instants ISO strings. Names that a kind no longer knows are left
alone, and a fact that an older desk did not write has its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from core.ports.outbox import FactValue


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentence of one kind needs beside its ticket. A kind without facts of its own has these."""


F = TypeVar("F", bound=Facts)


def stored(facts: Facts) -> dict[str, FactValue]:
    """Facts as the outbox keeps them and as templates are given them."""
    return {key: _plain(getattr(facts, name)) for name, key, _, _ in _fields(type(facts))}


def read(facts: type[F], kept: Mapping[str, FactValue]) -> F:
    """The facts that `stored` made. Raises TypeError when one lacks without a default, or is a word not known."""
    known: dict[str, Any] = {}
    for name, key, timed, words in _fields(facts):
        if key in kept:
            value = kept[key]
            if words and value is not None and value not in words:
                raise TypeError(f"{facts.__name__}.{name} is {value!r}, where this version knows {', '.join(words)}.")
            known[name] = datetime.fromisoformat(value) if timed and isinstance(value, str) else value
    return facts(**known)


def completed(facts: type[Facts], kept: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """What is kept as templates are given it: a fact that an older desk did not write has its default."""
    defaults = {one.name.rstrip("_"): _plain(one.default) for one in fields(facts) if one.default is not MISSING}
    return {**defaults, **kept}


def names(facts: type[Facts]) -> tuple[str, ...]:
    """What templates call these facts."""
    return tuple(key for _, key, _, _ in _fields(facts))


def _fields(facts: type[Facts]) -> tuple[tuple[str, str, bool, tuple[str, ...]], ...]:
    """Each field with its stored name (`from_` is kept as `from`), if it is an instant, and the words it may hold."""
    if facts not in _KNOWN:
        hints = get_type_hints(facts)
        _KNOWN[facts] = tuple(
            (one.name, one.name.rstrip("_"), datetime in _members(hints[one.name]), _words(hints[one.name]))
            for one in fields(facts)
        )
    return _KNOWN[facts]


def _members(hint: object) -> tuple[object, ...]:
    return (hint, *get_args(hint))


def _words(hint: object) -> tuple[str, ...]:
    """The words that a field may hold; none where it holds any."""
    return tuple(word for one in _members(hint) if get_origin(one) is Literal for word in get_args(one))


_KNOWN: dict[type[Facts], tuple[tuple[str, str, bool, tuple[str, ...]], ...]] = {}
"""Types are looked at once: every notice is written and read through them."""


def _plain(value: Any) -> FactValue:
    if isinstance(value, datetime):
        return value.isoformat()
    plain: FactValue = value
    return plain
