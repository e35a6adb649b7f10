"""The index that finds tickets by what people type, one implementation a database, written with what it finds.

Two steps, the same on both: the words there are that have what was typed as a part, by three of their letters in a row
(where it has to begin them, only such are kept); then the tickets that have those words, the newest first. A ticket's
words only come: what was edited or taken back, and what whoever asks may not read, is told by a look at the ticket.
Internal notes go by keys of their own, which nobody is given who may read none.

SQLite keeps both in FTS5 tables without content: a byte or two for each word of a ticket, and that a comment adds to
what its ticket has costs the same however much was said before. PostgreSQL has the words in a GIN index of their
trigrams (no extension is needed, which not every server has) and a row for each word of a ticket, in the order of the
key: so the newest that have a word lie together. Words stand there by a number made of their letters; two that share
one are told apart by the look at the ticket.

Beside it stands `search_terms`: each word once with what is left of it without one letter, to look slips up.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.tickets import finding
from core.tickets.comments import reworded
from core.tickets.events import Commented, Happened
from core.tickets.finding import Wanted
from core.tickets.ticket import Ticket
from storage.driver import Driver, Parameters, Value

NAME = "ticket_search"
WORDS = f"{NAME}_words"
PARTS = f"{NAME}_parts"
_MOST_PIECES = 12
"""As many tell a word; each is one more list to go through."""
_INSIDE = re.compile(" ?[^ ]+ ?")
_NEWEST = (2_000, 20_000)
"""As many tickets PostgreSQL looks through first, and then."""
_RECENT = 400
"""Tickets that are looked at first where very many words are meant: most likely those have some of them."""
_MOST_WORDS = 12_000
"""Words that a part is looked up by: where still more have it, so have nearly all tickets."""
_MOST_ASSIGNEES = 8
"""People whose tickets are looked through each by itself; where more are meant, so are most tickets."""
_NOTES = 1
"""What keys of notes start from; those of other words start from zero."""

SLIPS = (
    "SELECT DISTINCT term FROM search_terms"  # noqa: S608  # our own names
    f" WHERE slip IN ({', '.join(f':k{number}' for number in range(finding.LONGEST_TERM + 1))})"
)
"""The words that have one of these left when a letter is missing."""

_ASSIGNEES = (
    "SELECT who FROM (WITH RECURSIVE these (who) AS (SELECT min(assignee) FROM tickets WHERE assignee IS NOT NULL"
    " UNION ALL SELECT (SELECT min(assignee) FROM tickets WHERE assignee > these.who) FROM these WHERE who IS NOT NULL)"
    " SELECT who FROM these WHERE who IS NOT NULL) AS every_one"
)
"""Whoever has or had a ticket that is still theirs: one look at an index for each of them, not for each ticket."""


@dataclass(frozen=True, slots=True)
class Way:
    """Queries of the `number` of tickets that may have some words, between `:above` and `:below`, and their values.

    The first are quick where many tickets have them and go through the newest only; the last goes through all.
    """

    queries: Sequence[str]
    values: Mapping[str, Value]


class Index(Protocol):
    """How a database finds tickets by what they say. A ticket goes by its number."""

    keep: Sequence[tuple[str, str]]
    """The statements, each of a table, that make what an `entry` holds known."""
    said: str
    """What was said on the tickets `:refs`, and who said it, as columns of comments: the newest first."""
    quick: int
    """Keys that a group may have to be looked for at once."""

    def known(self, sql: Driver, told: Sequence[Sequence[str]]) -> list[set[str]]:
        """The words of this desk that have a part of each group; where very many have, not all of them."""
        ...

    def having(self, groups: Sequence[Iterable[int]]) -> Way:
        """The tickets that have one key of each group; without groups all tickets."""
        ...

    def refs(self, refs: Iterable[str]) -> str:
        """Names of tickets as `said` takes them."""
        ...


class SqliteIndex:
    """FTS5 without content, positions and sizes: which words a ticket has, and which words have three letters in a row.

    Words are put into a ticket's row whenever some are said: what a row of FTS5 has in several of its segments it has.
    """

    keep: Sequence[tuple[str, str]] = (
        (NAME, f"INSERT INTO {NAME} (rowid, words) VALUES (:number, :keys)"),  # noqa: S608  # our own name
        (WORDS, f"INSERT OR IGNORE INTO {WORDS} (word) SELECT value FROM json_each(:words)"),  # noqa: S608  # our own name
        (
            "search_terms",
            "INSERT OR IGNORE INTO search_terms (slip, term)"  # noqa: S608  # our own numbers
            " SELECT substr(t.value, 1, i.value - 1) || substr(t.value, i.value + 1), t.value"
            f" FROM json_each(:terms) AS t JOIN json_each('{[*range(finding.LONGEST_TERM + 1)]}') AS i"
            " ON i.value <= length(t.value)"
            " WHERE NOT EXISTS (SELECT 1 FROM search_terms k WHERE k.slip = t.value AND k.term = t.value)",
        ),
    )
    said = (
        "SELECT ticket, author, public, text FROM comments WHERE ticket IN (SELECT value FROM json_each(:refs))"
        " AND text IS NOT NULL ORDER BY seq DESC"
    )
    quick = 300
    _known = (
        f"SELECT known.word FROM {PARTS} JOIN {WORDS} AS known ON known.id = {PARTS}.rowid"  # noqa: S608  # our own names
        f" WHERE {PARTS} MATCH :grams AND instr(known.word, :part) > 0 LIMIT {_MOST_WORDS + 1}"
    )

    def known(self, sql: Driver, told: Sequence[Sequence[str]]) -> list[set[str]]:
        """One look for each part: nothing is gained by asking for several at once."""
        return [{word for part in group for (word,) in sql.rows(self._known, self._asked(part))} for group in told]

    def _asked(self, part: str) -> Parameters:
        grams = (gram.replace('"', '""') for gram in _trigrams(part))
        return {"part": part, "grams": " AND ".join(f'"{gram}"' for gram in grams)}

    def having(self, groups: Sequence[Iterable[int]]) -> Way:
        """Found newest first, as far as is asked for."""
        if not groups:
            return Way([_EVERY], {})
        asked = " AND ".join(f"({' OR '.join(map(str, keys))})" for keys in groups)
        found = f"SELECT rowid AS number FROM {NAME} WHERE {NAME} MATCH :asked AND rowid > :above AND rowid < :below"  # noqa: S608  # our own name
        return Way([found], {"asked": asked})

    def refs(self, refs: Iterable[str]) -> str:
        """As JSON."""
        return json.dumps([*refs])


class PostgresIndex:
    """A row for each word of a ticket, by the word and the ticket's number, and each word once, with its trigrams.

    No pending list in the index of trigrams: each search would go through it. Whether a word is known is asked for each
    by itself: joined with those that are known it would be planned as if there were as few as there once were.
    """

    keep: Sequence[tuple[str, str]] = (
        (
            NAME,
            f"INSERT INTO {NAME} (word, number) SELECT asked.word, CAST(:number AS bigint)"  # noqa: S608  # our own name
            " FROM unnest(CAST(string_to_array(:keys, ' ') AS integer[])) AS asked (word) ON CONFLICT DO NOTHING",
        ),
        (
            WORDS,
            f"INSERT INTO {WORDS} (word) SELECT asked.word"  # noqa: S608  # our own name
            " FROM json_array_elements_text(CAST(:words AS json)) AS asked (word) ORDER BY 1 ON CONFLICT DO NOTHING",
        ),
        (
            "search_terms",
            "INSERT INTO search_terms (slip, term) SELECT s.slip, t.term"
            " FROM json_array_elements_text(CAST(:terms AS json)) AS t (term) CROSS JOIN LATERAL (SELECT t.term AS slip"
            " UNION SELECT left(t.term, i - 1) || substr(t.term, i + 1) FROM generate_series(1, length(t.term)) AS i)"
            " AS s WHERE (SELECT true FROM search_terms k WHERE k.slip = t.term AND k.term = t.term) IS NULL"
            " ORDER BY 1, 2 ON CONFLICT DO NOTHING",
        ),
    )
    said = (
        "SELECT ticket, author, public, text FROM comments WHERE ticket = ANY(string_to_array(:refs, ' '))"
        " AND text IS NOT NULL ORDER BY seq DESC"
    )
    quick = 2_000
    # As long a text whatever is asked: it is planned once.
    _known = (
        f"SELECT place, ARRAY(SELECT word FROM {WORDS} WHERE deskbell_grams(word) @> string_to_array(grams, chr(31))"  # noqa: S608  # our own name
        f" AND strpos(word, part) > 0 LIMIT {_MOST_WORDS + 1})"
        " FROM unnest(string_to_array(:places, ','), string_to_array(:parts, chr(10)),"
        " string_to_array(:grams, chr(10))) AS asked (place, part, grams)"
    )

    def known(self, sql: Driver, told: Sequence[Sequence[str]]) -> list[set[str]]:
        """All in one look: each is a message to the server."""
        known: list[set[str]] = [set() for _ in told]
        asked = [(str(at), part, "\x1f".join(_trigrams(part))) for at, group in enumerate(told) for part in group]
        if asked:
            columns = zip(("places", "parts", "grams"), (",", "\n", "\n"), zip(*asked, strict=True), strict=True)
            for place, words in sql.rows(self._known, {name: between.join(each) for name, between, each in columns}):
                known[int(place)].update(words)
        return known

    def having(self, groups: Sequence[Iterable[int]]) -> Way:
        """Among the newest, then among more and all: what has a word is gathered whole before it is given."""
        if not groups:
            return Way([_EVERY], {})
        asked = [
            f"SELECT number FROM {NAME} WHERE word = ANY(CAST(string_to_array(:keys{at}, ' ') AS integer[]))"  # noqa: S608  # our own name
            " AND number > :above AND number < :below{newest}"
            for at, _ in enumerate(groups)
        ]
        # Nothing twice where one ticket has two words of a group. OFFSET keeps what else is asked outside: to gather
        # that as well takes longer than all the rest.
        first, *others = asked
        both = "".join(f" AND number IN ({other})" for other in others)
        found = f"SELECT DISTINCT number FROM ({first}{both}) AS those ORDER BY number DESC OFFSET 0"  # noqa: S608  # our own names
        newest = [f" AND number > (SELECT max(number) FROM tickets) - {many}" for many in _NEWEST]  # noqa: S608  # our own numbers
        values: dict[str, Value] = {f"keys{at}": " ".join(map(str, keys)) for at, keys in enumerate(groups)}
        return Way([found.format(newest=these) for these in (*newest, "")], values)

    def refs(self, refs: Iterable[str]) -> str:
        """One behind the other."""
        return " ".join(refs)


_EVERY = "SELECT number FROM tickets WHERE number > :above AND number < :below"
_LATELY = f"{_EVERY} AND number > (SELECT max(number) FROM tickets) - {_RECENT}"  # noqa: S608  # our own number
_OF_ONE = f"{_EVERY} AND assignee = :who"

INDEXES: Mapping[str, Index] = {"sqlite": SqliteIndex(), "postgresql": PostgresIndex()}
"""The index by the name of the database's dialect."""

