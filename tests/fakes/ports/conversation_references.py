"""Where Teams lets us speak, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from adapters.teams.conversation_references import Reference


@dataclass
class ReferencesInMemory:
    """Implements adapters.teams.conversation_references.References."""

    kept: dict[str, Reference] = field(default_factory=dict)

    async def keep(self, reference: Reference) -> None:
        self.kept[reference.key] = reference

    async def forget(self, key: str) -> None:
        self.kept.pop(key, None)

    async def find(self, key: str) -> Reference | None:
        return self.kept.get(key)

    async def named(self) -> Sequence[Reference]:
        return [self.kept[key] for key in sorted(self.kept) if self.kept[key].kind in ("team", "channel")]
