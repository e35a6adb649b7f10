"""The files of a message while some of them go and others come: each keeps the number that its copy is known by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.tickets.events import File


def numbered(files: Sequence[File], above: int = 0) -> tuple[File, ...]:
    """The files, each with its number: its own, else its place among those that never changed, else the next free one.

    Numbers that are given anew are greater than `above`.
    """
    top = max((above, *(each.number for each in files)))
    found: list[File] = []
    for each in files:
        top += not each.number
        found.append(each if each.number else replace(each, number=top))
    return tuple(found)


def changed_files(files: Sequence[File], now: Sequence[File], above: int = 0) -> tuple[File, ...]:
    """The files of a message that has those of `now`: which are there still as they were, and behind them the new ones.

    What nothing is known of by now but that it is there (no link) is not new. New numbers are greater than `above`.
    """
    stay = [each for each in numbered(files) if any(_is_same(each, other) for other in now)]
    new = [each for each in now if each.url and not any(_is_same(each, other) for other in files)]
    return numbered((*stay, *new), max(above, len(files), *(each.number for each in files), 0))


def _is_same(one: File, other: File) -> bool:
    """Whether both are one file: what stands behind the `?` of an address may be new each time."""
    if one.source and one.source == other.source:
        return True
    return bool(one.url) and one.url.partition("?")[0] == other.url.partition("?")[0]