CREATE_ON_SQLITE = (
    f"CREATE VIRTUAL TABLE {NAME} USING fts5(words, content='', columnsize=0, detail=none, tokenize='ascii')",
    f"CREATE TABLE {WORDS} (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE)",
    f"CREATE VIRTUAL TABLE {PARTS} USING fts5"
    "(word, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1')",
    f"CREATE TRIGGER {WORDS}_parts AFTER INSERT ON {WORDS} BEGIN"  # noqa: S608  # our own names
    f" INSERT INTO {PARTS} (rowid, word) VALUES (new.id, new.word); END",
)


def own_words(ticket: Ticket) -> str:
    """What a ticket is found by from its opening on, folded."""
    return finding.fold(finding.words_of(ticket))


def said_in(happened: Iterable[Happened]) -> tuple[str, str]:
    """What events say on a ticket, folded, and what of it is internal; whether edited words are, the ledger knows."""
    words: list[str] = []
    notes: list[str] = []
    for each in happened:
        if isinstance(each.event, Commented):
            (words if each.event.public else notes).append(each.event.text)
        elif (change := reworded(each.event)) is not None and change[1]:
            words.append(change[1])
            notes.append(change[1])
    return "".join(map(finding.fold, words)), "".join(map(finding.fold, notes))


def entry_of(number: int, words: str, notes: str = "") -> Parameters:
    """What the statements keep of folded words of a ticket, and of its notes."""
    known, noted = dict.fromkeys(finding.known_words(words)), dict.fromkeys(finding.known_words(notes))
    keys = {_key(word) for word in known} | {_key(word, _NOTES) for word in noted}
    terms = dict.fromkeys((*finding.terms(words), *finding.terms(notes)))
    return {
        "number": number,
        "keys": " ".join(map(str, sorted(keys))),
        "words": json.dumps([*(known | noted)]),
        "terms": json.dumps([*terms]),
    }


