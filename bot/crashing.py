"""Named places at which a test may let the process die, as if the power went: `DESKBELL_CRASH_AT=<name>:<nth>`.

Without that variable a crash point does nothing.
"""

from __future__ import annotations

import os
import signal
from itertools import count

POINTS = ("before-speaking", "after-speaking", "before-recording", "after-recording")
_at, _, _nth = os.environ.get("DESKBELL_CRASH_AT", "").partition(":")
_passes = count(1)


def crash_point(name: str) -> None:
    """Die here by SIGKILL when this is the place and the turn that the environment names."""
    if _at and name == _at and next(_passes) >= int(_nth or "1"):
        os.kill(os.getpid(), signal.SIGKILL)
