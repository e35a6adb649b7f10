"""Which change of an open form is the newest: its redraw wins, whichever of two comes or is drawn first.

Each change brings the whole state of the form, so what the newest one draws holds every earlier choice. What tells them
apart is when Slack says that they were made, as far as this process heard of them. A view's `hash` tells that something
was drawn meanwhile, never by which change; and no method of Slack reads an open view back. So of two changes at once
that go to two processes, the older one wins where it is drawn last, until the next change (docs/running.md says so).
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

_MOST = 1_000
"""Forms that are remembered: more are not being changed in one moment."""


class Redraws:
    """When each form was changed last, of what came to this process."""

    def __init__(self) -> None:
        self._newest: OrderedDict[str, datetime] = OrderedDict()

    def begin(self, view: str, made_at: datetime) -> None:
        """A change of this form has arrived."""
        self._newest[view] = max(made_at, self._newest.pop(view, made_at))
        while len(self._newest) > _MOST:
            self._newest.popitem(last=False)

    def is_newest(self, view: str, made_at: datetime) -> bool:
        """Whether no later change of the form has arrived."""
        return self._newest.get(view, made_at) <= made_at