def ways(sql: Driver, wanted: Wanted, narrower: Sequence[str], *, notes: bool) -> Iterator[Way]:
    """Where tickets may be found that have these words, those that one of them is assigned to among them.

    Whoever asks looks at each ticket, for it may lack them. Only such are given as have the `narrower` words, too.
    With `notes` words of internal notes count.
    """
    index = INDEXES[sql.dialect.name]
    asked = (*wanted.groups, *((word,) for word in narrower))
    told = [_told_together([finding.part(word) for word in group]) for group in asked]
    known = iter(index.known(sql, [each for groups in told for each in groups]))
    narrowed = [[_keys(next(known), notes, () if wanted.inside else each) for each in groups] for groups in told]
    yield from _having(index, [keys for groups in narrowed for keys in groups])
    meant = {who: _may_be(who, wanted) for (who,) in sql.rows(_ASSIGNEES, {})}
    assignees = {who: groups for who, groups in meant.items() if groups}
    each_by_itself = len(assignees) <= _MOST_ASSIGNEES
    for who, groups in assignees.items() if each_by_itself else ((None, groups) for groups in set(assignees.values())):
        rest = [keys for at, each in enumerate(narrowed) if at not in groups for keys in each]
        for way in _having(index, rest):
            yield way if who is None else _of_one(who, way)


