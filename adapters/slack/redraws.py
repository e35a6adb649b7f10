"""Which change of an open form is the newest: its redraw wins, whichever of two comes first.

Each change brings the whole state of the form, so what the newest one draws holds every earlier choice.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import count

_MOST = 1_000
"""Forms that are remembered: more are not being changed in one moment."""


class Redraws:
    """Numbers the changes of each form, as they arrive at this process."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._newest: OrderedDict[str, int] = OrderedDict()

    def begin(self, view: str) -> int:
        """A change of this form has arrived; its number."""
        self._newest.pop(view, None)
        self._newest[view] = number = next(self._numbers)
        while len(self._newest) > _MOST:
            self._newest.popitem(last=False)
        return number

    def is_newest(self, view: str, number: int) -> bool:
        """Whether no later change of the form has arrived."""
        return self._newest.get(view, number) <= number
