"""Newest-first search in 100,000 tickets: by a word, a part of one, one with a slip in it, a number, a person.

Something was said on each of them; some words were only said. Whoever asks may read it all, internal notes as well.

Beside each figure stands what it is held against in the same run: a scan of the same texts with LIKE, which finds parts
of words and no slips. The words are this project's own, as frequent as words are (Zipf). On SQLite the index is also
built in the ways that it could have been, to see what each takes and finds.
"""

from __future__ import annotations

import random
import re
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from timeit import repeat

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.postgres import server
from bench.sample import ROOT, spread
from core.ports.tickets import Search
from core.processes import INCIDENT, IncidentDetails
from core.tickets import finding
from core.tickets.comments import Comment
from core.tickets.events import Happened, Opened
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from storage import codec, migrate, open_store
from storage.comments import INSERT, comment_row
from storage.driver import Parameters
from storage.indexing import CREATE_ON_SQLITE, INDEXES, _keys, entry_of, own_words
from storage.instants import micros
from storage.packing import stored
from storage.sqlite import SqliteDriver
from storage.transaction import _NEW_TICKET, SqlTransaction, _changing, _lasting

COUNT, CHUNK, PEOPLE, ASKED, BUILT = 100_000, 1_000, 2_000, 200, 20_000
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ONLY_SAID = 400
"""Words, the rarest, that stand in no title and no description."""
_SCAN = (
    "SELECT t.state FROM scanned s JOIN tickets t ON t.number = s.number WHERE s.words LIKE :like"
    " ORDER BY s.number DESC LIMIT 40"
)
_TRIGRAMS = "tokenize='trigram case_sensitive 1', detail="
_WAYS: Mapping[str, tuple[str, str]] = {
    "words, and the words that have three letters (ours)": ("", "ours"),
    "threes, no positions": (_TRIGRAMS + "none", "threes"),
    "threes with positions": (_TRIGRAMS + "full", "part"),
    "words (unicode61) and their first 2, 3, 4 letters": ("tokenize='unicode61', detail=none, prefix='2 3 4'", "word"),
}
"""How SQLite's index could be built, and what it is asked then."""


async def measure() -> list[str]:
    """Lines of figures. Raises AssertionError where a word was not found."""
    words = vocabulary()
    tickets = list(_tickets(words))
    lines = [f"search: newest first, 40 of {COUNT:,} tickets (goals: p99 under 5 ms on SQLite, 10 ms on PostgreSQL)"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        lines += await _measured("SQLite", f"sqlite+aiosqlite:///{path}", tickets, words)
        lines += _built(tickets, words)
    with server() as (address, _):
        lines += await _measured("PostgreSQL", address, tickets, words)
    return lines


async def _measured(name: str, url: str, tickets: Sequence[Ticket], words: Sequence[str]) -> list[str]:
    migrate(url)
    async with open_store(url, now=lambda: AT) as store:
        began = time.perf_counter()
        for start in range(0, COUNT, CHUNK):
            some = tickets[start : start + CHUNK]
            await store.transact(lambda tx, some=some: _save(tx, some, words))  # type: ignore[misc]  # bound at once
        lines = [f"  {name}, filled in {time.perf_counter() - began:.0f} s"]
        await store.transact(lambda tx: _keep_texts_to_scan(tx, tickets))
        await _tidy_up(url)
        for what, asked in _questions(words).items():
            found = await store.read(lambda tx, asked=asked: [_found(tx, text) for text in asked])  # type: ignore[misc]  # bound at once
            scanned = await store.read(lambda tx, asked=asked: [_scanned(tx, text) for text in asked[:20]])  # type: ignore[misc]  # the same
            lines.append(f"    {what}: {spread(found)}; LIKE scan {spread(scanned)}")
    return lines


def _found(tx: SqlTransaction, text: str) -> float:
    """Milliseconds until the tickets with that text were there: the quickest of three times, as a pause is not ours."""

    def find() -> None:
        if not tx.find(Search(text=text, limit=40, reads_notes=lambda _: True)):
            raise AssertionError(f"{text} was not found")

    return min(repeat(find, number=1, repeat=3)) * 1000


def _scanned(tx: SqlTransaction, text: str) -> float:
    def scan() -> None:
        for (state,) in tx.sql.rows(_SCAN, {"like": f"%{text}%"}):
            codec.read(Ticket, state)

    return min(repeat(scan, number=1, repeat=3)) * 1000


def _keep_texts_to_scan(tx: SqlTransaction, tickets: Sequence[Ticket]) -> None:
    """A table with the texts, for the comparison."""
    tx.sql.rows("CREATE TABLE scanned (number INTEGER PRIMARY KEY, words TEXT)", {})
    rows: list[Parameters] = [{"number": 1000 + at, "words": own_words(ticket)} for at, ticket in enumerate(tickets)]
    tx.sql.change_all("INSERT INTO scanned VALUES (:number, :words)", rows)


async def _tidy_up(url: str) -> None:
    """What PostgreSQL does by itself within a minute: it notes what all may see, and counts what there is."""
    if url.startswith("postgresql"):
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))
        await engine.dispose()


