"""The leads' digests of the day; an empty one is not sent (noise rule 13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.calendars.oncall import on_call
from core.engine import Engine
from core.lifecycle import escalation
from core.notifications.direct import LEAD_DIGEST, LeadDigest
from core.policy import Team
from core.ports.tickets import Search, Transaction
from core.processes import OPEN, WAITING


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
    due = tx.search(Search(team=team.key, statuses=statuses, due_before=midnight, order="due", limit=50))
    overdue = [one for one in due if (clock := one.clock("resolution")) and clock.live and clock.breached_at]
    today = [
        (one.ref, clock.due_at)
        for one in due  # by whichever promise: only those whose goal is due today stand with its time
        if one not in overdue and (clock := one.clock("resolution")) and clock.due_at and clock.due_at < midnight
    ]
    schedule = escalation.duty_schedule(engine.policy, team.key)
    duty = on_call(engine.policy.schedules[schedule], now, tx.overrides()).person if schedule else None
    lines = tuple(f"{ref} {due_at.astimezone(zone):%H:%M}" for ref, due_at in today)
    waiting = tx.count(Search(team=team.key, statuses=tuple(sorted(WAITING))))
    return LeadDigest(team=team.key, open=opened, due=lines, overdue=len(overdue), waiting=waiting, on_call=duty)
