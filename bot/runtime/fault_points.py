"""Named places at which a test lets the process die, as if the power went. Unarmed, a crash point does nothing."""

from __future__ import annotations

import os
import signal
from itertools import count

POINTS = ("before-speaking", "after-speaking", "before-recording", "after-recording")
"""Those of delivery. Whoever calls an automation passes `before-calling` and `after-calling`."""
_armed: dict[str, int] = {}
_passes = count(1)


def arm(point: str, nth: int) -> None:
    """Die by SIGKILL when this point is passed for the `nth` time."""
    _armed[point] = nth


def crash_point(name: str) -> None:
    """Die here when armed."""
    if _armed and name in _armed and next(_passes) >= _armed[name]:
        os.kill(os.getpid(), signal.SIGKILL)
