"""Resolves `extends` in `sla`: a policy takes over whatever it does not say itself, down to each metric of a priority.

It happens on the document, before anything is read, so an inherited value still knows the line that it was written in.
"""

from __future__ import annotations

import yaml

from bot.policy_file.problem import meant, shown
from bot.policy_file.reader import Value


def extended(root: Value) -> Value:
    """The document with every `extends` replaced by what it stands for. A policy whose `extends` cannot be followed
    is noted and left out.
    """
    sections = [
        (name, _resolved(entry) if name.node.value.strip() == "sla" else entry) for name, entry in root.entries()
    ]
    return _mapping(root, sections)


def _resolved(section: Value) -> Value:
    if not isinstance(section.node, yaml.MappingNode):
        return section
    policies = {name.node.value.strip(): (name, entry) for name, entry in section.entries()}
    resolved = [
        (name, whole) for key, (name, _) in policies.items() if (whole := _whole(key, policies, ())) is not None
    ]
    return _mapping(section, resolved)


def _whole(key: str, policies: dict[str, tuple[Value, Value]], above: tuple[str, ...]) -> Value | None:
    """The policy `key` with what it inherits; None when that cannot be told."""
    _, policy = policies[key]
    if not isinstance(policy.node, yaml.MappingNode):
        return policy
    parent = next((entry for name, entry in policy.entries() if name.node.value.strip() == "extends"), None)
    if parent is None:
        return policy
    wanted = parent.node.value.strip() if parent.is_text else ""
    if wanted not in policies:
        parent.wrong(f"{shown(wanted)} is not a policy of sla.", meant(wanted, policies.keys() - {key}))
        return None
    if wanted in (key, *above):
        round_trip = " -> ".join([*above, key, wanted])
        parent.wrong(f"goes round in a circle ({round_trip}).", "Let one of them stand by itself.")
        return None
    inherited = _whole(wanted, policies, (*above, key))
    own = [pair for pair in policy.entries() if pair[1] is not parent and pair[0].node.value.strip() != "extends"]
    return None if inherited is None else _merged(inherited, _mapping(policy, own))


def _merged(below: Value, above: Value) -> Value:
    """Two values as one: mappings key by key, and anything else as `above` has it."""
    if not isinstance(below.node, yaml.MappingNode) or not isinstance(above.node, yaml.MappingNode):
        return above
    merged = {name.node.value.strip(): (name, entry) for name, entry in below.entries()}
    for name, entry in above.entries():
        key = name.node.value.strip()
        merged[key] = (name, _merged(merged[key][1], entry) if key in merged else entry)
    return _mapping(above, list(merged.values()))


def _mapping(like: Value, pairs: list[tuple[Value, Value]]) -> Value:
    mark, end = like.node.start_mark, like.node.end_mark
    node = yaml.MappingNode(like.node.tag, [(name.node, entry.node) for name, entry in pairs], mark, end)
    return Value(node, like.key, like.report)
