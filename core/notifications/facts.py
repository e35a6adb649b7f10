"""Facts of a notice: typed where they are written and judged, JSON scalars where they wait in the outbox.

What is stored keeps its form: people are person ids, instants ISO strings. Names that a kind no longer knows are left
alone, and a fact that an older desk did not write has its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar, get_args, get_type_hints

from core.ports.outbox import FactValue


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sentence of one kind needs beside its ticket. A kind without facts of its own has these."""


F = TypeVar("F", bound=Facts)


def stored(facts: Facts) -> dict[str, FactValue]:
    """Facts as the outbox keeps them and as templates are given them."""
    return {key: _plain(getattr(facts, name)) for name, key, _ in _fields(type(facts))}


def read(facts: type[F], kept: Mapping[str, FactValue]) -> F:
    """The facts that `stored` made. Raises TypeError when one is missing that has no default."""
    known: dict[str, Any] = {}
    for name, key, timed in _fields(facts):
        if key in kept:
            value = kept[key]
            known[name] = datetime.fromisoformat(value) if timed and isinstance(value, str) else value
    return facts(**known)


def names(facts: type[Facts]) -> tuple[str, ...]:
    """What templates call these facts."""
    return tuple(key for _, key, _ in _fields(facts))


def _fields(facts: type[Facts]) -> tuple[tuple[str, str, bool], ...]:
    """Each field with its stored name (`from_` is kept as `from`) and whether it is an instant."""
    if facts not in _KNOWN:
        hints = get_type_hints(facts)
        _KNOWN[facts] = tuple(
            (one.name, one.name.rstrip("_"), datetime in (hints[one.name], *get_args(hints[one.name])))
            for one in fields(facts)
        )
    return _KNOWN[facts]


_KNOWN: dict[type[Facts], tuple[tuple[str, str, bool], ...]] = {}
"""Types are looked at once: every notice is written and read through them."""


def _plain(value: Any) -> FactValue:
    if isinstance(value, datetime):
        return value.isoformat()
    plain: FactValue = value
    return plain
