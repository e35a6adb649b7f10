"""The resolved file as plain data: to show (secrets masked) and to hash (so that a policy has a version)."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TypeAlias

import yaml

from bot.policy_file.problem import SECRET_KEY, SECRET_VALUE, VARIABLE
from bot.policy_file.reader import Value

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
MASK = "***"

_INT = re.compile(r"-?(0|[1-9][0-9]{0,15})")


def plain(value: Value) -> Plain:
    """A value of the file as data: whole numbers, true and false, empty, and everything else as it is written."""
    node = value.node
    match node:
        case yaml.MappingNode():
            return {name.node.value.strip(): plain(entry) for name, entry in value.entries()}
        case yaml.SequenceNode():
            return [plain(item) for item in value.items()]
    if value.is_empty:
        return None
    written = str(node.value)
    bare = isinstance(node, yaml.ScalarNode) and not node.style
    if bare and _INT.fullmatch(written):
        return int(written)
    if bare and written in ("true", "false"):
        return written == "true"
    return written


def version(resolved: dict[str, Plain]) -> str:
    """Twelve hex digits that change when the file's meaning may have: not with comments, order of keys or spacing."""
    canonical = json.dumps(resolved, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def mask(resolved: Plain, under: str = "") -> Plain:
    """The same with `***` for every text that is a secret by its key or by its looks."""
    match resolved:
        case dict():
            return {key: mask(entry, key) for key, entry in resolved.items()}
        case list():
            return [mask(item, under) for item in resolved]
        case str() if SECRET_VALUE.search(resolved) or (SECRET_KEY.search(under) and not _names_one(under, resolved)):
            return MASK
    return resolved


def _names_one(under: str, written: str) -> bool:
    """Whether it is where a secret is found, and none: an automation's, by the name of an environment variable."""
    return under == "secret" and VARIABLE.fullmatch(written) is not None


def as_yaml(resolved: dict[str, Plain]) -> str:
    """The resolved file as YAML, secrets masked."""
    return yaml.safe_dump(mask(resolved), sort_keys=False, allow_unicode=True, width=120)
