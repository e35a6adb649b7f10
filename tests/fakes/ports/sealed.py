"""Sealed answers in memory, by ticket and field. `keyless` is a desk that has no key."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.ports.sealed import NoKey


@dataclass
class SealedInMemory:
    """Implements core.ports.sealed.SealedAnswers."""

    boxes: dict[tuple[str, str], dict[int, str | None]] = field(default_factory=dict)
    keyless: bool = False

    def seal(self, ref: str, field: str, answer: str | None, version: int = 0) -> None:
        if answer is not None and self.keyless:
            raise NoKey("There is no key to seal an answer with.")
        kept = (ref.rpartition("-")[2], field)
        self.boxes[kept] = {**self.boxes.get(kept, {}), version: answer}

    def unseal(self, ref: str, field: str, version: int | None = None) -> str | None:
        kept = {} if self.keyless else self.boxes.get((ref.rpartition("-")[2], field), {})
        stood = [each for each in kept if version is None or each <= version]
        return kept[max(stood)] if stood else None
