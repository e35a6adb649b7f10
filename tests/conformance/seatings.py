"""Who sits where: the platform of those who ask and of those who respond."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seating:
    """Which platform the requesters use and which the responders; a platform that nobody uses is off."""

    requesters: str
    responders: str

    @property
    def crossed(self) -> bool:
        """Whether both platforms are on: then each team has a card on each."""
        return self.requesters != self.responders

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are on."""
        return tuple(sorted({self.requesters, self.responders}))

    def __str__(self) -> str:
        return f"{self.requesters}-to-{self.responders}" if self.crossed else self.requesters


SEATINGS = (
    Seating("slack", "slack"),
    Seating("teams", "teams"),
    Seating("slack", "teams"),
    Seating("teams", "slack"),
)
