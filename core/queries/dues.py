"""What is overdue and what is due today, by one definition each: the lead's digest and page say the same figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core import work
from core.lifecycle import sla
from core.ports.tickets import Transaction
from core.tickets.ticket import Ticket

_ALL = 100_000
"""More than any desk has open."""


def overdue(tx: Transaction, now: datetime, *teams: str) -> Sequence[Ticket]:
    """The tickets of these teams that are overdue (`sla.overdue`), by their next instant."""
    soon = now + timedelta(microseconds=1)  # what is due at this instant may be over as well
    return _open(tx, teams, soon, lambda ticket: sla.overdue(ticket, at=now))


def due_today(tx: Transaction, now: datetime, zone: str, *teams: str) -> Sequence[tuple[Ticket, datetime]]:
    """The tickets of these teams with a promise due before this day ends in `zone`, with when, the soonest first.

    By the promises that `overdue` counts (`sla.given`): one of which the answer is late and the fix is due is in both.
    """
    local = now.astimezone(ZoneInfo(zone))
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    found = _open(tx, teams, midnight, lambda ticket: sla.to_keep(ticket, now, midnight) is not None)
    dated = [(ticket, due) for ticket in found if (due := sla.to_keep(ticket, now, midnight)) is not None]
    return sorted(dated, key=lambda each: each[1])


def _open(tx: Transaction, teams: Sequence[str], before: datetime, suits: Callable[[Ticket], bool]) -> Sequence[Ticket]:
    due = replace(work.of_teams(*teams), beside=None, due_before=before, suits=suits, limit=_ALL)
    return work.each_once(tx.search(due))  # of those that suit: a task that is not late stands for no late order
