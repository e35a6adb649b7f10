"""A small reader of YAML that never forgets where it is: every value knows its line, column and dotted key.

A *reader* is a function from a `Value` to whatever the value means. It either returns that, or notes what is wrong and
raises `Unreadable`; whoever reads several things (`Fields`, `many`, `table`) goes on with the others, so that one look
at the file finds everything. Values are taken as they are written: `on`, `2026-12-24` and `24x7` are text until a
reader says otherwise, so nothing depends on what YAML makes of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar, cast, overload

import yaml

from bot.policy_file.problem import SECRET_VALUE, Problem, SettingsError, meant, shown

T = TypeVar("T")
D = TypeVar("D")
Reader = Callable[["Value"], T]

MOST_VALUES = 50_000
"""More values than this (aliases counted each time) are no settings file."""
DEEPEST = 40

_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")
)
_MERGE_TAG = "tag:yaml.org,2002:merge"
_NULL_TAG = "tag:yaml.org,2002:null"
_LIBYAML: type[yaml.SafeLoader] | None = getattr(yaml, "CSafeLoader", None)
_DEEP = 5_000  # levels: libyaml takes more than twice as many


class Unreadable(Exception):
    """What a value is for cannot be read from it. The problem has been noted; this only ends the attempt."""


@dataclass(slots=True)
class Report:
    """Gathers the problems of one file. A line that is read twice (by `extends`) is complained of once."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    _said: set[tuple[int, int, str, str]] = field(default_factory=set)

    def note(self, node: yaml.Node, key: str, sentence: str, fix: str) -> None:
        """Write down one error, at the place of `node`."""
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        said = (line, column, _last(key), sentence)
        if said not in self._said:
            self._said.add(said)
            self.problems.append(Problem(self.file, line, key or "(file)", sentence, fix, column))

    def stop_if_wrong(self) -> None:
        """Raise everything that was noted, in the order of the file."""
        if self.problems:
            raise SettingsError(sorted(self.problems, key=lambda each: (each.line, each.column)))


