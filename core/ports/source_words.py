"""Messages whose words a prompt, a form or a ticket has taken, so that what becomes of a message reaches those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.people import PersonId
from core.tickets.events import File


@dataclass(frozen=True, slots=True)
class SourceWords:
    """The words of a message (`place#message`) that `holder` has: a ticket's number, or the key of a prompt.

    `text` is how they read now (None: the message was deleted), since `at`; `edited` when an edit said so. `earlier` is
    how they read before, the oldest first, for a form that may be open with them: what a `ticket` once read is not kept
    here. `seq` orders the messages of one holder; `files` are what was shared with them. With no holder it is how the
    message reads by its newest edit, for a while, whatever has its words. Only those of a `ticket` are kept for good.
    """

    message: str
    holder: str
    author: PersonId
    text: str | None
    at: datetime
    seq: int = 0
    earlier: tuple[str, ...] = ()
    ticket: bool = False
    files: tuple[File, ...] = ()
    edited: bool = False


class Sources(Protocol):
    """Words and the messages they came from; part of a `Transaction`."""

    def hold_sources(self, message: str) -> tuple[SourceWords, ...]:
        """All that has the words of a message, by holder; nobody else may change it until this transaction ends.

        Where nothing has them, nobody else comes to have them until then.
        """
        ...

    def sources_of(self, holder: str) -> tuple[SourceWords, ...]:
        """The words that a holder has, in their order, for reading only."""
        ...

    def forget_unheard(self, before: datetime) -> None:
        """Forget the words of edits before that instant that no holder has; that a message was deleted is kept."""
        ...

    def keep_sources(self, words: Sequence[SourceWords]) -> None:
        """Keep words by message and holder, in the place of what was kept there."""
        ...
