"""Lists of tickets: which fit a search, in which order.

What people typed is looked up in an index (`indexing.py`); the ticket itself then says whether it has those words.
Where no ticket has them, words are looked for that are one slip away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from core.ports.tickets import Search
from core.tickets import finding
from core.tickets.ticket import Ticket
from storage import codec
from storage.driver import Driver, Value
from storage.indexing import INDEXES, SLIPS, Wanted, Way, searched
from storage.instants import micros
from storage.packing import unpack

_MOST_MEANT = 32
"""Words that one with a slip in it may have been; each is looked for beside the others."""
_AFTER_ALL = 2**63 - 1
_EQUAL = ("team", "assignee", "requester", "service", "private")
_AMONG = {"teams": "team", "statuses": "status"}
_ORDERS = {
    "newest": "number DESC",
    "latest": "created_at DESC, number DESC",
    "due": "sla_due_at ASC NULLS LAST, tickets.number",
}


def find_tickets(sql: Driver, query: Search) -> tuple[Ticket, ...]:
    """The tickets that fit, newest first or by the next promise due (none promised: last)."""
    if not (wanted := _wanted(query)):
        fits, values = _conditions(query)
        # Of what is asked for since an instant the newest were made last: so that the index by it gives them in order.
        order = _ORDERS["latest" if query.created_after and query.order == "newest" else query.order]
        chosen = f"SELECT state FROM tickets WHERE {fits} ORDER BY {order} LIMIT :limit"  # noqa: S608  # our own names
        return tuple(codec.read(Ticket, row[0]) for row in sql.rows(chosen, values | {"limit": query.limit}))
    for statement in INDEXES[sql.dialect.name].before:
        sql.rows(statement, {})
    return _with_words(sql, query, wanted) or _with_words(sql, query, _meant(sql, wanted))


def count_tickets(sql: Driver, query: Search) -> int:
    """How many tickets fit. Raises ValueError for a search by words: each ticket would have to be looked at."""
    if query.text is not None:
        raise ValueError("Tickets that have some words are not counted.")
    fits, values = _conditions(query)
    return int(sql.rows(f"SELECT count(*) FROM tickets WHERE {fits}", values)[0][0])  # noqa: S608  # our own names


def _wanted(query: Search) -> Wanted:
    """What was typed, as groups of one word each."""
    return [(word,) for word in finding.wanted_words(codec.plain(query.text or ""))]


def _meant(sql: Driver, wanted: Wanted) -> Wanted:
    """The same with the words that each may have been; nothing where each could be only itself."""
    meant = [(*words, *_neighbours(sql, words[0])) for words in wanted]
    return meant if any(len(words) > 1 for words in meant) else []


def _neighbours(sql: Driver, word: str) -> list[str]:
    """Words of this desk that are one slip away from one that was typed, the likeliest of them."""
    if not finding.is_term(word):
        return []
    keys = {f"k{number}": slip for number, slip in enumerate(sorted(finding.slips(word)))}
    keys |= {f"k{number}": word for number in range(len(keys), finding.LONGEST_TERM + 1)}
    found = [term for (term,) in sql.rows(SLIPS, keys) if term != word]
    return sorted(found, key=partial(finding.likeness, word))[:_MOST_MEANT]


def _with_words(sql: Driver, query: Search, wanted: Wanted) -> tuple[Ticket, ...]:
    """The tickets that fit and have one word of each group, in their order, up to the limit."""
    if not wanted:
        return ()
    *nearby, everywhere = INDEXES[sql.dialect.name].ways(_narrowed(query, wanted))
    for way in nearby if query.order == "newest" else ():
        found = tuple(islice(_looked_through(sql, query, wanted, way), query.limit))
        if len(found) == query.limit:
            return found
        if len(found) * 10 < query.limit:
            break  # ten times as many tickets would not do either
    return tuple(islice(_looked_through(sql, query, wanted, everywhere), query.limit))


def _narrowed(query: Search, wanted: Wanted) -> Wanted:
    """A ticket has its requester among its words: so a few of one person's are found among many of all."""
    if query.requester is None:
        return wanted
    return [*wanted, *((word,) for word in finding.wanted_words(codec.plain(query.requester)))]


def _looked_through(sql: Driver, query: Search, wanted: Wanted, way: Way) -> Iterator[Ticket]:
    """What the index found that truly has the words, page by page."""
    fits, values = _conditions(query)
    # CROSS JOIN: SQLite is to ask the index first, whatever else may be asked.
    chosen = (
        f"SELECT found.number, state FROM ({way.query}) AS found CROSS JOIN tickets"  # noqa: S608  # our own names
        f" WHERE tickets.number = found.number AND {fits}"
    )
    values |= way.values
    if query.order == "due":
        rows: Sequence[Any] = sql.rows(f"{chosen} ORDER BY {_ORDERS['due']}", values)
        yield from _having(rows, wanted)
        return
    chosen += " AND found.number < :before ORDER BY found.number DESC LIMIT :page"
    before, page = _AFTER_ALL, query.limit + query.limit // 4
    while True:
        rows = sql.rows(chosen, values | {"before": before, "page": page})
        yield from _having(rows, wanted)
        if len(rows) < page:
            return
        before, page = rows[-1][0], page * 2


def _having(rows: Sequence[Any], wanted: Wanted) -> Iterator[Ticket]:
    for _, state in rows:
        text = unpack(state)
        if _may_say(text, wanted) and finding.fits(searched(ticket := codec.read(Ticket, text)), wanted):
            yield ticket


def _may_say(text: str, wanted: Wanted) -> bool:
    """Whether a ticket's JSON may hold these words: a quick no. Where something is spelled as an escape, who knows."""
    if "\\" in text:
        return True
    folded = text.casefold()
    return all(any(word in folded for word in words) for words in wanted)


def _conditions(query: Search) -> tuple[str, dict[str, Value]]:
    """What the columns of a ticket must hold, and the values in it."""
    fits = ["1 = 1"]
    values: dict[str, Value] = {}
    for column in _EQUAL:
        if (value := getattr(query, column)) is not None:
            fits.append(f"{column} = :{column}")
            values[column] = value
    for name, column in _AMONG.items():
        if (among := getattr(query, name)) is not None:
            keys = {f"{name}{at}": value for at, value in enumerate(among)}
            fits.append(f"{column} IN ({', '.join(f':{key}' for key in keys)})" if keys else "1 = 0")
            values |= keys
    if query.unassigned:
        fits.append("assignee IS NULL")
    if query.created_after is not None:
        fits.append("created_at > :created_after")
        values["created_after"] = micros(query.created_after)
    if query.due_before is not None:
        fits.append("sla_due_at < :due_before")
        values["due_before"] = micros(query.due_before)
    return " AND ".join(fits), values
