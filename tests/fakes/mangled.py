"""Junk in any place of a real payload, whichever platform sent it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest

Json: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]


def paths(found: object, at: Path = ()) -> Iterator[Path]:
    """Where something stands in a payload."""
    if at:
        yield at
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for name, each in inner:
        yield from paths(each, (*at, name))


def mangle(payload: Json, path: Path, junk: object) -> Json:
    """The payload with junk (or, for "gone", nothing) at this place; what stands beside the way there is shared."""
    mangled = copy.copy(payload)
    *outer, last = path
    inner: Any = mangled
    for name in outer:
        inner[name] = copy.copy(inner[name])
        inner = inner[name]
    if junk == "gone":
        del inner[last]
    else:
        inner[last] = copy.deepcopy(junk)
    return mangled


def bugs_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as a fault of ours."""
    return [f"{record.getMessage()}: {record.exc_info}" for record in caplog.records if record.levelname == "ERROR"]
