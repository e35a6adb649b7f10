"""Sentences as data: a code and what goes into it. Their words are a presenter's templates; the core has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Datum = str | int | date | datetime | tuple[str, ...] | None
"""What goes into a sentence: a number of a ticket, a person's id, a name from app.yaml, words somebody typed; counts;
days and aware instants; several of the first, in order."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence: `code` names the block of a template, `data` are its placeholders by name."""

    code: str
    data: Mapping[str, Datum] = field(default_factory=dict)


def phrase(code: str, **data: Datum) -> Phrase:
    """The sentence of that code with that data."""
    return Phrase(code, data)
