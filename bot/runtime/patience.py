"""Waiting for a database that is not there yet: whoever starts a machine starts both, and one of them is first."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.ports.tickets import NotThereYet

PATIENCE = 60.0
"""Seconds that a start waits for a server that does not answer."""
_BETWEEN = 1.0  # seconds


def until_there(
    look: Callable[[], object],
    tell: Callable[[NotThereYet], object],
    *,
    steady: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Look until somebody answers, and `tell` once what is waited for.

    Raises NotThereYet after PATIENCE, and at once whatever else `look` raises.
    """
    ends: float | None = None
    while True:
        try:
            look()
        except NotThereYet as error:
            if ends is None:
                ends = steady() + PATIENCE
                tell(error)
            if steady() >= ends:
                raise
        else:
            return
        sleep(_BETWEEN)
