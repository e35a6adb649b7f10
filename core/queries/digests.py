"""The leads' digests of the day, the approvers', and what nobody has yet; an empty one is not sent (noise rule 13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from core import work
from core.approvals import due, lines
from core.calendars.hours import add, is_open
from core.calendars.oncall import on_call
from core.engine import Engine
from core.lifecycle import escalation, sla
from core.notifications.digest import LISTED
from core.notifications.direct import APPROVER_DIGEST, LEAD_DIGEST, UNANSWERED, LeadDigest, Unanswered, Waits
from core.people import PersonId
from core.policy import Policy, Team
from core.ports.tickets import Transaction, Waiting
from core.processes import WAITING, TaskDetails
from core.queries.dues import due_today, overdue
from core.queries.rota import away_now
from core.tickets.ticket import Ticket
from core.ui.text import shorten

_PATIENCE = timedelta(hours=2)
"""So long a question in a chat is before the person's eyes."""
_FORGOTTEN = timedelta(days=5)
"""What nobody answered for so long they were told of already, also over a long weekend."""


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
    zone = ZoneInfo(policy.company.zone)
    day = now.astimezone(zone).date()

    def write(tx: Transaction) -> int:
        able = lines.able(tx.rota(), tx.staffing(), now)
        waits: dict[PersonId, list[Waiting]] = {}
        speaks = cache(partial(_speaks_today, policy, now))
        for one in tx.asked_to_decide():
            if able(one.person) and not speaks(one.since):
                waits.setdefault(one.person, []).append(one)
        notices = []
        for person, theirs in waits.items():
            named = theirs[:LISTED]
            facts = Waits(
                count=len(theirs),
                tickets=tuple(one.ref for one in named),
                titles=tuple(one.title for one in named),
                since=tuple(one.since.isoformat() for one in named),
                ends=tuple(_ends(engine.ticket(tx, one.ref), policy) for one in named),
                day=day.isoformat(),
            )
            key = f"approvals:{person}:{day.isoformat()}"
            notices.append(APPROVER_DIGEST.notice(facts, ticket=None, to=f"direct:{person}", key=key, at=now))
        tx.write_notices(notices)
        return len(notices)

    return await engine.store.transact(write)


async def unanswered(engine: Engine) -> int:
    """Tell each person once which of their words nobody has yet, since they did not say what these are about.

    Returns how many are told; nobody on a day off of the company, and nobody who was asked a moment ago.
    """
    policy, now = engine.policy, engine.now()
    if not is_open(policy.calendar(policy.notifications.quiet_calendar or policy.office), now):
        return 0

    def write(tx: Transaction) -> int:
        notices = []
        for person, place in tx.unanswered(now - _FORGOTTEN, now - _PATIENCE):
            chat = tx.chat(person, place)
            words, more = chat.named()
            facts = Unanswered(words=tuple(shorten(each, 60) for each in words), more=more)
            key = f"unanswered:{place}:{person}:{chat.asked_at.isoformat() if chat.asked_at else ''}"
            notices.append(UNANSWERED.notice(facts, ticket=None, to=f"direct:{person}", key=key, at=now))
        tx.write_notices(notices)
        return len(notices)

    return await engine.store.transact(write)


def _ends(order: Ticket, policy: Policy) -> str:
    """When an order is over if nobody decides; empty where nobody is asked any more."""
    at = due.ends_at(order, policy)
    return at.isoformat() if at else ""


def _speaks_today(policy: Policy, now: datetime, begun: datetime) -> bool:
    """Whether whoever decides is asked, or reminded, today, where they are asked since `begun`."""
    zone, rules = ZoneInfo(policy.company.zone), policy.approving
    calendar = policy.calendar(rules.calendar or policy.office)
    told = (begun, *(add(calendar, begun, after) for after in rules.remind_after))
    return any(each.astimezone(zone).date() == now.astimezone(zone).date() for each in told)


def _digest(engine: Engine, tx: Transaction, team: Team, now: datetime) -> LeadDigest | None:
    opened = tx.count(work.of_teams(team.key))
    if opened == 0:
        return None
    zone = ZoneInfo(engine.policy.company.zone)
    late = overdue(tx, now, team.key)
    named = sorted((_due(one, now), _named(one)) for one in late if not one.private)[:LISTED]
    today = due_today(tx, now, engine.policy.company.zone, team.key)
    schedule = escalation.duty_schedule(engine.policy, team.key)
    duty = on_call(engine.policy.schedules[schedule], now, tx.rota()).person if schedule else None
    lines = tuple(f"{one.ref} {due_at.astimezone(zone):%H:%M}" for one, due_at in today if not one.private)[:LISTED]
    waiting = tx.count(work.of_teams(team.key, statuses=tuple(sorted(WAITING))))
    away = away_now(tx, (team,), now)
    return LeadDigest(
        team=team.key, open=opened, due=lines, due_more=len(today) - len(lines), overdue=len(late), waiting=waiting,
        on_call=duty, late=tuple(ref for _, ref in named), late_at=tuple(at.isoformat() for at, _ in named),
        away=tuple(person for person, _ in away),
        away_until=tuple(until.isoformat() if until else "" for _, until in away),
    )  # fmt: skip


def _named(ticket: Ticket) -> str:
    """Its number; of a task, which nobody knows by that, also what it is and of which order."""
    return f"{ticket.ref} {ticket.title}" if isinstance(ticket.details, TaskDetails) else ticket.ref


def _due(ticket: Ticket, now: datetime) -> datetime:
    """When an overdue ticket was due first: of the promises that make it overdue."""
    return min(one.due_at for one in sla.given(ticket) if one.due_at is not None and sla.is_over(one, now))
