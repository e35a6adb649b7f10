"""Small named values of the desk itself: the settings its clocks were last run with, when digests were last sent."""

from __future__ import annotations

from typing import Protocol


class KeptValues(Protocol):
    """Small named values kept across restarts; part of a `Transaction`."""

    def recall(self, name: str) -> str | None:
        """A small named value kept across restarts (the settings text the clocks were last run with)."""
        ...

    def hold(self, name: str) -> str | None:
        """Recall a small named value, and let nobody else hold or change it until the end of this transaction."""
        ...

    def remember(self, name: str, value: str) -> None:
        """Keep a small named value."""
        ...
