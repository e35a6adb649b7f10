"""The core's frozen dataclasses as JSON text and back: events, tickets, people, facts.

A union of dataclasses is told apart by a tag: the field `kind` that each of them has, with the one value that is its
own. What an older version wrote in another shape is brought into today's by `storage.upcasting` first.

How a type is written is worked out once from its type hints; a type that cannot be written is refused then and not on
a Friday night. A field that is empty and whose default is empty is left out. Reading leaves out fields it does not
know and lets a missing field take its default, so that a log outlives the code that wrote it. A word that is none of
the field's own is refused: a newer version wrote it, and nobody could say what it means.

Only ASCII leaves here (everything else as JSON escapes): a null byte or half a surrogate pair that somebody typed is
text like any other, on databases that would refuse it raw.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from core.reactions.table import Ask
from core.tickets import events
from core.tickets.ticket import Ticket
from storage.packing import unpack
from storage.upcasting import RENAMED, UPCASTS

T = TypeVar("T")
Convert = Callable[[Any], Any]

_PLAIN = (str, int, bool, float)
_write_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_read_json = json.JSONDecoder().decode


def _kind_of(cls: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


EVENTS: Mapping[str, type[events.Event]] = {_kind_of(event): event for event in get_args(events.Event)}
"""Every event by the name it is stored under."""
_KINDS = {event: kind for kind, event in EVENTS.items()}
ASKS: Mapping[str, type[Ask]] = {_kind_of(ask): ask for ask in get_args(Ask)}
"""Everything that one record can ask of another by the name it is stored under."""
_KINDS_OF_ASKS = {ask: kind for kind, ask in ASKS.items()}


def write_event(event: events.Event) -> tuple[str, str]:
    """An event's kind (its class in snake_case) and its fields as JSON."""
    return _KINDS[type(event)], write(event)


def read_event(kind: str, data: str | bytes) -> events.Event:
    """The event that `write_event` wrote. Raises LookupError for a kind that a newer version wrote."""
    kind, more = RENAMED.get(kind, (kind, {}))
    event = EVENTS.get(kind)
    if event is None:
        raise LookupError(
            f"The log holds an event {kind!r} that this version does not know; it was written by a newer one."
        )
    return cast(events.Event, _reader(event)({**_read_json(unpack(data)), **more})) if more else read(event, data)


def write_ask(ask: Ask) -> tuple[str, str]:
    """An ask's kind (its class in snake_case) and its fields as JSON."""
    return _KINDS_OF_ASKS[type(ask)], write(ask)


def read_ask(kind: str, data: str) -> Ask:
    """The ask that `write_ask` wrote. Raises LookupError for a kind that a newer version wrote."""
    ask = ASKS.get(kind)
    if ask is None:
        raise LookupError(f"An errand asks {kind!r}, which this version does not know; a newer one wrote it.")
    return read(ask, data)


def write(value: object) -> str:
    """A dataclass as JSON text. Raises ValueError for a naive datetime in it."""
    return _write_json(_writer(type(value))(value))


def read(cls: type[T], data: str | bytes) -> T:
    """The dataclass `cls` that `write` wrote, packed or not.

    Raises LookupError for a word or a way of packing that a newer version used.
    """
    return cast(T, _reader(cls)(_read_json(unpack(data))))


@lru_cache(maxsize=512)
def read_ticket(state: str | bytes) -> Ticket:
    """The ticket that `write` wrote, packed or not. Raises what `read` raises.

    One state is read by whoever decides next and by each notice that shows it. It is always the same ticket, and
    nobody can change that, so all are given one; a state that is written anew is another one.
    """
    return read(Ticket, state)


def write_facts(facts: Mapping[str, object]) -> str:
    """A notice's facts (scalars and tuples of words) as JSON text."""
    return _write_json(dict(facts))


def read_facts(data: str) -> dict[str, Any]:
    """The facts that `write_facts` wrote; lists of words come back as tuples."""
    return {name: tuple(value) if type(value) is list else value for name, value in _read_json(data).items()}


def write_text(text: str) -> str:
    """Any text as something that every database takes."""
    return _write_json(text)


def read_text(data: str) -> str:
    """The text that `write_text` wrote."""
    return str(_read_json(data))


def plain(text: str) -> str:
    """Text for a column that people search and read: without what PostgreSQL refuses (null bytes, half pairs)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _once(work_out: Callable[[Any], T]) -> Callable[[Any], T]:
    """Remember the answer for each type."""
    return cast(Callable[[Any], T], cache(work_out))


def _write_instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone: an instant is stored in UTC.")
    return _spell(at if at.tzinfo is UTC else at.astimezone(UTC))


_spell = lru_cache(maxsize=1024)(datetime.isoformat)
"""An instant of UTC as text: one decision writes the same few again and again, each of which takes long to spell."""


def _split(hint: Any) -> tuple[list[Any], bool]:
    """The members of a union that need work (or the hint itself), and whether some need none."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    structured = [m for m in members if m not in _PLAIN and m is not NoneType and get_origin(m) is not Literal]
    plain_too = any(m in _PLAIN or get_origin(m) is Literal for m in members)
    if _is_tagged(structured) and not plain_too:
        return structured, False
    if len(structured) > 1 or (structured and plain_too and get_origin(structured[0]) is not tuple):
        raise TypeError(f"{hint} has no one way to be read back from JSON.")
    return structured, plain_too


