"""What is kept about a flat chat with one person: which ticket it is about, and words that wait for that answer.

A chat belongs to one person in one place. It is kept for good: a restart, or a long silence, loses none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from core.people import PersonId
from core.tickets.events import File
from core.tickets.ticket import Ticket

STICKS = timedelta(minutes=30)
"""For how long of silence an answer holds (experience.md section 5.4); at the very end it still does."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words that wait: the text with its styles, the message (`place#message`), when it was said, its files."""

    text: str
    said_in: str | None
    at: datetime
    files: tuple[File, ...] = ()
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chat:
    """One person's flat chat. `ticket` is their answer, given at `since`; they last wrote at `last`.

    `asked_at` is when they were last asked which ticket the `waiting` words are about.
    """

    ticket: str | None = None
    since: datetime | None = None
    last: datetime | None = None
    asked_at: datetime | None = None
    waiting: tuple[Waiting, ...] = ()

    def about(self, tickets: Sequence[Ticket], at: datetime) -> Ticket | None:
        """Which of a person's tickets they are speaking of at `at`, as far as they said so.

        Silence ends an answer, as does the ticket's end, and a ticket that is newer than the answer.
        """
        if self.since is None or self.last is None or at - self.last > STICKS:
            return None
        since = self.since
        if any(one.created_at is not None and one.created_at > since for one in tickets):
            return None
        return next((one for one in tickets if one.ref == self.ticket), None)

    def heard(self, at: datetime) -> Chat:
        """The chat after words at `at`: an answer that still holds holds on."""
        if self.last is None or at - self.last > STICKS:
            return self
        return replace(self, last=max(self.last, at))


@dataclass(frozen=True, slots=True)
class SetAside:
    """Words that were set aside for a form which has not opened yet; `key` says for which."""

    key: str
    text: str
    files: tuple[File, ...] = ()


class Chats(Protocol):
    """Flat chats as they stand; part of a `Transaction`."""

    def chat(self, person: PersonId, place: str) -> Chat:
        """The chat, for reading only; an empty one when nothing is kept."""
        ...

    def hold_chat(self, person: PersonId, place: str) -> Chat:
        """The chat, which nobody else may hold or change until the end of this transaction."""
        ...

    def keep_chat(self, person: PersonId, place: str, chat: Chat) -> None:
        """Keep the chat with the words that wait, in their order."""
        ...

    def set_aside(self, person: PersonId, words: SetAside, at: datetime) -> None:
        """Keep words for a form, under their key, for as long as receipts; others of that key are forgotten."""
        ...

    def aside(self, person: PersonId, key: str) -> SetAside | None:
        """The words that a person set aside under that key."""
        ...
