"""Where the company's places are: a place is a conversation's address (`slack:T1/C9`)."""

from __future__ import annotations

from typing import Protocol


class Places(Protocol):
    """The company's places, resolved to addresses at start; an in-memory answer, never I/O."""

    def triage(self, team: str) -> tuple[str, ...]:
        """The triage channels of a team, one per platform where it has one that was found, be it away by now."""
        ...

    def is_open(self, place: str) -> bool:
        """Whether a place may be spoken in, as far as is known: it is not away (archived, the app taken out)."""
        ...

    def admin(self) -> tuple[str, ...]:
        """Where admins are told; empty when no such channel is named (then the admins get it directly)."""
        ...

    def team_reading(self, place: str) -> str | None:
        """The team that reads a request channel (`#it-help` is read by service-desk), or None."""
        ...


class Moved(Protocol):
    """Told by a channel that its places are others than before: what the settings name is looked up anew."""

    def __call__(self, *open_again: str) -> None:
        """`open_again` are those that may be spoken in again; `direct:<speaker id>` for a new chat with one person."""
        ...