class _Words(dict[str, str]):
    """The words of a closed set; asking for another one is refused."""

    def __missing__(self, word: object) -> str:
        raise LookupError(
            f"Stored is {word!r} where this version knows {', '.join(self)}; it was written by a newer one."
        )


def _words_of(hint: Any) -> _Words | None:
    """The words that a type is made of, when it is made of nothing else (None aside)."""
    members = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if not all(get_origin(member) is Literal or member is NoneType for member in members):
        return None
    words = [word for member in members for word in get_args(member)]
    return _Words(zip(words, words, strict=True)) if words else None


def _is_tagged(members: list[Any]) -> bool:
    """Whether a union is one of several dataclasses, of which each says by its tag which it is."""
    return len(members) > 1 and all(is_dataclass(member) and "kind" in _names(member) for member in members)


def _names(cls: Any) -> set[str]:
    return {each.name for each in fields(cls)}


def _tag(cls: Any) -> str:
    """The one value of a dataclass's `kind`. Raises TypeError when it has not exactly one."""
    values = get_args(get_type_hints(cls)["kind"])
    if len(values) != 1:
        raise TypeError(f"{cls.__name__}.kind is no tag: give it the Literal of one value.")
    return str(values[0])


@_once
def _converts_out(hint: Any) -> Convert | None:
    """How a value of this type is written; None where JSON takes it as it is. Values are never None."""
    structured, plain_too = _split(hint)
    if not structured:
        return None
    if len(structured) > 1:
        writers = {member: _writer(member) for member in structured}
        return lambda value: writers[type(value)](value)
    (only,) = structured
    if only is datetime:
        return _write_instant
    if is_dataclass(only):
        return _writer(only)
    origin, inner = get_origin(only), get_args(only)
    if origin is tuple:
        each = [_converts_out(member) for member in inner if member is not ...]
        if not any(each):
            return None  # a tuple is a list to JSON
        if plain_too:
            raise TypeError(f"{hint} has no one way to be written.")
        if inner[-1] is ...:
            return lambda values: [_through(each[0], value) for value in values]
        return lambda values: [_through(convert, value) for convert, value in zip(each, values, strict=True)]
    if origin is not None and issubclass(origin, Mapping):
        convert = _converts_out(inner[1])
        return lambda values: {name: _through(convert, value) for name, value in values.items()}
    raise TypeError(f"{hint} cannot be stored; give the codec a way first.")


@_once
def _converts_in(hint: Any) -> Convert | None:
    """How a value of this type is read; None where JSON gives it as it is. Values are never None."""
    structured, _ = _split(hint)
    if not structured:
        words = _words_of(hint)
        return words.__getitem__ if words else None
    if len(structured) > 1:
        readers = {_tag(member): _reader(member) for member in structured}
        return lambda raw: readers[raw["kind"]](raw)
    (only,) = structured
    if only is datetime:
        return datetime.fromisoformat
    if is_dataclass(only):
        return _reader(only)
    origin, inner = get_origin(only), get_args(only)
    if origin is tuple:
        each = [_converts_in(member) for member in inner if member is not ...]
        if not any(each):
            return lambda value: tuple(value) if type(value) is list else value
        if inner[-1] is ...:
            return lambda values: tuple([_through(each[0], value) for value in values])
        return lambda values: tuple([_through(convert, value) for convert, value in zip(each, values, strict=True)])
    if origin is not None and issubclass(origin, Mapping):
        convert = _converts_in(inner[1])
        return lambda values: {name: _through(convert, value) for name, value in values.items()}
    raise TypeError(f"{hint} cannot be stored; give the codec a way first.")


def _through(convert: Convert | None, value: Any) -> Any:
    return value if convert is None or value is None else convert(value)


def taker(names: Sequence[str]) -> Callable[[object], tuple[Any, ...]]:
    """What takes these fields out of a value, in one step where there are several."""
    return attrgetter(*names) if len(names) > 1 else lambda value: tuple([getattr(value, name) for name in names])


@_once
def _writer(cls: Any) -> Convert:
    hints = get_type_hints(cls)
    plan: list[tuple[str, Convert | None, type | None]] = []
    for each in fields(cls):
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        left_out = type(default) if default is not MISSING and not default else None
        plan.append((each.name, _converts_out(hints[each.name]), left_out))
    take = taker([each.name for each in fields(cls)])

    def write_fields(value: object) -> dict[str, Any]:
        out = {}
        for (name, convert, left_out), each in zip(plan, take(value)):  # noqa: B905  # of one length, by the same fields
            if each:
                out[name] = each if convert is None else convert(each)
            elif type(each) is not left_out:
                out[name] = each if convert is None or each is None else convert(each)
        return out

    return write_fields


@_once
def _reader(cls: Any) -> Convert:
    hints = get_type_hints(cls)
    plan = {each.name: _converts_in(hints[each.name]) for each in fields(cls)}
    upcast = UPCASTS.get(cls)

    def read_fields(raw: dict[str, Any]) -> object:
        known = {
            name: value if value is None or (convert := plan[name]) is None else convert(value)
            for name, value in (raw if upcast is None else upcast(raw)).items()
            if name in plan
        }
        return cls(**known)

    return read_fields