def _questions(words: Sequence[str]) -> dict[str, list[str]]:
    """What is asked, by what it is; each is in some ticket."""
    chance = random.Random(2)
    long = [word for word in words if len(word) > 6]
    frequent, seldom = long[:60], long[300:3000]
    return {
        "a frequent word": [chance.choice(frequent) for _ in range(ASKED)],
        "a seldom word": [chance.choice(seldom) for _ in range(ASKED)],
        "two words": [" ".join(chance.sample(frequent, 2)) for _ in range(ASKED)],
        "the beginning of a word": [chance.choice(seldom)[:4] for _ in range(ASKED)],
        "the middle of a word": [chance.choice(seldom)[2:6] for _ in range(ASKED)],
        "a word with a slip": [_slipped(chance, chance.choice(seldom)) for _ in range(ASKED)],
        "a number": [f"inc-{chance.randrange(1000, 1000 + COUNT)}" for _ in range(ASKED)],
        "a word that was only said": [chance.choice(words[-ONLY_SAID:]) for _ in range(ASKED)],
        "a person": [_person(chance.randrange(PEOPLE)) for _ in range(ASKED)],
    }


def _slipped(chance: random.Random, word: str) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _person(number: int) -> str:
    return f"person{number}@nordlicht.example"


def vocabulary() -> list[str]:
    """Some thousand words that people wrote, of this project's own papers and code, the most frequent first."""
    texts = (path.read_text(encoding="utf-8") for each in ("md", "py", "html", "yaml") for path in _files(each))
    counted = Counter(word for text in texts for word in re.findall(r"[a-z]{2,16}", text.lower()))
    return [word for word, _ in counted.most_common()]


def _files(ending: str) -> Iterator[Path]:
    """Those of the tree, without what is installed in it."""
    for path in sorted(ROOT.rglob(f"*.{ending}")):
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts):
            yield path


def say(words: Sequence[str], chance: random.Random, count: int) -> list[str]:
    """So many words, each as often as its rank is likely to be said (Zipf)."""
    return chance.choices(words, [1 / (rank + 3) for rank in range(len(words))], k=count)


def _tickets(words: Sequence[str]) -> list[Ticket]:
    chance = random.Random(3)
    said = say(words[:-ONLY_SAID], chance, COUNT * 30)
    return [_ticket(number, said[number * 30 : number * 30 + 30], chance) for number in range(COUNT)]


def _ticket(number: int, said: Sequence[str], chance: random.Random) -> Ticket:
    who = _person(chance.randrange(PEOPLE))
    opened = Opened(
        ref=f"INC-{1000 + number}", details=IncidentDetails(impact=3, urgency=3), status=INCIDENT.initial,
        title=" ".join(said[:5]), description=" ".join(said[5:]), requester=who, beneficiary=who, logged_by=who,
        source="slack_command", service="office", priority="P4", priority_source="matrix", team="office", private=False,
    )  # fmt: skip
    return fold([Happened(AT, who, opened)])


