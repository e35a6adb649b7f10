"""Resolves `extends` in `sla` and in `catalog`: an entry takes over whatever it does not say itself.

A policy of `sla` does so down to each metric of a priority; an item key by key, so that a form, a cost or a list of
tasks that it writes is the whole of it.

It happens on the document, before anything is read, so an inherited value still knows the line that it was written in.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from bot.policy_file.problem import meant, shown
from bot.policy_file.reader import Value

OWN: Mapping[str, tuple[str, ...]] = {"sla": (), "catalog": ("retired",)}
"""The sections whose entries may extend each other, and what of an entry is its own: a retired item's heir is not."""


def extended(root: Value) -> Value:
    """The document with every `extends` replaced by what it stands for. An entry whose `extends` cannot be followed
    is noted and left out.
    """
    sections = [(name, _resolved(name.node.value.strip(), entry)) for name, entry in root.entries()]
    return _mapping(root, sections)


def _resolved(key: str, section: Value) -> Value:
    if key not in OWN or not isinstance(section.node, yaml.MappingNode):
        return section
    entries = {name.node.value.strip(): (name, entry) for name, entry in section.entries()}
    resolved = [
        (name, whole) for each, (name, _) in entries.items() if (whole := _whole(each, entries, (), key)) is not None
    ]
    return _mapping(section, resolved)


def _whole(key: str, entries: dict[str, tuple[Value, Value]], above: tuple[str, ...], section: str) -> Value | None:
    """The entry `key` with what it inherits; None when that cannot be told."""
    _, entry = entries[key]
    if not isinstance(entry.node, yaml.MappingNode):
        return entry
    parent = next((value for name, value in entry.entries() if name.node.value.strip() == "extends"), None)
    if parent is None:
        return entry
    wanted = parent.node.value.strip() if parent.is_text else ""
    if wanted not in entries:
        one = "a policy of sla" if section == "sla" else "an item of catalog"
        parent.wrong(f"{shown(wanted)} is not {one}.", meant(wanted, entries.keys() - {key}))
        return None
    if wanted in (key, *above):
        round_trip = " -> ".join([*above, key, wanted])
        parent.wrong(f"goes round in a circle ({round_trip}).", "Let one of them stand by itself.")
        return None
    inherited = _whole(wanted, entries, (*above, key), section)
    own = [pair for pair in entry.entries() if pair[1] is not parent and pair[0].node.value.strip() != "extends"]
    if inherited is None:
        return None
    return _merged(_passed_on(inherited, section), _mapping(entry, own), depth=1 if section == "catalog" else None)


def _passed_on(inherited: Value, section: str) -> Value:
    """What an entry hands down."""
    if not isinstance(inherited.node, yaml.MappingNode):
        return inherited
    pairs = [pair for pair in inherited.entries() if pair[0].node.value.strip() not in OWN[section]]
    return _mapping(inherited, pairs)


def _merged(below: Value, above: Value, depth: int | None) -> Value:
    """Two values as one: mappings key by key, so many levels deep (None: all), and anything else as `above` has it."""
    if depth == 0 or not isinstance(below.node, yaml.MappingNode) or not isinstance(above.node, yaml.MappingNode):
        return above
    deeper = None if depth is None else depth - 1
    merged = {name.node.value.strip(): (name, entry) for name, entry in below.entries()}
    for name, entry in above.entries():
        key = name.node.value.strip()
        merged[key] = (name, _merged(merged[key][1], entry, deeper) if key in merged else entry)
    return _mapping(above, list(merged.values()))


def _mapping(like: Value, pairs: list[tuple[Value, Value]]) -> Value:
    mark, end = like.node.start_mark, like.node.end_mark
    node = yaml.MappingNode(like.node.tag, [(name.node, entry.node) for name, entry in pairs], mark, end)
    return Value(node, like.key, like.report)
