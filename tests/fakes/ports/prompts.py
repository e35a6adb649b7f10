"""Prompts in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.people import PersonId
from core.ports.prompts import Over, Prompt


@dataclass
class PromptsInMemory:
    """Implements core.ports.prompts.Prompts."""

    prompts: dict[str, Prompt] = field(default_factory=dict)

    def keep_prompt(self, prompt: Prompt) -> None:
        self.prompts.setdefault(prompt.message, prompt)

    def end_prompts(self, messages: Sequence[str], why: Over) -> None:
        for each in messages:
            if (found := self.prompts.get(each)) is not None and found.over is None:
                self.prompts[each] = replace(found, over=why)

    def prompt(self, message: str) -> Prompt | None:
        return self.prompts.get(message)

    def prompts_of(self, person: PersonId) -> list[Prompt]:
        return [one for one in self._sorted() if one.person == person and one.over is None]

    def prompts_about(self, message: str) -> list[Prompt]:
        return [one for one in self._sorted() if message and one.about == message]

    def old_prompts(self, before: datetime, most: int) -> list[Prompt]:
        return [one for one in self._sorted() if one.over is None and one.at < before][:most]

    def _sorted(self) -> list[Prompt]:
        return sorted(self.prompts.values(), key=lambda one: (one.at, one.message))
