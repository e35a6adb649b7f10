"""The leads' digests of the day, and the approvers'; an empty one is not sent (noise rule 13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.approvals import lines, machine
from core.calendars.hours import add, is_open
from core.calendars.oncall import on_call
from core.engine import Engine
from core.lifecycle import escalation, sla
from core.notifications.approvals import APPROVER_DIGEST, Waits
from core.notifications.digest import LISTED
from core.notifications.direct import LEAD_DIGEST, LeadDigest
from core.people import PersonId
from core.policy import Policy, Team
from core.ports.tickets import Search, Transaction
from core.processes import OPEN, WAITING
from core.queries import deciding
from core.queries.rota import away_now
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


async def approvals(engine: Engine) -> int:
    """Tell each approver what waits for them since days before. Returns how many were told.

    What they are asked or reminded of today by itself is left out, so that nobody is told twice; nobody is told on
    a day off, their own or the company's, and nobody of nothing.
    """
    policy, now = engine.policy, engine.now()
    if not is_open(policy.calendar(policy.notifications.quiet_calendar or policy.office), now):
        return 0
    day = now.astimezone(ZoneInfo(policy.company.zone)).date()

    def write(tx: Transaction) -> int:
        able = lines.able(tx.rota(), tx.staffing(), now)
        waits: dict[PersonId, list[Ticket]] = {}
        for ticket in deciding.undecided(tx):
            if not _speaks_today(policy, ticket, now):
                for person in filter(able, machine.asked_now(ticket)):
                    waits.setdefault(person, []).append(ticket)
        notices = []
        for person, tickets in waits.items():
            named = tickets[:LISTED]
            facts = Waits(
                count=len(tickets),
                tickets=tuple(one.ref for one in named),
                titles=tuple(one.title for one in named),
                since=tuple(deciding.asked_at(one).isoformat() for one in named),
            )
            key = f"approvals:{person}:{day.isoformat()}"
            notices.append(APPROVER_DIGEST.notice(facts, ticket=None, to=f"direct:{person}", key=key, at=now))
        tx.write_notices(notices)
        return len(notices)

    return await engine.store.transact(write)


def _speaks_today(policy: Policy, ticket: Ticket, now: datetime) -> bool:
    """Whether whoever decides about it is asked, or reminded, today."""
    zone, rules, begun = ZoneInfo(policy.company.zone), policy.approving, deciding.asked_at(ticket)
    calendar = policy.calendar(rules.calendar or policy.office)
    told = (begun, *(add(calendar, begun, after) for after in rules.remind_after))
    return any(each.astimezone(zone).date() == now.astimezone(zone).date() for each in told)


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
    away = away_now(tx, (team,), now)
    return LeadDigest(
        team=team.key, open=opened, due=lines, due_more=len(today) - len(lines), overdue=len(late), waiting=waiting,
        on_call=duty, late=tuple(ref for _, ref in named), late_at=tuple(at.isoformat() for at, _ in named),
        away=tuple(person for person, _ in away), away_until=tuple(until.isoformat() for _, until in away),
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
