"""How a connection to a platform stands: what readiness and the metrics ask of a channel that is not merely called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkState:
    """A connection as it stands: real seconds without it (0 while it is there), how often it was made anew, and the
    seconds since something was heard (None: nothing yet).
    """

    down_for: float
    remade: int
    silent_for: float | None

    @property
    def connected(self) -> bool:
        """Whether it is there now."""
        return self.down_for == 0


class Link:
    """Keeps how a connection stands. `now` gives real seconds that never jump: an outage is no matter of the desk's
    clock. Before it is made for the first time it is down since the link was made.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._down_since: float | None = now()
        self._made = 0
        self._heard: float | None = None

    def up(self) -> None:
        """It was made, or made anew."""
        self._down_since = None
        self._made += 1

    def down(self) -> None:
        """It is lost; whoever notices again changes nothing."""
        if self._down_since is None:
            self._down_since = self._now()

    def heard(self) -> None:
        """Something came over it."""
        self._heard = self._now()

    @property
    def state(self) -> LinkState:
        """How it stands now."""
        now = self._now()
        down = 0.0 if self._down_since is None else max(now - self._down_since, 1e-9)
        return LinkState(down, max(self._made - 1, 0), None if self._heard is None else now - self._heard)
