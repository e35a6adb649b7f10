"""Lists of tickets: which fit a search, in which order."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, select

from core.ports.tickets import Search
from core.tickets.ticket import Ticket
from storage.codec import plain
from storage.driver import Driver, spell
from storage.instants import micros
from storage.models import TicketRow

_TICKETS = cast(Table, TicketRow.__table__)  # type: ignore[attr-defined]  # set by the metaclass of SQLModel
_T = _TICKETS.c
_MOST_WORDS = 10
_LONGEST_WORD = 100


def search_text(ticket: Ticket) -> str:
    """What a ticket is found by: its number, title, description and requester, folded for comparison."""
    return plain(f"{ticket.ref} {ticket.title} {ticket.requester} {ticket.description}".casefold())


def find_tickets(sql: Driver, query: Search) -> list[str]:
    """The stored states of the tickets that fit, newest first or by the next promise due (none promised: last)."""
    order = (_T.sla_due_at.asc().nulls_last(), _T.number.asc()) if query.order == "due" else (_T.number.desc(),)
    wanted = select(_T.state).where(*_conditions(query)).order_by(*order).limit(query.limit)
    return [row[0] for row in _run(sql, wanted)]


def count_tickets(sql: Driver, query: Search) -> int:
    """How many tickets fit."""
    return int(_run(sql, select(func.count()).select_from(_TICKETS).where(*_conditions(query)))[0][0])


def _run(sql: Driver, query: Select[Any]) -> Any:
    return sql.rows(*spell(query, sql.dialect))


def _conditions(query: Search) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if query.text is not None:
        words = plain(query.text).casefold().split()[:_MOST_WORDS]
        fits += [_T.search.contains(word[:_LONGEST_WORD], autoescape=True, escape="\\") for word in words]
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
