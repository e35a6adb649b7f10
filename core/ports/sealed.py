"""Answers that the fulfilment staff alone may read, kept sealed beside their ticket; part of a `Transaction`.

What is sealed can be opened for that field of that ticket only: a row that was moved elsewhere stays shut.
"""

from __future__ import annotations

from typing import Protocol


class NoKey(Exception):
    """The desk has no key to seal an answer with; nothing was kept."""


class SealedAnswers(Protocol):
    """The only place in which such an answer is kept."""

    def seal(self, ref: str, field: str, answer: str | None, version: int = 0) -> None:
        """Keep a ticket's answer to a field, sealed, as it stands from that version of the ticket on.

        None: from then on there is none. What stood at versions before is kept: it may be what was agreed to, and be
        undone by that. Raises NoKey.
        """
        ...

    def unseal(self, ref: str, field: str, version: int | None = None) -> str | None:
        """The answer as it stood at that version of the ticket, or stands now.

        None where no key of the desk opens it, or there is none.
        """
        ...
