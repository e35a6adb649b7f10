"""The index that finds tickets by what people type, one implementation a database, written when a ticket is opened.

Both find by trigrams, three letters in a row, so that a part of a word finds it and any text is text: SQLite in an
FTS5 table without content (a byte or two for each trigram), PostgreSQL in a GIN index (no extension is needed, which
not every server has). What a ticket is found by never changes after it was opened.

Beside it stands `search_terms`: each word once with what is left of it without one letter, to look slips up.
Why trigrams and not words is measured in `bench/search.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    Text,
    and_,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)

from core.tickets import finding
from core.tickets.ticket import Ticket
from storage.codec import plain
from storage.driver import Parameters

Wanted = Sequence[Sequence[str]]
"""Groups of folded words: a ticket must have one of each."""

NAME = "ticket_search"
_MOST_GRAMS = 6
"""As many tell a word well enough; each more is one more list to go through."""
_NEWEST = (1_000, 10_000)

SLIPS = (
    "SELECT DISTINCT term FROM search_terms"  # noqa: S608  # our own names
    f" WHERE slip IN ({', '.join(f':k{number}' for number in range(finding.LONGEST_TERM + 1))}) ORDER BY term"
)
"""The words that have one of these left when a letter is missing."""


class Index(Protocol):
    """How a database finds tickets by what they say. A ticket goes by its number."""

    keep: Sequence[tuple[str, str]]
    """The statements, each of a table, that make a new ticket's `:words` and `:terms` (JSON) known by its `:number`."""

    def ways(self, wanted: Wanted) -> Sequence[Subquery]:
        """The `number` of each ticket that may have these words: among the newest, among ten times as many ..., of all.

        Where trigrams stand for words it may be wrong: whoever asks looks at the ticket.
        """
        ...


class SqliteIndex:
    """FTS5 without content, positions and sizes: which trigrams a ticket has, and nothing else."""

    _table = table(NAME, column("rowid", BigInteger))
    keep: Sequence[tuple[str, str]] = (
        (NAME, f"INSERT INTO {NAME} (rowid, words) VALUES (:number, :words)"),  # noqa: S608  # our own name
        (
            "search_terms",
            "INSERT OR IGNORE INTO search_terms (slip, term)"  # noqa: S608  # our own numbers
            " SELECT substr(t.value, 1, i.value - 1) || substr(t.value, i.value + 1), t.value"
            f" FROM json_each(:terms) AS t JOIN json_each('{[*range(finding.LONGEST_TERM + 1)]}') AS i"
            " ON i.value <= length(t.value)"
            " WHERE NOT EXISTS (SELECT 1 FROM search_terms k WHERE k.slip = t.value AND k.term = t.value)",
        ),
    )

    def ways(self, wanted: Wanted) -> Sequence[Subquery]:
        """All trigrams of the words, each as a quoted string, which is text whatever is in it; found newest first."""
        groups = (" OR ".join(f"({' AND '.join(map(_quoted, grams(word)))})" for word in words) for words in wanted)
        matches = literal_column(NAME, Text).op("MATCH", is_comparison=True)
        asked = matches(" AND ".join(f"({group})" for group in groups))
        return (select(self._table.c.rowid.label("number")).where(asked).subquery("found"),)


class PostgresIndex:
    """The words as text, with a GIN index of their trigrams.

    Such an index gives all it finds at once, in no order. A word that many tickets have is had by the newest too: so
    those are looked through first, by their numbers.
    """

    _table = table(NAME, column("number", BigInteger), column("words", Text))
    keep: Sequence[tuple[str, str]] = (
        (NAME, f"INSERT INTO {NAME} (number, words) VALUES (:number, :words) ON CONFLICT DO NOTHING"),  # noqa: S608  # our own name
        (
            "search_terms",
            "INSERT INTO search_terms (slip, term) SELECT s.slip, t.term"
            " FROM json_array_elements_text(CAST(:terms AS json)) AS t (term) CROSS JOIN LATERAL (SELECT t.term AS slip"
            " UNION SELECT left(t.term, i - 1) || substr(t.term, i + 1) FROM generate_series(1, length(t.term)) AS i)"
            " AS s WHERE NOT EXISTS (SELECT 1 FROM search_terms k WHERE k.slip = t.term AND k.term = t.term)"
            " ORDER BY 1, 2 ON CONFLICT DO NOTHING",
        ),
    )

    def ways(self, wanted: Wanted) -> Sequence[Subquery]:
        """The words, among the newest thousand and ten thousand; then the trigrams, which the index knows."""
        number = self._table.c.number
        newest = select(func.max(number)).scalar_subquery()
        written = and_(*(or_(*map(self._written, words)) for words in wanted))
        # Apart from what is written: else the trigrams of what the index found would be worked out anew.
        known = and_(*(or_(*map(self._known, words)) for words in wanted))
        everywhere = select(number).where(known, written)
        return (
            *(select(number).where(number > newest - many, written).subquery("found") for many in _NEWEST),
            # A limit of its own: else the planner, which knows no words, may go through all tickets in their order.
            everywhere.offset(literal_column("0")).subquery("found"),
        )

    def _written(self, word: str) -> ColumnElement[bool]:
        # Not LIKE: its pattern would be put together for each row.
        return func.strpos(self._table.c.words, finding.part(word)) > literal_column("0")

    def _known(self, word: str) -> ColumnElement[bool]:
        asked = func.string_to_array("\n".join(grams(word)), func.chr(literal_column("10")))
        return func.deskbell_grams(self._table.c.words).op("@>", is_comparison=True)(asked)


INDEXES: Mapping[str, Index] = {"sqlite": SqliteIndex(), "postgresql": PostgresIndex()}
"""The index by the name of the database's dialect."""

CREATE_ON_SQLITE = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5"
    "(words, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1')"
)


def searched(ticket: Ticket) -> str:
    """What a ticket is found by, as it is compared."""
    return finding.fold(plain(finding.words_of(ticket)))


def entry_of(number: int, ticket: Ticket) -> Parameters:
    """What the statements of an index keep of a ticket."""
    words = searched(ticket)
    return {"number": number, "words": words, "terms": json.dumps(finding.terms(words))}


def grams(word: str) -> list[str]:
    """Trigrams that a ticket with this word has, enough of them to tell it well.

    Those with digits alone where it has some: few tickets have the same. And all addresses end alike.
    """
    name, at, _ = word.partition("@")
    part = finding.part(name + at if len(name) > 1 else word)
    starts = range(len(part) - 2)
    found = list(dict.fromkeys(part[start : start + 3] for start in (*starts[::2], *starts[1::2])))
    telling = [gram for gram in found if any(map(str.isdigit, gram))]
    return (telling if len(telling) > 1 else found)[:_MOST_GRAMS]


def _quoted(gram: str) -> str:
    return '"' + gram.replace('"', '""') + '"'