@dataclass(frozen=True, slots=True)
class Value:
    """Something written in the file. `key` is its dotted name, such as `teams.infra.lead` or `dashboard[2]`."""

    node: yaml.Node
    key: str
    report: Report

    def wrong(self, sentence: str, fix: str = "") -> Unreadable:
        """Note what is wrong here; raise what comes back when nothing can be read from it."""
        self.report.note(self.node, self.key, sentence, fix)
        return Unreadable(sentence)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written after the key (or `null`)."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _NULL_TAG

    @property
    def is_text(self) -> bool:
        """Whether it is a single value rather than a list or a mapping."""
        return isinstance(self.node, yaml.ScalarNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def name(self) -> str:
        """The last part of its key, as written."""
        return _last(self.key)

    def text(self) -> str:
        """The text as it is written, without the space around it."""
        if self.is_empty:
            raise self.wrong("has no value.", 'Write one, or drop the key. A "#" begins a comment unless it is quoted.')
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.wrong(f"is {self._kind()} where one value belongs.", "Write a single value here.")
        return str(self.node.value).strip()

    def part(self, written: str) -> Value:
        """The same place in the file, with a part of its text."""
        mark = self.node.start_mark
        return Value(yaml.ScalarNode("tag:yaml.org,2002:str", written, mark, mark), self.key, self.report)

    def items(self) -> list[Value]:
        """The values of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(f"is {self._kind()} where a list belongs.", "Write it in brackets, as [one, two].")
        return [Value(node, f"{self.key}[{place}]", self.report) for place, node in enumerate(self.node.value, 1)]

    def entries(self) -> list[tuple[Value, Value]]:
        """The pairs of a mapping: each key (located, named as its value is) and its value."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(f"is {self._kind()} where a mapping belongs.", "Write it in braces, as {key: value}.")
        pairs = []
        for name, node in self.node.value:
            key = f"{self.key}.{name.value}" if self.key else str(name.value)
            pairs.append((Value(name, key, self.report), Value(node, key, self.report)))
        return pairs

    def fields(self) -> Fields:
        """Read this mapping by its known keys, in a `with` block."""
        return Fields(self)

    def _kind(self) -> str:
        match self.node:
            case yaml.MappingNode():
                return "a mapping"
            case yaml.SequenceNode():
                return "a list"
            case _:
                return "empty" if self.is_empty else "a single value"


class Fields:
    """The known keys of a mapping. At the end of the `with` block unknown keys are noted, and `Unreadable` is raised
    when anything in it was wrong; so what was read may only be used after the block.
    """

    def __init__(self, value: Value) -> None:
        """Take the mapping apart; what is no mapping has been noted when this raises `Unreadable`."""
        self._value = value
        self._values = {name.text(): (name, entry) for name, entry in value.entries()}
        self._known: set[str] = set()
        self._failed = False

    def __enter__(self) -> Fields:
        """Begin to read."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Note the keys that nobody asked for."""
        if error is not None:
            return
        for name, (spot, _) in self._values.items():
            if name not in self._known:
                self._failed = True
                known = self._known - self._values.keys()
                spot.wrong("is not a known key.", meant(name, known or self._known))
        if self._failed:
            raise Unreadable(self._value.key)

    def has(self, name: str) -> bool:
        """Whether the key was written."""
        self._known.add(name)
        return name in self._values

    def required(self, name: str, read: Reader[T]) -> T:
        """Read a key that must be there."""
        if self.has(name):
            return self._read(name, read)
        self._failed = True
        Value(self._value.node, f"{self._value.key}.{name}".lstrip("."), self._value.report).wrong(
            "is missing.", f'Add "{name}:" here.'
        )
        return cast(T, None)

    @overload
    def optional(self, name: str, read: Reader[T]) -> T | None: ...

    @overload
    def optional(self, name: str, read: Reader[T], default: D) -> T | D: ...

    def optional(self, name: str, read: Reader[T], default: object = None) -> object:
        """Read a key that may be left out, which then means `default`."""
        return self._read(name, read) if self.has(name) else default

    def wrong(self, name: str, sentence: str, fix: str = "") -> None:
        """Note something about a key that was read well but does not fit the others."""
        self._failed = True
        spot = self._values[name][1] if name in self._values else self._value
        spot.wrong(sentence, fix)

    def wrong_at(self, spot: Value, sentence: str, fix: str = "") -> None:
        """Note something about a value further inside that was read well but does not fit the others."""
        self._failed = True
        spot.wrong(sentence, fix)

    def items(self, name: str) -> list[Value]:
        """The places of a list's values; none when the key was left out."""
        return self._values[name][1].items() if name in self._values else []

    @property
    def fine(self) -> bool:
        """Whether nothing was wrong so far, so that what was read may be compared."""
        return not self._failed

    def _read(self, name: str, read: Reader[T]) -> T:
        try:
            return read(self._values[name][1])
        except Unreadable:
            self._failed = True
            # Nobody sees this: the block ends by raising Unreadable.
            return cast(T, None)


def _last(key: str) -> str:
    return key.rpartition(".")[2]


def many(read: Reader[T], *, least: int = 0, once: bool = True) -> Reader[tuple[T, ...]]:
    """A list of what `read` reads, `least` of them or more; none of them twice where each may stand `once`."""

    def read_many(value: Value) -> tuple[T, ...]:
        found: list[T] = []
        items = value.items()
        failed = False
        for item in items:
            try:
                one = read(item)
                if once and one in found:
                    raise item.wrong("stands in this list twice.", "Drop one.")
                found.append(one)
            except Unreadable:
                failed = True
        if len(items) < least:
            raise value.wrong("is empty.", "Name at least one." if least == 1 else f"Name at least {least}.")
        if failed:
            raise Unreadable(value.key)
        return tuple(found)

    return read_many


def table(key: Reader[D], read: Reader[T], *, least: int = 0) -> Reader[dict[D, T]]:
    """A mapping with keys of the customer's choice."""

    def read_table(value: Value) -> dict[D, T]:
        found: dict[D, T] = {}
        entries = value.entries()
        failed = False
        for name, entry in entries:
            try:
                known = key(name)
                if known in found:
                    raise name.wrong("stands here twice.", "Drop one, or join them.")
            except Unreadable:
                failed = True
                continue
            try:
                found[known] = read(entry)
            except Unreadable:
                failed = True
        if len(entries) < least:
            raise value.wrong("is empty.", "Name at least one.")
        if failed:
            raise Unreadable(value.key)
        return found

    return read_table


def open_text(text: str, name: str) -> Value:
    """The file's root mapping, checked for what no reader should meet: broken YAML, keys that stand twice, loops of
    aliases, tags, and secrets. Raises `SettingsError`.
    """
    report = Report(name)
    try:
        root = _compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        fix = "Look for a missing quote, bracket or space at or just before this place."
        raise SettingsError([Problem(name, line, "(file)", f"is not YAML: {said}.", fix, column)]) from None
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        sentence = f"holds a character that YAML does not allow (#x{ord(text[error.position]):04x})."
        raise SettingsError([Problem(name, line, "(file)", sentence, "Remove it.")]) from None
    except (RecursionError, ValueError):
        raise SettingsError([Problem(name, 1, "(file)", "is nested too deeply.", "Write it flatter.")]) from None
    if root is None:
        raise SettingsError([Problem(name, 1, "(file)", "is empty.", "Begin with the sample app.yaml.")])
    value = Value(root, "", report)
    _inspect(value)
    report.stop_if_wrong()
    if not isinstance(root, yaml.MappingNode):
        raise SettingsError([Problem(name, 1, "(file)", "is not a mapping.", 'It begins with "version: 1".')])
    return value


def _compose(text: str) -> yaml.Node | None:
    """The tree of the text, each node with its place; None for an empty one. Raises as YAML's Python reader does.

    libyaml reads ten times as fast, where the wheel of this platform has it. Of what is wrong it says less, and where
    in bytes; so whatever it does not take is read again.
    """
    if _LIBYAML is not None and not _may_be_deep(text):
        with suppress(yaml.YAMLError, ValueError):
            return yaml.compose(text, Loader=_LIBYAML)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _may_be_deep(text: str) -> bool:
    """Whether it may be nested so deeply that libyaml, which knows no limit, ends the process.

    A bracket is at most one level more, and so are the two blocks that can begin at a column.
    """
    widest = max(map(len, text.splitlines()), default=0)
    return text.count("[") + text.count("{") + 2 * widest > _DEEP


def _inspect(root: Value) -> None:
    """Note what is wrong with the document as such, before anybody asks what it means."""
    budget = MOST_VALUES
    waiting: list[tuple[Value, int]] = [(root, 0)]
    while waiting:
        value, depth = waiting.pop()
        budget -= 1
        if budget < 0 or depth > DEEPEST:
            value.wrong("is one of too many values, or an alias of itself.", "Write out what & and * stand for.")
            return
        if value.node.tag not in _PLAIN_TAGS and value.node.tag != _MERGE_TAG:
            value.wrong(f"has the tag {shown(value.node.tag)}, which is not read.", "Drop what begins with !.")
        match value.node:
            case yaml.ScalarNode():
                if SECRET_VALUE.search(value.node.value):
                    value.wrong("looks like a secret.", "Put it into the environment; this file holds none.")
            case yaml.MappingNode():
                _inspect_keys(value)
                if all(isinstance(name, yaml.ScalarNode) for name, _ in value.node.value):
                    waiting += [(entry, depth + 1) for _, entry in value.entries()]
            case _:
                waiting += [(item, depth + 1) for item in value.items()]


def _inspect_keys(value: Value) -> None:
    seen: dict[str, yaml.Node] = {}
    for name, _ in value.node.value:
        spot = Value(
            name, f"{value.key}.{name.value}".lstrip(".") if isinstance(name.value, str) else value.key, value.report
        )
        if not isinstance(name, yaml.ScalarNode):
            spot.wrong("has a list or a mapping for a key.", "Keys are single words.")
        elif name.tag == _MERGE_TAG:
            spot.wrong("merges another mapping, which is not read.", "Write its lines out.")
        elif name.value.strip() in seen:
            line = seen[name.value.strip()].start_mark.line + 1
            spot.wrong(f"stands here twice, first in line {line}.", "Drop one, or join them.")
        elif SECRET_VALUE.search(name.value):
            Value(name, value.key, value.report).wrong("has a key that looks like a secret.", "Remove it.")
        else:
            seen[name.value.strip()] = name


def walk(value: Value) -> Iterator[Value]:
    """The value and all that lies in it. Only for a file that `open_text` let through."""
    yield value
    match value.node:
        case yaml.MappingNode():
            for _, entry in value.entries():
                yield from walk(entry)
        case yaml.SequenceNode():
            for item in value.items():
                yield from walk(item)
