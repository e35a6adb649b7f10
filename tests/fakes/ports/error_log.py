"""What those who run the desk were told, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

Told = tuple[str, dict[str, object]]


@dataclass
class ErrorLogInMemory:
    """Implements core.ports.error_log.ErrorLog."""

    notes: list[Told] = field(default_factory=list)
    bugs: list[Told] = field(default_factory=list)

    def note(self, action: str, /, **fields: object) -> None:
        self.notes.append((action, fields))

    def bug(self, action: str, error: BaseException, /, **fields: object) -> str:
        self.bugs.append((action, fields))
        return f"E-{type(error).__name__}"
