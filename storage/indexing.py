"""The index that finds tickets by what people type, one implementation a database, written when a ticket is opened.

Both find by letters in a row, so that a part of a word finds it and any text is text: SQLite by three and five of them
in an FTS5 table without content (a byte or two for each), PostgreSQL by three in a GIN index (no extension is needed,
which not every server has). What a ticket is found by never changes after it was opened.

Beside it stands `search_terms`: each word once with what is left of it without one letter, to look slips up.
Why pieces and not words, and why of three and five letters, is measured in `bench/search.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.tickets import finding
from core.tickets.ticket import Ticket
from storage.codec import plain
from storage.driver import Parameters, Value

Wanted = Sequence[Sequence[str]]
"""Groups of folded words: a ticket must have one of each."""

NAME = "ticket_search"
_MOST_PIECES = 12
"""As many tell a word; each is one more list to go through."""
_FIVE = re.compile("(?=([^ ]{5}))")
_LAST_FOUR = re.compile("[^ ]{4}(?= )")
_THREE = re.compile(f"(?=([^ ]{{3}}| [^ ]{{2}}| [^ ] |{finding.LETTER_ALONE} {finding.LETTER_ALONE}))")
"""What is asked for only: inside of words, where one begins, a word of one letter, two letters that stand alone."""
_NEWEST = (1_000, 10_000)

SLIPS = (
    "SELECT DISTINCT term FROM search_terms"  # noqa: S608  # our own names
    f" WHERE slip IN ({', '.join(f':k{number}' for number in range(finding.LONGEST_TERM + 1))})"
)
"""The words that have one of these left when a letter is missing."""


@dataclass(frozen=True, slots=True)
class Way:
    """A query of the `number` of each ticket that may have some words, and its values."""

    query: str
    values: Mapping[str, Value]


class Index(Protocol):
    """How a database finds tickets by what they say. A ticket goes by its number."""

    keep: Sequence[tuple[str, str]]
    """The statements, each of a table, that make a new ticket's `:words` and `:terms` (JSON) known by its `:number`."""

    before: Sequence[str]
    """Statements to run in a transaction before it looks."""

    def ways(self, wanted: Wanted) -> Sequence[Way]:
        """To find what may have these words: among the newest tickets, among ten times as many ..., among all.

        Where pieces stand for words it may be wrong: whoever asks looks at the ticket.
        """
        ...

    def entry(self, number: int, ticket: Ticket) -> Parameters:
        """What the statements keep of a ticket."""
        ...


class SqliteIndex:
    """FTS5 without content, positions and sizes: which pieces of words a ticket has, and nothing else.

    Without positions a ticket with "server" and "others" has all threes of "servers", and with frequent words there are
    thousands of such tickets. It hardly ever has all fives; and they are in fewer tickets, so less is gone through.
    Four letters begin a five, or are the last four of a word: so those are pieces, too.
    Pieces are spelled as hexadecimal digits, so that no text means anything to FTS5.
    """

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

    before: Sequence[str] = ()

    def ways(self, wanted: Wanted) -> Sequence[Way]:
        """The pieces of the words, found newest first."""
        asked = " AND ".join(f"({' OR '.join(map(_pieces_asked, words))})" for words in wanted)
        return (Way(f"SELECT rowid AS number FROM {NAME} WHERE {NAME} MATCH :asked", {"asked": asked}),)  # noqa: S608  # our own name

    def entry(self, number: int, ticket: Ticket) -> Parameters:
        """A ticket's pieces and terms."""
        words = searched(ticket)
        pieces = dict.fromkeys((*_THREE.findall(words), *_FIVE.findall(words), *_LAST_FOUR.findall(words)))
        return {"number": number, "words": " ".join(map(_spelled, pieces)), "terms": _terms(words)}


def _pieces_asked(word: str) -> str:
    """What a ticket with this word has: its fives, of which every second tells enough, or else its threes."""
    part = _told_by(word)
    if len(part) == 4 and " " not in part:
        return f"{_spelled(part)}*"
    fives = _FIVE.findall(part)
    asked = _telling(fives) or [*fives[:-1:2], *fives[-1:]] or _telling(threes := _THREE.findall(part)) or threes
    return f"({' AND '.join(map(_spelled, _some(asked)))})"


def _spelled(piece: str) -> str:
    return piece.encode().hex()


class PostgresIndex:
    """The words as text, with a GIN index of their trigrams.

    Such an index gives all it finds at once, in no order. A word that many tickets have is had by the newest too: so
    those are looked through first, by their numbers.
    """

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

    # What is planned for any word takes ten times as long as what is planned for the one that is asked for.
    before: Sequence[str] = ("SET LOCAL plan_cache_mode = force_custom_plan",)

    def ways(self, wanted: Wanted) -> Sequence[Way]:
        """The words, among the newest thousand and ten thousand; then the trigrams, which the index knows."""
        words = {f"word{at}_{nth}": word for at, group in enumerate(wanted) for nth, word in enumerate(group)}
        parts: dict[str, Value] = {name: finding.part(word) for name, word in words.items()}
        known: dict[str, Value] = {f"{name}_known": "\n".join(_trigrams(word)) for name, word in words.items()}
        # Not LIKE: its pattern would be put together for each row.
        written = _each(wanted, lambda name: f"strpos(words, :{name}) > 0")
        holds = _each(wanted, lambda name: f"deskbell_grams(words) @> string_to_array(:{name}_known, chr(10))")
        newest = f"number > (SELECT max(number) FROM {NAME}) - "  # noqa: S608  # our own name
        return (
            *(Way(f"SELECT number FROM {NAME} WHERE {newest}{many} AND {written}", parts) for many in _NEWEST),  # noqa: S608  # the same
            # A limit of its own: else the planner, which knows no words, may go through all tickets in their order.
            Way(f"SELECT number FROM {NAME} WHERE {holds} AND {written} OFFSET 0", parts | known),  # noqa: S608  # the same
        )

    def entry(self, number: int, ticket: Ticket) -> Parameters:
        """A ticket's words and terms."""
        words = searched(ticket)
        return {"number": number, "words": words, "terms": _terms(words)}


def _each(wanted: Wanted, condition: Callable[[str], str]) -> str:
    """A condition that holds for one word of each group, where it is told the name of a word's value."""
    groups = (" OR ".join(condition(f"word{at}_{nth}") for nth in range(len(group))) for at, group in enumerate(wanted))
    return " AND ".join(f"({group})" for group in groups)


def _trigrams(word: str) -> list[str]:
    part = _told_by(word)
    every = [part[start : start + 3] for start in range(len(part) - 2)]
    return _some(_telling(every) or every)


INDEXES: Mapping[str, Index] = {"sqlite": SqliteIndex(), "postgresql": PostgresIndex()}
"""The index by the name of the database's dialect."""

CREATE_ON_SQLITE = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii')"
)


def searched(ticket: Ticket) -> str:
    """What a ticket is found by, as it is compared."""
    return finding.fold(plain(finding.words_of(ticket)))


def _terms(words: str) -> str:
    return json.dumps(finding.terms(words))


def _told_by(word: str) -> str:
    """The part of a word that tells it: all addresses end alike."""
    name, at, _ = word.partition("@")
    return finding.part(name + at if len(name) > 1 else word)


def _telling(pieces: Sequence[str]) -> list[str]:
    """Those with digits, where there are some: few tickets have the same."""
    digits = [piece for piece in pieces if any(map(str.isdigit, piece))]
    return digits if len(digits) > 1 else []


def _some(pieces: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(pieces))[:_MOST_PIECES]
