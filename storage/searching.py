"""Lists of tickets: which fit a search, in which order.

What people typed is looked up in an index (`indexing.py`); the ticket itself, and what was said on it that whoever asks
may read, then say whether it has those words.
Where no ticket has words that begin with them, what is like them is looked for: parts inside of words, and words that
are one slip away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from heapq import merge
from itertools import groupby, islice

from core.ports.tickets import Search
from core.processes import REQUEST
from core.tickets import finding
from core.tickets.finding import Hit, Said, Wanted
from core.tickets.ticket import Ticket
from storage import codec
from storage.driver import Driver, Found, Value
from storage.indexing import INDEXES, SLIPS, Way, ways
from storage.instants import micros

_MOST_MEANT = 32
"""Words that one with a slip in it may have been; each is looked for beside the others."""
_LARGEST_PAGE = 500
"""Tickets that are looked at between two questions: whoever else has work is let in there."""
_AFTER_ALL = 2**63 - 1
_NEVER = datetime.max.replace(tzinfo=UTC)
_EQUAL = ("team", "assignee", "requester", "service", "private")
_THEIRS = (
    "tickets.number IN (SELECT number FROM tickets WHERE requester = :theirs UNION ALL"
    " SELECT number FROM tickets WHERE beneficiary = :theirs AND beneficiary <> requester)"
)
"""Each half by an index of its own; hardly any ticket is for somebody else than who asked."""
_DECIDES = "tickets.number IN (SELECT deciders.number FROM deciders WHERE person = :decides)"
_TASK_STANDS = (
    f"(tickets.kind <> '{REQUEST.kind}' OR NOT EXISTS (SELECT 1 FROM tickets AS task WHERE task.parent = tickets.ref"  # noqa: S608  # our own names
    " AND task.team = tickets.team AND {further}))"
)
_DUE = "COALESCE(sla_due_at, (SELECT whole.sla_due_at FROM tickets AS whole WHERE whole.ref = tickets.parent))"
"""When it is due, as it stands in lists: a task without a time of its own is due with its order."""
_AMONG = {"teams": "team", "statuses": "status"}
_ORDERS = {
    "newest": "number DESC",
    "latest": "created_at DESC, number DESC",
    "due": f"{_DUE} ASC NULLS LAST, number",
}


def find_tickets(sql: Driver, query: Search) -> tuple[Hit, ...]:
    """The tickets that fit, newest first or by the next promise due (none promised: last)."""
    words = finding.wanted_words(query.text or "")
    if not words:
        return tuple(map(Hit, islice(_listed(sql, query), query.limit)))
    wanted = Wanted(tuple((word,) for word in words))
    return _with_words(sql, query, wanted) or _with_words(sql, query, _like(sql, words))


def count_tickets(sql: Driver, query: Search) -> int:
    """How many tickets fit. Raises ValueError where each ticket would have to be looked at."""
    if query.text is not None or query.suits is not None:
        raise ValueError("Tickets that have some words, or that suit somebody, are not counted.")
    fits, values = _conditions(query)
    return int(sql.rows(f"SELECT count(*) FROM tickets WHERE {fits}", values)[0][0])  # noqa: S608  # our own names


def _listed(sql: Driver, query: Search) -> Iterator[Ticket]:
    """The tickets that fit, in their order, as many at once as are asked for, each once.

    The next follow behind the last, whatever comes in between: so none is left out.
    """
    fits, values = _conditions(query)
    # Of what is asked for since an instant the newest were made last: so that the index by it gives them in order.
    order = "latest" if query.created_after and query.order == "newest" else query.order
    by = _DUE if order == "due" else "sla_due_at"
    behind, page, seen = "1 = 1", query.limit, set[int]()
    while True:
        chosen = (
            f"SELECT state, number, created_at, {by} FROM tickets WHERE {fits} AND {behind}"  # noqa: S608  # our own names
            f" ORDER BY {_ORDERS[order]} LIMIT :page"
        )
        rows = sql.rows(chosen, values | {"page": page})
        # One whose promise was moved meanwhile may come again.
        fresh = [state for state, number, *_ in rows if number not in seen]
        yield from _suiting(query, (codec.read(Ticket, state) for state in fresh))
        if len(rows) < page:
            return
        seen.update(number for _, number, *_ in rows)
        behind, values = _behind(order, rows[-1], values)
        page *= 2


def _behind(order: str, last: Found, values: Mapping[str, Value]) -> tuple[str, dict[str, Value]]:
    """What follows after a row in that order, as a condition and the values in it."""
    _, number, created_at, due_at = last
    told: dict[str, Value] = {**values, "last": number}
    match order:
        case "newest":
            return "number < :last", told
        case "latest":
            return "(created_at, number) < (:last_at, :last)", {**told, "last_at": created_at}
        case _ if due_at is None:
            return f"({_DUE} IS NULL AND number > :last)", told
    return f"({_DUE} IS NULL OR ({_DUE}, number) > (:last_at, :last))", {**told, "last_at": due_at}


def _suiting(query: Search, tickets: Iterator[Ticket]) -> Iterator[Ticket]:
    """Those that are for whoever asks."""
    return tickets if query.suits is None else filter(query.suits, tickets)


def _like(sql: Driver, words: Sequence[str]) -> Wanted:
    """What is like the words that were typed: each inside of another, or one that it may have been."""
    return Wanted(tuple((word, *_neighbours(sql, word)) for word in words), inside=True)


def _neighbours(sql: Driver, word: str) -> list[str]:
    """Words of this desk that are one slip away from one that was typed, the likeliest of them."""
    if not finding.is_term(word):
        return []
    keys = {f"k{number}": slip for number, slip in enumerate(sorted(finding.slips(word)))}
    keys |= {f"k{number}": word for number in range(len(keys), finding.LONGEST_TERM + 1)}
    found = [term for (term,) in sql.rows(SLIPS, keys) if term != word]
    return sorted(found, key=partial(finding.likeness, word))[:_MOST_MEANT]


def _with_words(sql: Driver, query: Search, wanted: Wanted) -> tuple[Hit, ...]:
    """The tickets that fit and have one word of each group, in their order, up to the limit."""
    found = ways(sql, wanted, _narrower(query), notes=query.reads_notes is not None)
    streams = [_looked_through(sql, query, wanted, way) for way in found]
    hits = _each_once(merge(*streams, key=_number, reverse=True))
    if query.order == "due":
        hits = iter(sorted(hits, key=_promised))
    return tuple(islice(hits, query.limit))


def _narrower(query: Search) -> Sequence[str]:
    """A ticket has those whose it is among its words: so a few of one person's are found among many of all."""
    return finding.wanted_words(query.requester or query.theirs or "")


