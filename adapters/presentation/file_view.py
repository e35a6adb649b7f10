"""An attachment as templates see it: only a web address becomes a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.ports.outbox import FactValue


@dataclass(frozen=True, slots=True)
class FileView:
    """An attachment; `url` is empty when it is no web address."""

    name: str
    url: str


def file_view(name: str, url: str) -> FileView:
    """An attachment by its name and where it lies."""
    return FileView(name, url if url.lower().startswith(("https://", "http://")) else "")


def files_of(facts: Mapping[str, FactValue]) -> tuple[FileView, ...]:
    """The attachments a notice names (`name|url`)."""
    named = facts.get("files")
    if not isinstance(named, Sequence) or isinstance(named, str):
        return ()
    return tuple(file_view(name, url) for name, _, url in (one.rpartition("|") for one in named))
