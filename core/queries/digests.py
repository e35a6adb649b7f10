"""The leads' digests of the day; an empty one is not sent (noise rule 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.calendars.oncall import on_call
from core.engine import Engine
from core.lifecycle import escalation, sla
from core.notifications.digest import LISTED
from core.notifications.direct import LEAD_DIGEST, LeadDigest
from core.policy import Team
from core.ports.tickets import Search, Transaction
from core.processes import OPEN, WAITING
from core.tickets.ticket import Ticket

_LISTED = 50
_ALL = 100_000
"""More than any desk has open."""


async def morning(engine: Engine) -> int:
    """Write each lead's digest of today; an empty one is not sent (noise rule 13). Returns how many were written."""
    now = engine.now()
    day = now.astimezone(ZoneInfo(engine.policy.company.zone)).date()

    def write(tx: Transaction) -> int:
        notices = []
        for team in engine.policy.teams.values():
            facts = _digest(engine, tx, team, now)
            if facts is not None:
                key = f"digest:{team.key}:{day.isoformat()}"
                notices.append(LEAD_DIGEST.notice(facts, ticket=None, to=f"direct:{team.lead}", key=key, at=now))
        tx.write_notices(notices)
        return len(notices)

    return await engine.store.transact(write)


def _digest(engine: Engine, tx: Transaction, team: Team, now: datetime) -> LeadDigest | None:
    statuses = tuple(sorted(OPEN))
    opened = tx.count(Search(team=team.key, statuses=statuses))
    if opened == 0:
        return None
    zone = ZoneInfo(engine.policy.company.zone)
    midnight = (now.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    late = _overdue(tx, now, team.key)
    named = sorted((_due(one, now), one.ref) for one in late if not one.private)[:LISTED]
    due = tx.search(
        Search(team=team.key, statuses=statuses, due_before=midnight, order="due", suits=_in_time(now), limit=_LISTED)
    )
    today = [
        (one, clock.due_at)
        for one in due  # by whichever promise: only those whose goal is due today stand with its time
        if (clock := one.clock("resolution")) and clock.due_at and clock.due_at < midnight
    ]
    schedule = escalation.duty_schedule(engine.policy, team.key)
    duty = on_call(engine.policy.schedules[schedule], now, tx.rota()).person if schedule else None
    lines = tuple(f"{one.ref} {due_at.astimezone(zone):%H:%M}" for one, due_at in today if not one.private)[:LISTED]
    waiting = tx.count(Search(team=team.key, statuses=tuple(sorted(WAITING))))
    return LeadDigest(
        team=team.key, open=opened, due=lines, due_more=len(today) - len(lines), overdue=len(late), waiting=waiting,
        on_call=duty, late=tuple(ref for _, ref in named), late_at=tuple(at.isoformat() for at, _ in named),
    )  # fmt: skip


def overdue(tx: Transaction, now: datetime, *teams: str) -> int:
    """How many tickets of these teams are overdue, by the one definition there is (`sla.overdue`)."""
    return len(_overdue(tx, now, *teams))


def _overdue(tx: Transaction, now: datetime, *teams: str) -> Sequence[Ticket]:
    late = partial(sla.overdue, at=now)
    soon = now + timedelta(microseconds=1)  # what is due at this instant may be over as well
    return tx.search(Search(teams=teams, statuses=tuple(sorted(OPEN)), due_before=soon, suits=late, limit=_ALL))


def _due(ticket: Ticket, now: datetime) -> datetime:
    """When an overdue ticket was due first: of the promises that make it overdue."""
    return min(
        one.due_at for one in ticket.clocks if one.due_at is not None and one.metric != "ack" and sla.is_over(one, now)
    )


def _in_time(now: datetime) -> Callable[[Ticket], bool]:
    return lambda ticket: not sla.overdue(ticket, now)
