"""Whoever is put on call, or is not on call any more, reads it once: for which schedule, when, by whom and why.

By hand, or since somebody is away or back. Whoever leads them reads who has the shift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.calendars.oncall import Absence, Override, Rota, Schedule, on_call
from core.commands.desk.standing_in import leaders_of
from core.engine import Engine
from core.notifications.absence import ON_DUTY, OnDuty
from core.people import PersonId
from core.ports.outbox import Notice
from core.ports.tickets import Transaction

AHEAD = timedelta(days=92)
"""As far from its begin a change is told of: what comes later stands in the list."""


@dataclass(slots=True)
class _Changes:
    """From when until when whose duty it is by now that was another's, and whose it is not any more."""

    gained: dict[PersonId, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    lost: dict[PersonId, list[tuple[datetime, datetime]]] = field(default_factory=dict)


def tell_of_shifts(
    engine: Engine, tx: Transaction, by: PersonId, before: Rota, away: PersonId | None = None, *, back: bool = False
) -> None:
    """Tell of each shift that has another holder by now than by the rota of `before`.

    Whoever changed it (`by`) sees it in the answer, and whoever is away then has nothing to do. `away` is whose absence
    it was that began, or is over (`back`).
    """
    now, after = engine.now(), tx.rota()
    changed = {*_all(before)} ^ {*_all(after)}
    if not changed:
        return
    start = max(now, min(each.start for each in changed))
    end = min(max(each.end for each in changed), start + AHEAD)
    for schedule in engine.policy.schedules.values():
        changes = _compare(schedule, before, after, start, end)
        leads = leaders_of(engine.policy, schedule.members)
        for told, off in ((changes.gained, False), (changes.lost, True)):
            for person, stretches in told.items():
                facts = OnDuty(
                    person, schedule.name, by, off=off, away=away, back=back,
                    starts=tuple(each.isoformat() for each, _ in stretches),
                    ends=tuple(each.isoformat() for _, each in stretches),
                )  # fmt: skip
                readers = dict.fromkeys((person, *(() if off else leads)))
                tx.write_notices([_notice(engine, facts, one) for one in readers if one != by])


def _all(rota: Rota) -> Iterator[Override | Absence]:
    yield from rota.overrides
    yield from rota.absences


def _compare(schedule: Schedule, before: Rota, after: Rota, start: datetime, end: datetime) -> _Changes:
    """What differs on a schedule in that time. Whoever is asked in a gap only is not on call."""
    found = _Changes()
    moment = start
    while moment < end:
        was, now = on_call(schedule, moment, before), on_call(schedule, moment, after)
        until = min(one for one in (was.until, now.until, end) if one is not None)
        if was.person != now.person:
            if now.person and now.source != "gap_fallback":
                _add(found.gained, now.person, moment, until)
            if was.person and was.source != "gap_fallback" and after.away(was.person, moment) is None:
                _add(found.lost, was.person, moment, until)
        moment = until
    return found


def _add(to: dict[PersonId, list[tuple[datetime, datetime]]], person: PersonId, start: datetime, end: datetime) -> None:
    """A stretch more; one that goes on where the last ended is part of that."""
    known = to.setdefault(person, [])
    begun = known.pop()[0] if known and known[-1][1] == start else start
    known.append((begun, end))


def _notice(engine: Engine, facts: OnDuty, reader: PersonId) -> Notice:
    key = f"on_duty:{engine.new_id()}"
    return ON_DUTY.notice(facts, ticket=None, to=f"direct:{reader}", key=key, at=engine.now())