def _looked_through(sql: Driver, query: Search, wanted: Wanted, way: Way) -> Iterator[Hit]:
    """What the index found that truly has the words, newest first, page by page."""
    fits, values = _conditions(query)
    values |= {**way.values, "above": -1, "below": _AFTER_ALL}
    page = left = query.limit
    for found in way.queries:
        # CROSS JOIN: SQLite is to ask the index first, whatever else may be asked.
        chosen = (
            f"SELECT found.number, state FROM ({found}) AS found CROSS JOIN tickets"  # noqa: S608  # our own names
            f" WHERE tickets.number = found.number AND {fits} ORDER BY found.number DESC LIMIT :page"
        )
        while rows := sql.rows(chosen, values | {"page": page}):
            tickets = tuple(_suiting(query, (codec.read(Ticket, state) for _, state in rows)))
            hits = _having(sql, query, wanted, tickets)
            yield from hits
            values["below"] = rows[-1][0]
            left -= len(hits)
            last = len(rows) < page
            page = max(left, 1) if 2 * len(hits) > len(rows) else min(page * 2, _LARGEST_PAGE)
            if last:
                break


def _having(sql: Driver, query: Search, wanted: Wanted, tickets: Sequence[Ticket]) -> list[Hit]:
    """Those that have the words: in themselves, or in what was said on them that whoever asks may read."""
    found = []
    missing = {ticket.ref: finding.missing_in(ticket, wanted) for ticket in tickets}
    said = _said(sql, query, {ticket.ref: ticket for ticket in tickets if missing[ticket.ref].groups})
    for ticket in tickets:
        read = (Said(author, codec.read_text(text), bool(public)) for author, public, text in said[ticket.ref])
        if hit := finding.look_into(ticket, read, missing[ticket.ref]):
            found.append(hit)
    return found


def _said(sql: Driver, query: Search, tickets: Mapping[str, Ticket]) -> Mapping[str, Sequence[Found]]:
    """What was said on some tickets that whoever asks may read: author, whether it is public, stored text.

    The newest first. A long conversation is not read before it is looked at.
    """
    said: dict[str, list[Found]] = defaultdict(list)
    if not tickets:
        return said
    index = INDEXES[sql.dialect.name]
    notes = {ref for ref, ticket in tickets.items() if query.reads_notes is not None and query.reads_notes(ticket)}
    for ref, author, public, text in sql.rows(index.said, {"refs": index.refs(tickets)}):
        if public or ref in notes:
            said[ref].append((author, public, text))
    return said


def _each_once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """A ticket may be found in several ways; in their order its hits follow each other."""
    for _, same in groupby(hits, key=_number):
        yield next(same)


def _number(hit: Hit) -> int:
    return int(hit.ticket.ref.rpartition("-")[2])


def _promised(hit: Hit) -> tuple[datetime, int]:
    running = [one.due_at for one in hit.ticket.clocks if one.state == "running" and one.due_at is not None]
    return min(running, default=_NEVER), _number(hit)


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
    if query.beside is not None:
        keys = {f"beside{at}": value for at, value in enumerate(query.beside)}
        further = [f"task.status IN ({', '.join(f':{key}' for key in keys)})"]
        further += ["task.assignee = :assignee"] * (query.assignee is not None)
        further += ["task.sla_due_at < :due_before"] * (query.due_before is not None)
        fits.append(_TASK_STANDS.format(further=" AND ".join(further)))
        values |= keys
    if query.theirs is not None:
        fits.append(_THEIRS)
        values["theirs"] = query.theirs
    if query.decides is not None:
        fits.append(_DECIDES)
        values["decides"] = query.decides
    if query.unassigned:
        fits.append("assignee IS NULL")
    if query.before is not None:
        fits.append("tickets.number < :before")
        values["before"] = query.before
    if query.created_after is not None:
        fits.append("created_at > :created_after")
        values["created_after"] = micros(query.created_after)
    if query.due_before is not None:
        fits.append("sla_due_at < :due_before")
        values["due_before"] = micros(query.due_before)
    return " AND ".join(fits), values
