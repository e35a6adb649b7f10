"""What conversations and platforms took lately: by it one notice's own trouble is told from that of where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.sender import Attempt, Patience
from core.ports.outbox import Leased

_LATELY, _MOST = timedelta(minutes=5), 8192


@dataclass(slots=True)
class TakenLately:
    """When each conversation, and each channel, last took something, in memory."""

    _at: dict[str, datetime] = field(default_factory=dict)

    def keep(self, where: Sequence[str], now: datetime) -> None:
        """They took something just now."""
        self._at |= dict.fromkeys(where, now)
        if len(self._at) > _MOST:
            self._at = {each: at for each, at in self._at.items() if now - at < _LATELY}

    def by(self, where: str, now: datetime, lately: timedelta = _LATELY) -> bool:
        """Whether a conversation, or a channel, took anything so lately."""
        at = self._at.get(where)
        return at is not None and now - at < lately

    def hopeless(self, leased: Leased, attempt: Attempt, patience: Patience, now: datetime) -> bool:
        """Tried for a day, or often enough while others were said there (twice as often: elsewhere on the platform)."""
        rounds = leased.attempts // patience.tries
        there, elsewhere = (self.by(where, now) for where in (attempt.place, attempt.channel))
        too_old = now - leased.notice.not_before > patience.give_up
        return (rounds >= 1 and (there or too_old)) or (rounds >= 2 and elsewhere)
