"""Messages whose words a prompt or a ticket has, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.ports.source_words import SourceWords


@dataclass
class SourcesInMemory:
    """Implements core.ports.source_words.Sources. One transaction runs at a time, so all of it is held."""

    sources: dict[tuple[str, str], SourceWords] = field(default_factory=dict)

    def hold_sources(self, message: str) -> tuple[SourceWords, ...]:
        found = [one for one in self.sources.values() if one.message == message]
        return tuple(sorted(found, key=lambda one: one.holder))

    def sources_of(self, holder: str) -> tuple[SourceWords, ...]:
        found = [one for one in self.sources.values() if one.holder == holder]
        return tuple(sorted(found, key=lambda one: (one.seq, one.message)))

    def forget_unheard(self, before: datetime) -> None:
        waiting = [key for key, one in self.sources.items() if not one.holder and one.text is not None]
        for key in [key for key in waiting if self.sources[key].at < before]:
            del self.sources[key]

    def keep_sources(self, words: Sequence[SourceWords]) -> None:
        self.sources |= {(one.message, one.holder): one for one in words}
