"""Small named values in memory."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ValuesInMemory:
    """Implements core.ports.kept_values.Memory. One transaction runs at a time: nobody else can hold a value."""

    values: dict[str, str] = field(default_factory=dict)

    def recall(self, name: str) -> str | None:
        return self.values.get(name)

    def hold(self, name: str) -> str | None:
        return self.recall(name)

    def remember(self, name: str, value: str) -> None:
        self.values[name] = value
