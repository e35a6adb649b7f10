"""What messages stand for, and which were answered already, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from core.ports.bindings import BESIDE, OVERVIEW, Binding
from core.ports.tickets import Conflict


@dataclass
class BindingsInMemory:
    """Implements core.ports.bindings.Bindings."""

    receipts: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    bound_to: dict[tuple[str, str, str], Binding] = field(default_factory=dict)
    """By ticket, role and place."""

    def receipt(self, key: str) -> str | None:
        return self.receipts.get(key)

    def keep_receipt(self, key: str, outcome: str, at: datetime) -> None:
        _keep_first(self.receipts, key, outcome)

    def made_of(self, message: str) -> str | None:
        return self.origins.get(message)

    def keep_origin(self, message: str, ticket: str, at: datetime) -> None:
        _keep_first(self.origins, message, ticket)

    def bind(self, binding: Binding) -> None:
        self.bound_to[binding.ticket, binding.role, binding.place] = binding

    def unbind(self, binding: Binding) -> None:
        self.bound_to.pop((binding.ticket, binding.role, binding.place), None)

    def bound(self, place: str, message: str) -> Binding | None:
        found = [
            one
            for one in self.bound_to.values()
            if (one.place, one.message) == (place, message) and not one.role.startswith((OVERVIEW, BESIDE))
        ]
        return min(found, key=lambda one: (one.role, one.ticket), default=None)

    def bindings(self, ref: str, role: str | None = None) -> tuple[Binding, ...]:
        found = [one for one in self.bound_to.values() if one.ticket == ref and role in (None, one.role)]
        return tuple(sorted(found, key=lambda one: (one.role, one.place)))


def _keep_first(kept: dict[str, str], key: str, value: str) -> None:
    if key in kept:
        raise Conflict(f"{key} was kept a moment ago.")
    kept[key] = value
