"""What the desk keeps about a flat chat with one person: which ticket it is about, and words that wait for that answer.

It stands in the store as small named values, so a restart loses none of it. A chat belongs to one person in one place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.people import PersonId
from core.ports.tickets import Transaction
from core.tickets.events import File
from core.tickets.ticket import Ticket
from core.ui.text import clean

STICKS = timedelta(minutes=30)
"""For how long of silence an answer holds (experience.md section 5.4); at the very end it still does."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words that wait: the text, the message (`place#message`), when it was said, its files."""

    text: str
    said_in: str | None
    at: datetime
    files: tuple[File, ...] = ()


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


def look(tx: Transaction, person: PersonId, place: str) -> Chat:
    """The chat as it stands, for reading only."""
    return _read(tx.recall(_name(person, place)))


def hold(tx: Transaction, person: PersonId, place: str) -> Chat:
    """The chat, held until the end of the transaction: of two messages at once the second sees what the first kept."""
    return _read(tx.hold(_name(person, place)))


def keep(tx: Transaction, person: PersonId, place: str, chat: Chat) -> None:
    """Keep the chat."""
    kept = {
        "ticket": chat.ticket,
        "since": _iso(chat.since),
        "last": _iso(chat.last),
        "asked_at": _iso(chat.asked_at),
        "waiting": [_written(each) for each in chat.waiting],
    }
    tx.remember(_name(person, place), json.dumps(kept))


def change(tx: Transaction, person: PersonId, said_in: str, text: str | None) -> None:
    """A message that may be waiting was edited, or deleted (`text` None)."""
    place = said_in.partition("#")[0]
    if not any(each.said_in == said_in for each in look(tx, person, place).waiting):
        return
    chat = hold(tx, person, place)
    changed = tuple(
        replace(each, text=clean(text or "")) if each.said_in == said_in else each
        for each in chat.waiting
        if each.said_in != said_in or text is not None
    )
    keep(tx, person, place, replace(chat, waiting=changed))


def set_aside(tx: Transaction, person: PersonId, key: str, words: Sequence[Waiting]) -> None:
    """Keep words for a form that has not opened yet, under `key`; only the last ones are."""
    kept = {"key": key, "text": "\n".join(each.text for each in words if each.text), "files": _files(words)}
    tx.remember(f"aside:{person}", json.dumps(kept))


def set_aside_for(tx: Transaction, person: PersonId, key: str) -> tuple[str, tuple[File, ...]]:
    """The words and files that were set aside under `key`; nothing when others were since."""
    kept = json.loads(tx.recall(f"aside:{person}") or "{}")
    if not key or kept.get("key") != key:
        return "", ()
    return kept["text"], tuple(File(name, url) for name, url in kept["files"])


def _name(person: PersonId, place: str) -> str:
    return f"chat:{person}@{place}"


def _files(words: Sequence[Waiting]) -> list[tuple[str, str]]:
    return [(file.name, file.url) for each in words for file in each.files]


def _written(each: Waiting) -> dict[str, object]:
    return {"text": each.text, "said_in": each.said_in, "at": _iso(each.at), "files": _files((each,))}


def _read(written: str | None) -> Chat:
    if not written:
        return Chat()
    kept = json.loads(written)
    waiting = tuple(
        Waiting(
            each["text"],
            each["said_in"],
            datetime.fromisoformat(each["at"]),
            tuple(File(name, url) for name, url in each["files"]),
        )
        for each in kept["waiting"]
    )
    return Chat(kept["ticket"], _instant(kept["since"]), _instant(kept["last"]), _instant(kept["asked_at"]), waiting)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
