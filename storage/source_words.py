"""Messages whose words a prompt or a ticket has, as statements: the part of a transaction that keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from core.ports.source_words import SourceWords
from storage import codec
from storage.comments import read_files, write_files
from storage.driver import Driver, Found, Parameters
from storage.instants import instant, micros

_NAMES = "message, holder, author, earlier, text, at, seq, ticket, files, edited"
_HOLD = {
    "sqlite": "UPDATE source_words SET author = author WHERE message = :message",
    # Rows that are not there yet cannot be held: who takes the words of a message and who edits it wait for each other.
    "postgresql": "SELECT pg_advisory_xact_lock(hashtextextended(:message, 0))",
}
_OF_MESSAGE = f"SELECT {_NAMES} FROM source_words WHERE message = :message ORDER BY holder"  # noqa: S608  # our names
_OF_HOLDER = f"SELECT {_NAMES} FROM source_words WHERE holder = :holder ORDER BY seq, message"  # noqa: S608  # our names
_KEEP = (
    f"INSERT INTO source_words ({_NAMES})"  # noqa: S608  # our names
    " VALUES (:message, :holder, :author, :earlier, :text, :at, :seq, :ticket, :files, :edited)"
    " ON CONFLICT (message, holder) DO UPDATE SET author = excluded.author, earlier = excluded.earlier,"
    " text = excluded.text, at = excluded.at, seq = excluded.seq, files = excluded.files, edited = excluded.edited"
)
_FORGET = "DELETE FROM source_words WHERE holder = '' AND text IS NOT NULL AND at < :before"


class SourceStatements:
    """Implements `core.ports.source_words.Sources`."""

    __slots__ = ()
    sql: Driver

    def hold_sources(self, message: str) -> tuple[SourceWords, ...]:
        """All that has the words of a message, which nobody else may change, or come to have, until the end."""
        self.sql.change(_HOLD[self.sql.dialect.name], {"message": message})
        return tuple(map(_read, self.sql.rows(_OF_MESSAGE, {"message": message})))

    def sources_of(self, holder: str) -> tuple[SourceWords, ...]:
        """The words that a holder has, in their order, for reading only."""
        return tuple(map(_read, self.sql.rows(_OF_HOLDER, {"holder": holder})))

    def forget_unheard(self, before: datetime) -> None:
        """Forget the words of edits before that instant which no message has taken."""
        self.sql.change(_FORGET, {"before": micros(before)})

    def keep_sources(self, words: Sequence[SourceWords]) -> None:
        """Keep words by message and holder, in the place of what was kept there."""
        rows: list[Parameters] = [
            {
                "message": each.message,
                "holder": each.holder,
                "author": each.author,
                "earlier": json.dumps(each.earlier),
                "text": None if each.text is None else codec.write_text(each.text),
                "at": micros(each.at),
                "seq": each.seq,
                "ticket": each.ticket,
                "files": write_files(each.files),
                "edited": each.edited,
            }
            for each in words
        ]
        if rows:
            self.sql.change_all(_KEEP, rows)


def _read(row: Found) -> SourceWords:
    message, holder, author, earlier, text, at, seq, ticket, files, edited = row
    now = None if text is None else codec.read_text(text)
    return SourceWords(
        message, holder, author, now, instant(at), seq, tuple(json.loads(earlier)), bool(ticket), read_files(files),
        bool(edited),
    )  # fmt: skip
