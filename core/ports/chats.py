"""What is kept about a flat chat with one person: which ticket it is about, and words that wait for that answer.

A chat belongs to one person in one place. It is kept for good: a restart, or a long silence, loses none of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from core.errors import Refusal
from core.people import PersonId
from core.tickets.events import File
from core.tickets.ticket import Ticket

STICKS = timedelta(minutes=30)
"""For how long of silence an answer holds (experience.md section 5.4); at the very end it still does."""

WAITING = 20
"""How many messages wait for the answer; more are refused."""

NAMED = 5
"""How many of the waiting messages a reminder names."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words that wait: the text with its styles, the message (`place#message`), when it was said, its files.

    `questions` are those that ask about it, by their keys, in the order in which they were asked; `not_about` are the
    tickets from which whoever said it has taken it back.
    """

    text: str
    said_in: str | None
    at: datetime
    files: tuple[File, ...] = ()
    styles: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    not_about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chat:
    """One person's flat chat. `ticket` is their answer, given at `since`; they last wrote at `last`.

    `asked_at` is when they were last asked which ticket `waiting` words are about: those of them that stand last.
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

    @property
    def asked_last(self) -> str:
        """The question that was asked last of those that still wait for an answer; nothing where none does."""
        questions = self.waiting[-1].questions if self.waiting else ()
        return questions[-1] if questions else ""

    def under(self, question: str) -> tuple[Waiting, ...]:
        """The words that a question is about and that wait still. A question without a key is about all of them."""
        return tuple(one for one in self.waiting if not question or question in one.questions)

    def with_waiting(self, said: Waiting) -> Chat:
        """The chat with words that wait, too. Raises Refusal where as many wait as are kept."""
        if len(self.waiting) >= WAITING:
            raise Refusal("choose_first")
        return replace(self, waiting=(*self.waiting, said))

    def without(self, question: str) -> tuple[Waiting, ...]:
        """The words that wait on once a question is answered."""
        return tuple(one for one in self.waiting if question and question not in one.questions)

    def named(self) -> tuple[tuple[str, ...], bool]:
        """The texts of the messages that wait longest, as many as a reminder names, and whether there are more."""
        return tuple(one.text for one in self._in_turn()[:NAMED]), len(self.waiting) > NAMED

    def beside(self, said: Waiting | None) -> tuple[Waiting, ...]:
        """What one question asks about: words that wait, and those that belong with them, as they were said.

        Without `said` it is what waits longest. Half an hour of silence parts words, as it ends an answer, and so does
        a choice in between: it was made without those that came later.
        """
        parts: list[list[Waiting]] = []
        for one in self._in_turn():
            if not parts or self._parted(parts[-1][-1], one):
                parts.append([])
            parts[-1].append(one)
        return tuple(next((part for part in parts if said is None or said in part), ()))

    def _parted(self, one: Waiting, later: Waiting) -> bool:
        chose_between = self.since is not None and one.at <= self.since < later.at
        return chose_between or later.at - one.at > STICKS

    def _in_turn(self) -> list[Waiting]:
        return sorted(self.waiting, key=lambda one: one.at)

    def asked(self, question: str, about: Collection[Waiting], at: datetime) -> Chat:
        """The chat once a question was asked about some of the words that wait: those stand last now."""
        others = tuple(one for one in self.waiting if one not in about)
        those = (replace(one, questions=(*one.questions, question)) for one in self.waiting if one in about)
        return replace(self, waiting=(*others, *those), asked_at=at)

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

    def unanswered(self, after: datetime, before: datetime) -> Sequence[tuple[PersonId, str]]:
        """Whose chats, where, hold words that wait for an answer, asked for last since `after` and before `before`."""
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
