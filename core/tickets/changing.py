"""A frozen value with some fields changed: `dataclasses.replace`, several times as fast.

Every event of every decision makes such a copy of a ticket, of fifty fields. `replace` asks Python about each of them
and lets `__init__` set them anew; here they are moved from slot to slot. A value stays as frozen as it was for all.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

__all__ = ["changed"]

if TYPE_CHECKING:
    from dataclasses import replace as changed  # it is called alike, so mypy checks every field as it does there
else:
    from dataclasses import fields
    from operator import attrgetter

    @cache
    def _slots(kind):
        """How all fields of a value are taken out, and how each is put into a new one."""
        if not hasattr(kind, "__slots__") or hasattr(kind, "__post_init__"):
            raise TypeError(f"{kind.__name__} is more than its slots: change it by dataclasses.replace.")
        names = [each.name for each in fields(kind)]
        return attrgetter(*names), [getattr(kind, name).__set__ for name in names]

    def changed(value, /, **changes):
        """The same value but for `changes`. For slotted dataclasses that `__init__` only fills.

        Raises AttributeError for a field that there is not.
        """
        kind = type(value)
        take, puts = _slots(kind)
        copy = object.__new__(kind)
        for put, each in zip(puts, take(value)):  # noqa: B905  # of one length, by the same list of names
            put(copy, each)
        for name, each in changes.items():
            object.__setattr__(copy, name, each)
        return copy
