"""What happens to answers that are for the fulfilment staff alone. No event holds such an answer itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswersSealed:
    """Answers of an older version, which stood among the others, are sealed from now on."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswersRead:
    """Somebody of the fulfilment staff looked at the answers to these fields, or the automation of a `task` did."""

    fields: tuple[str, ...]
    task: str = ""
