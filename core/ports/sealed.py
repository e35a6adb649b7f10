"""Answers that the fulfilment staff alone may read, kept sealed beside their ticket; part of a `Transaction`.

What is sealed can be opened for that field of that ticket only: a row that was moved elsewhere stays shut.
"""

from __future__ import annotations

from typing import Protocol


class NoKey(Exception):
    """The desk has no key to seal an answer with; nothing was kept."""


class SealedAnswers(Protocol):
    """The only place in which such an answer is kept."""

    def seal(self, ref: str, field: str, answer: str | None) -> None:
        """Keep a ticket's answer to a field, sealed, in the place of the one before; None removes it. Raises NoKey."""
        ...

    def unseal(self, ref: str, field: str) -> str | None:
        """The answer; None where no key of the desk opens it, or there is none."""
        ...
