"""Lists of tickets: which fit a search, in which order.

What people typed is looked up in an index (`indexing.py`); the ticket itself then says whether it has those words.
Where no ticket has them, words are looked for that are one slip away.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Subquery, Table, func, select

from core.ports.tickets import Search
from core.tickets import finding
from core.tickets.ticket import Ticket
from storage import codec
from storage.driver import Driver, spell
from storage.indexing import INDEXES, SLIPS, Wanted, searched
from storage.instants import micros
from storage.models import TicketRow
from storage.packing import unpack

_TICKETS = cast(Table, TicketRow.__table__)  # type: ignore[attr-defined]  # set by the metaclass of SQLModel
_T = _TICKETS.c
_MOST_LOOKED_AT = 5_000
"""Tickets of which the index says that they may fit; more are not looked at for one list."""
_MOST_MEANT = 8
"""Words that one with a slip in it may have been."""


def find_tickets(sql: Driver, query: Search) -> tuple[Ticket, ...]:
    """The tickets that fit, newest first or by the next promise due (none promised: last)."""
    if not (wanted := _wanted(query)):
        chosen = select(_T.state).where(*_conditions(query)).order_by(*_order(query, _T.number)).limit(query.limit)
        return tuple(codec.read(Ticket, row[0]) for row in _run(sql, chosen))
    return _with_words(sql, query, wanted) or _with_words(sql, query, _meant(sql, wanted))


def count_tickets(sql: Driver, query: Search) -> int:
    """How many tickets fit."""
    if wanted := _wanted(query):
        return _count_with_words(sql, query, wanted) or _count_with_words(sql, query, _meant(sql, wanted))
    return int(_run(sql, select(func.count()).select_from(_TICKETS).where(*_conditions(query)))[0][0])


def _wanted(query: Search) -> Wanted:
    """What was typed, as groups of one word each."""
    return [(word,) for word in finding.wanted_words(codec.plain(query.text or ""))]


def _meant(sql: Driver, wanted: Wanted) -> Wanted:
    """The same with the words that each may have been; nothing where each could be only itself."""
    meant = [(*words, *_neighbours(sql, words[0])) for words in wanted]
    return meant if any(len(words) > 1 for words in meant) else []


def _neighbours(sql: Driver, word: str) -> list[str]:
    """Words of this desk that are one slip away from one that was typed."""
    if not finding.is_term(word):
        return []
    keys = {f"k{number}": slip for number, slip in enumerate(sorted(finding.slips(word)))}
    keys |= {f"k{number}": word for number in range(len(keys), finding.LONGEST_TERM + 1)}
    found = sql.rows(SLIPS, keys)
    return [term for (term,) in found if term != word][:_MOST_MEANT]


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


def _count_with_words(sql: Driver, query: Search, wanted: Wanted) -> int:
    if not wanted:
        return 0
    everywhere = INDEXES[sql.dialect.name].ways(_narrowed(query, wanted))[-1]
    return sum(1 for _ in _looked_through(sql, query, wanted, everywhere, most=None))


def _narrowed(query: Search, wanted: Wanted) -> Wanted:
    """A ticket has its requester among its words: so a few of one person's are found among many of all."""
    if query.requester is None:
        return wanted
    return [*wanted, *((word,) for word in finding.wanted_words(codec.plain(query.requester)))]


def _looked_through(
    sql: Driver, query: Search, wanted: Wanted, way: Subquery, *, most: int | None = _MOST_LOOKED_AT
) -> Iterator[Ticket]:
    """What the index found that truly has the words, page by page."""
    number = way.c.number
    chosen = select(_T.state).select_from(way.join(_TICKETS, _T.number == number))
    chosen = chosen.where(*_conditions(query)).order_by(*_order(query, number))
    begin, page = 0, min(query.limit * 3 // 2, _MOST_LOOKED_AT)
    while most is None or begin < most:
        rows = _run(sql, chosen.limit(page).offset(begin))
        for (state,) in rows:
            text = unpack(state)
            if _may_say(text, wanted) and finding.fits(searched(ticket := codec.read(Ticket, text)), wanted):
                yield ticket
        if len(rows) < page:
            return
        begin, page = begin + page, page * 2


def _may_say(text: str, wanted: Wanted) -> bool:
    """Whether a ticket's JSON may hold these words: a quick no. Where something is spelled as an escape, who knows."""
    if "\\" in text:
        return True
    folded = text.casefold()
    return all(any(word in folded for word in words) for words in wanted)


def _order(query: Search, number: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    if query.order == "due":
        return (_T.sla_due_at.asc().nulls_last(), number.asc())
    return (number.desc(),)


def _run(sql: Driver, query: Select[Any]) -> Any:
    return sql.rows(*spell(query, sql.dialect))


def _conditions(query: Search) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if query.team is not None:
        fits.append(_T.team == query.team)
    if query.teams is not None:
        fits.append(_T.team.in_(query.teams))
    if query.assignee is not None:
        fits.append(_T.assignee == query.assignee)
    if query.unassigned:
        fits.append(_T.assignee.is_(None))
    if query.requester is not None:
        fits.append(_T.requester == query.requester)
    if query.service is not None:
        fits.append(_T.service == query.service)
    if query.created_after is not None:
        fits.append(_T.created_at > micros(query.created_after))
    if query.statuses is not None:
        fits.append(_T.status.in_(query.statuses))
    if query.due_before is not None:
        fits.append(_T.sla_due_at < micros(query.due_before))
    if query.private is not None:
        fits.append(_T.private.is_(query.private))
    return fits
