"""Flat chats and the messages that tickets were made of, as statements: the part of a transaction that keeps them."""

from __future__ import annotations

import json
from datetime import datetime

from core.people import PersonId
from core.ports.chats import Chat, SetAside, Waiting
from storage import codec
from storage.comments import read_files, write_files
from storage.driver import Driver, Found, Parameters, one
from storage.instants import instant, instant_or_none, micros, micros_or_none

_CHAT = "SELECT ticket, since, last, asked_at FROM chats WHERE person = :person AND place = :place"
_HOLD_CHAT = (
    "INSERT INTO chats (person, place) VALUES (:person, :place)"
    " ON CONFLICT (person, place) DO UPDATE SET person = chats.person RETURNING ticket, since, last, asked_at"
)
_KEEP_CHAT = (
    "INSERT INTO chats (person, place, ticket, since, last, asked_at)"
    " VALUES (:person, :place, :ticket, :since, :last, :asked_at) ON CONFLICT (person, place) DO UPDATE SET"
    " ticket = excluded.ticket, since = excluded.since, last = excluded.last, asked_at = excluded.asked_at"
)
_WORDS = (
    "SELECT text, said_in, at, files, styles, questions, not_about FROM chat_words"
    " WHERE person = :person AND place = :place ORDER BY seq"
)
_UNANSWERED = (
    "SELECT person, place FROM chats WHERE asked_at >= :after AND asked_at < :before AND EXISTS (SELECT 1 FROM"
    " chat_words WHERE chat_words.person = chats.person AND chat_words.place = chats.place) ORDER BY person, place"
)
_FORGET_WORDS = "DELETE FROM chat_words WHERE person = :person AND place = :place"
_KEEP_WORDS = (
    "INSERT INTO chat_words (person, place, seq, text, said_in, at, files, styles, questions, not_about)"
    " VALUES (:person, :place, :seq, :text, :said_in, :at, :files, :styles, :questions, :not_about)"
)
_SET_ASIDE = (
    "INSERT INTO words_aside (person, key, text, files, at) VALUES (:person, :key, :text, :files, :at)"
    " ON CONFLICT (person, key) DO UPDATE SET text = excluded.text, files = excluded.files, at = excluded.at"
)
_ASIDE = "SELECT key, text, files FROM words_aside WHERE person = :person AND key = :key"
_MADE_OF = "SELECT ticket FROM origins WHERE message = :message"
_KEEP_ORIGIN = (
    "INSERT INTO origins (message, ticket, at) VALUES (:message, :ticket, :at) ON CONFLICT (message) DO NOTHING"
)


class ChatStatements:
    """Implements `core.ports.chats.Chats`, and which ticket was made of a message."""

    __slots__ = ()
    sql: Driver

    def chat(self, person: PersonId, place: str) -> Chat:
        """The chat, for reading only; an empty one when nothing is kept."""
        found = one(self.sql.rows(_CHAT, {"person": person, "place": place}))
        return Chat() if found is None else self._chat(found, person, place)

    def hold_chat(self, person: PersonId, place: str) -> Chat:
        """The chat, which nobody else may hold or change until the end of this transaction."""
        return self._chat(self.sql.rows(_HOLD_CHAT, {"person": person, "place": place})[0], person, place)

    def _chat(self, row: Found, person: PersonId, place: str) -> Chat:
        ticket, since, last, asked_at = row
        words = self.sql.rows(_WORDS, {"person": person, "place": place})
        waiting = tuple(
            Waiting(
                codec.read_text(text),
                said_in,
                instant(at),
                read_files(files),
                tuple(json.loads(styles)),
                tuple(json.loads(questions)),
                tuple(json.loads(not_about)),
            )
            for text, said_in, at, files, styles, questions, not_about in words
        )
        return Chat(ticket, instant_or_none(since), instant_or_none(last), instant_or_none(asked_at), waiting)

    def unanswered(self, after: datetime, before: datetime) -> list[tuple[PersonId, str]]:
        """Whose chats, where, hold words that wait for an answer, asked for last since `after` and before `before`."""
        found = self.sql.rows(_UNANSWERED, {"after": micros(after), "before": micros(before)})
        return [(PersonId(person), str(place)) for person, place in found]

    def keep_chat(self, person: PersonId, place: str, chat: Chat) -> None:
        """Keep the chat with the words that wait, in their order."""
        whose: Parameters = {"person": person, "place": place}
        state: Parameters = {
            "ticket": chat.ticket,
            "since": micros_or_none(chat.since),
            "last": micros_or_none(chat.last),
            "asked_at": micros_or_none(chat.asked_at),
        }
        self.sql.change(_KEEP_CHAT, {**whose, **state})
        self.sql.change(_FORGET_WORDS, whose)
        rows: list[Parameters] = [
            {
                **whose,
                "seq": seq,
                "text": codec.write_text(each.text),
                "said_in": each.said_in,
                "at": micros(each.at),
                "files": write_files(each.files),
                "styles": json.dumps(each.styles),
                "questions": json.dumps(each.questions),
                "not_about": json.dumps(each.not_about),
            }
            for seq, each in enumerate(chat.waiting)
        ]
        if rows:
            self.sql.change_all(_KEEP_WORDS, rows)

    def set_aside(self, person: PersonId, words: SetAside, at: datetime) -> None:
        """Keep words for a form, under their key, for as long as receipts; others of that key are forgotten."""
        row: Parameters = {
            "person": person,
            "key": words.key,
            "text": codec.write_text(words.text),
            "files": write_files(words.files),
            "at": micros(at),
        }
        self.sql.change(_SET_ASIDE, row)

    def aside(self, person: PersonId, key: str) -> SetAside | None:
        """The words that a person set aside under that key."""
        found = one(self.sql.rows(_ASIDE, {"person": person, "key": key}))
        return None if found is None else SetAside(found[0], codec.read_text(found[1]), read_files(found[2]))

    def made_of(self, message: str) -> str | None:
        """The ticket that was made of a message (`place#message`), or None."""
        found = one(self.sql.rows(_MADE_OF, {"message": message}))
        return None if found is None else str(found[0])

    def keep_origin(self, message: str, ticket: str, at: datetime) -> None:
        """Remember for good that a ticket was made of a message. Raises Conflict when one just was, here or later."""
        row: Parameters = {"message": message, "ticket": ticket, "at": micros(at)}
        self.sql.later("origins", _KEEP_ORIGIN, row, missed=f"{message} was made into a ticket a moment ago.")