def _of_one(who: str, way: Way) -> Way:
    """Those tickets of a way that somebody has."""
    among = ("" if each == _EVERY else f" AND number IN ({each})" for each in way.queries)
    return Way([_OF_ONE + these for these in among], {**way.values, "who": who})


def _having(index: Index, narrowed: Sequence[set[int] | None]) -> Iterator[Way]:
    """The way to tickets with one key of each group, unless there can be none.

    Groups of very many keys are left to the look at each ticket, unless there are no others: what has them is not
    always as new as one may expect (a part of a number is in old ones).
    """
    known = [keys for keys in narrowed if keys is not None]
    if not all(known):
        return
    few = [keys for keys in known if len(keys) <= index.quick]
    if few or not known:
        yield index.having(few)
        return
    fewest = min(known, key=len)
    way = index.having([fewest])
    yield Way([_LATELY, *way.queries], way.values)


def _keys(words: set[str], notes: bool, begin: Sequence[str]) -> set[int] | None:
    """What stands for words that `begin` with one of these, or have them behind a sign; any do where there are none.

    None where there are too many to look each up.
    """
    if len(words) > _MOST_WORDS:
        return None
    fit = [word for word in words if not begin or any(finding.begins_in(word, part) for part in begin)]
    return {_key(word, start) for word in fit for start in ((0, _NOTES) if notes else (0,))}


def _may_be(who: str, wanted: Wanted) -> frozenset[int]:
    """The places of the groups that a person's name has a word of."""
    folded = finding.fold(who)
    return frozenset(at for at, words in enumerate(wanted.groups) if any(wanted.is_in(folded, word) for word in words))


def _key(word: str, start: int = 0) -> int:
    """A number for a word, which both databases keep in four bytes."""
    return zlib.crc32(word.encode(), start) & 0x7FFFFFFF


def _told_together(parts: Sequence[str]) -> Sequence[Sequence[str]]:
    """A group of parts as groups of parts that are each inside of one word, with the spaces around it.

    What spaces are in, and that has no slips, is told by what stands between them.
    """
    if len(parts) > 1:
        return [parts]
    return [[inside] for inside in _inside(parts[0])][:_MOST_PIECES]


def _inside(part: str) -> Iterator[str]:
    """What of a part is inside of each word, with the spaces around it; not what is too short to look up."""
    return (inside for inside in _INSIDE.findall(part.replace(" ", "  ")) if len(inside) > 2)


def _trigrams(part: str) -> Sequence[str]:
    """Threes that tell a part of a word: all addresses end alike, and few words have the same digits."""
    name, at, _ = part.partition("@")
    told = name + at if len(name) > 1 else part
    every = [told[start : start + 3] for start in range(len(told) - 2)]
    digits = [three for three in every if any(map(str.isdigit, three))]
    return list(dict.fromkeys(digits if len(digits) > 1 else every))[:_MOST_PIECES]
