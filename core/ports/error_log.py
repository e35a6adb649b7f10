"""Where what goes wrong is told to those who run the desk."""

from __future__ import annotations

from typing import Protocol


class ErrorLog(Protocol):
    """Where what goes wrong is told to those who run the desk: once, under a stable name, without people's words."""

    def note(self, action: str, /, **fields: object) -> None:
        """Something that happens on a bad day and needs no mending here."""
        ...

    def bug(self, action: str, error: BaseException, /, **fields: object) -> str:
        """A fault of ours, with its traceback. Returns the short code that a person is shown."""
        ...
