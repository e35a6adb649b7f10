"""Things that the company has, as app.yaml names them."""

from __future__ import annotations

from dataclasses import dataclass

from core.people import PersonId


@dataclass(frozen=True, slots=True)
class Asset:
    """A thing that the company has: its number, what it is called, of which `kind`, whose it is and its `serial`."""

    key: str
    name: str
    kind: str = "device"
    owner: PersonId | None = None
    serial: str = ""

    @property
    def label(self) -> str:
        """How it is named to people: `Standard 14 (LT-2231)`."""
        return f"{self.name} ({self.key})"