def _save(tx: SqlTransaction, tickets: Sequence[Ticket], words: Sequence[str]) -> None:
    """What a search looks at, many rows at once: one ticket after the other would take minutes on PostgreSQL."""
    dialect, at = tx.sql.dialect.name, micros(AT)
    rows: list[Parameters] = []
    said: list[Parameters] = []
    entries: list[Parameters] = []
    for each in tickets:
        state, number = stored(codec.write(each), dialect), int(each.ref.removeprefix("INC-"))
        rows.append(_changing(each, None) | _lasting(each, ()) | {"updated_at": at, "state": state})
        comment = _said_on(each, number, words)
        said.append(comment_row(each.ref, 2, comment))
        spoken = finding.fold(comment.text or "")
        entries.append(
            entry_of(number, own_words(each) + (spoken if comment.public else ""), "" if comment.public else spoken)
        )
    tx.sql.change_all(_NEW_TICKET, rows)
    tx.sql.change_all(INSERT, said)
    for _, statement in INDEXES[dialect].keep:
        tx.sql.change_all(statement, entries)


def _said_on(ticket: Ticket, number: int, words: Sequence[str]) -> Comment:
    """Fifteen words, two of them only said; every third time a note."""
    chance = random.Random(number)
    text = " ".join((*say(words[:200], chance, 13), *chance.choices(words[-ONLY_SAID:], k=2)))
    return Comment(f"{ticket.ref}/2", ticket.requester, "responder", number % 3 > 0, text, AT)


def _built(tickets: Sequence[Ticket], words: Sequence[str]) -> list[str]:
    """What each way to build the index takes, and what it finds by the middle of a word and by a word."""
    texts = {number: own_words(ticket) for number, ticket in enumerate(tickets[:BUILT])}
    asked = _questions(words)
    lines = [f"    the index built in other ways, {BUILT:,} tickets:"]
    for what, (options, way) in _WAYS.items():
        with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "built.db")) as made:
            began = time.process_time()
            _build(made, texts, options)
            took = (time.process_time() - began) * 1e6 / len(texts)
            size = (Path(folder) / "built.db").stat().st_size / len(texts)
            middles = [bool(_has(made, word, way)) for word in asked["the middle of a word"]]
            wrong = [word not in texts[number] for word in asked["a seldom word"] for number in _has(made, word, way)]
        lines.append(
            f"      {what}: {size:.0f} bytes and {took:.0f} us a ticket; middles of words found:"
            f" {sum(middles) / len(middles):.0%}; of what it finds for a word wrong: {sum(wrong) / len(wrong):.1%}"
        )
    return lines


def _build(made: sqlite3.Connection, texts: Mapping[int, str], options: str) -> None:
    if options:
        made.execute(f"CREATE VIRTUAL TABLE t USING fts5(words, content='', columnsize=0, {options})")
        made.executemany("INSERT INTO t (rowid, words) VALUES (?, ?)", texts.items())
    else:
        for statement in CREATE_ON_SQLITE:
            made.execute(statement)
        for _, statement in INDEXES["sqlite"].keep[:2]:
            made.executemany(statement, [entry_of(number, text) for number, text in texts.items()])
    made.commit()


def _has(made: sqlite3.Connection, word: str, way: str) -> list[int]:
    """The tickets that may have a word."""
    match way:
        case "ours":
            driver, index = SqliteDriver(made), INDEXES["sqlite"]
            (known,) = index.known(driver, [[word]])
            if not known:
                return []
            if (keys := _keys(known, False, ())) is None:
                return [*range(BUILT)]
            found = index.having([keys])
            return [row[0] for row in driver.rows(found.queries[0], {**found.values, "above": -1, "below": BUILT})]
        case "threes":
            asked = " AND ".join(f'"{word[start : start + 3]}"' for start in range(len(word) - 2))
        case "part":
            asked = f'"{word}"'
        case _:
            asked = f'"{word}"*'
    return [number for (number,) in made.execute("SELECT rowid FROM t WHERE t MATCH ?", (asked,))]
