"""How fast a platform lets us speak: what it counts together, a `Meter` counts over all processes of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Count:
    """What a platform counts together: one each so many `seconds`, and `burst` at once after a silence.

    `next free = start of attempt + pace` (performance.md, "Speaking"), as far back as there is credit.
    """

    name: str
    seconds: float
    burst: int = 1

    @property
    def credit(self) -> float:
        """So far back, in seconds, may the turns lie that nobody took."""
        return self.seconds * (self.burst - 1)


@dataclass(frozen=True, slots=True)
class Turn:
    """In how many seconds the next turn comes; `taken`: nobody else gets it. `rest`: until the one after it comes."""

    wait: float
    taken: bool
    rest: float


class Meter(Protocol):
    """Gives turns. Raises StorageUnavailable where it is kept in a database that does not answer."""

    async def take(self, count: Count, within: float) -> Turn:
        """The next turn of this count, taken unless it comes later than `within` seconds from now."""
        ...

    async def hold(self, count: Count, seconds: float) -> None:
        """The platform asked for patience: no turn for so long."""
        ...

    def rest(self, count: Count) -> float:
        """In how many seconds the next turn comes, as far as this process knows: another one may have taken it."""
        ...
