"""Newest-first search in 100,000 tickets: by a word, a part of one, one with a slip in it, a number, a person.

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

from bench.postgres import server
from bench.sample import ROOT, spread
from core.ports.tickets import Search
from core.processes import INCIDENT, IncidentDetails
from core.tickets.events import Happened, Opened
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket
from storage import codec, migrate, open_store
from storage.driver import Parameters
from storage.indexing import INDEXES, searched
from storage.instants import micros
from storage.packing import stored
from storage.transaction import _NEW_TICKET, SqlTransaction, _ticket_row

_OURS = INDEXES["sqlite"]
COUNT, CHUNK, PEOPLE, ASKED, BUILT = 100_000, 1_000, 2_000, 200, 20_000
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
_SCAN = (
    "SELECT t.state FROM {table} s JOIN tickets t ON t.number = s.number WHERE s.words LIKE :like"
    " ORDER BY s.number DESC LIMIT 40"
)
_TRIGRAMS = "tokenize='trigram case_sensitive 1', detail="
_WAYS: Mapping[str, tuple[str, str]] = {
    "threes and fives, no positions (ours)": ("tokenize='ascii', detail=none", "pieces"),
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
            await store.transact(lambda tx, some=some: _save(tx, some))  # type: ignore[misc]  # bound at once
        lines = [f"  {name}, filled in {time.perf_counter() - began:.0f} s"]
        table = await store.transact(lambda tx: _texts_to_scan(tx, tickets))
        for what, asked in _questions(words).items():
            found = await store.read(lambda tx, asked=asked: [_found(tx, text) for text in asked])  # type: ignore[misc]  # bound at once
            scanned = await store.read(lambda tx, asked=asked: [_scanned(tx, table, text) for text in asked[:20]])  # type: ignore[misc]  # the same
            lines.append(f"    {what}: {spread(found)}; LIKE scan {spread(scanned)}")
    return lines


def _found(tx: SqlTransaction, text: str) -> float:
    """Milliseconds until the tickets with that text were there."""
    began = time.perf_counter()
    if not tx.search(Search(text=text, limit=40)):
        raise AssertionError(f"{text} was not found")
    return (time.perf_counter() - began) * 1000


def _scanned(tx: SqlTransaction, table: str, text: str) -> float:
    began = time.perf_counter()
    for (state,) in tx.sql.rows(_SCAN.format(table=table), {"like": f"%{text}%"}):
        codec.read(Ticket, state)
    return (time.perf_counter() - began) * 1000


def _texts_to_scan(tx: SqlTransaction, tickets: Sequence[Ticket]) -> str:
    """The name of a table with the texts: PostgreSQL has one, SQLite gets one for the comparison."""
    if tx.sql.dialect.name != "sqlite":
        tx.sql.rows("ANALYZE", {})
        return "ticket_search"
    tx.sql.change("CREATE TABLE scanned (number INTEGER PRIMARY KEY, words TEXT)", {})
    rows: list[Parameters] = [
        {"number": 1000 + number, "words": searched(ticket)} for number, ticket in enumerate(tickets)
    ]
    tx.sql.change_all("INSERT INTO scanned VALUES (:number, :words)", rows)
    return "scanned"


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
    said = say(words, chance, COUNT * 30)
    return [_ticket(number, said[number * 30 : number * 30 + 30], chance) for number in range(COUNT)]


def _ticket(number: int, said: Sequence[str], chance: random.Random) -> Ticket:
    who = _person(chance.randrange(PEOPLE))
    opened = Opened(
        ref=f"INC-{1000 + number}", details=IncidentDetails(impact=3, urgency=3), status=INCIDENT.initial,
        title=" ".join(said[:5]), description=" ".join(said[5:]), requester=who, beneficiary=who, logged_by=who,
        source="slack_command", service="office", priority="P4", priority_source="matrix", team="office", private=False,
    )  # fmt: skip
    return fold([Happened(AT, who, opened)])


def _save(tx: SqlTransaction, tickets: Sequence[Ticket]) -> None:
    """What a search looks at, many rows at once: one ticket after the other would take minutes on PostgreSQL."""
    dialect, at = tx.sql.dialect.name, micros(AT)
    rows: list[Parameters] = []
    for each in tickets:
        row = {"number": int(each.ref.removeprefix("INC-")), "created_at": at, "updated_at": at}
        rows.append(_ticket_row(each, None) | row | {"state": stored(codec.write(each), dialect)})
    tx.sql.change_all(_NEW_TICKET, rows)
    index = INDEXES[dialect]
    entries = [index.entry(int(each.ref.removeprefix("INC-")), each) for each in tickets]
    for _, statement in index.keep:
        tx.sql.change_all(statement, entries)


def _built(tickets: Sequence[Ticket], words: Sequence[str]) -> list[str]:
    """What each way to build the index takes, and what it finds by the middle of a word and by a word."""
    texts = {number: searched(ticket) for number, ticket in enumerate(tickets[:BUILT])}
    kept = {number: str(_OURS.entry(number, ticket)["words"]) for number, ticket in enumerate(tickets[:BUILT])}
    asked = _questions(words)
    lines = [f"    the index built in other ways, {BUILT:,} tickets:"]
    for what, (options, way) in _WAYS.items():
        with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "built.db")) as made:
            made.execute(f"CREATE VIRTUAL TABLE t USING fts5(words, content='', columnsize=0, {options})")
            began = time.process_time()
            made.executemany("INSERT INTO t (rowid, words) VALUES (?, ?)", (kept if way == "pieces" else texts).items())
            made.commit()
            took = (time.process_time() - began) * 1e6 / len(texts)
            size = (Path(folder) / "built.db").stat().st_size / len(texts)
            middles = [bool(_has(made, word, way)) for word in asked["the middle of a word"]]
            wrong = [word not in texts[number] for word in asked["a seldom word"] for number in _has(made, word, way)]
        lines.append(
            f"      {what}: {size:.0f} bytes and {took:.0f} us a ticket; middles of words found:"
            f" {sum(middles) / len(middles):.0%}; of what it finds for a word wrong: {sum(wrong) / len(wrong):.1%}"
        )
    return lines


def _has(made: sqlite3.Connection, word: str, way: str) -> list[int]:
    """The tickets that may have a word."""
    match way:
        case "pieces":
            asked = str(_OURS.ways([(word,)])[0].values["asked"])
        case "threes":
            asked = " AND ".join(f'"{word[start : start + 3]}"' for start in range(len(word) - 2))
        case "part":
            asked = f'"{word}"'
        case _:
            asked = f'"{word}"*'
    return [number for (number,) in made.execute("SELECT rowid FROM t WHERE t MATCH ?", (asked,))]
