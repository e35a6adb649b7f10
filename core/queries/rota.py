"""The rota: who is on call on each schedule, what comes next, who stands in, who is away. Read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.calendars.oncall import Absence, Rota, on_call, shifts
from core.engine import Engine
from core.people import PersonId
from core.phrases import Phrase
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff
from core.ui.cards import Card
from core.ui.pages import Shifts


def who_is_on_call(engine: Engine, tx: Transaction, person: PersonId, said: Sequence[Phrase] = ()) -> Card:
    """Every schedule's person now, the next changes, who stands in and who is away; below what was just `said`.

    Responders see who stands in and who is away, and can change it, if they may: a press is checked again.
    """
    now, rota, policy = engine.now(), tx.rota(), engine.policy
    current, upcoming = [], []
    for schedule in policy.schedules.values():
        found = on_call(schedule, now, rota)
        current.append((schedule.name, found.person, found.until))
        upcoming += [(schedule.name, one.person, one.start) for one in shifts(schedule, now, 3, rota)[1:]]
    upcoming.sort(key=lambda change: change[2])
    page = Shifts(tuple(current), tuple(upcoming), said=tuple(said))
    if is_staff(policy, person) or policy.has_role(person, "admin"):
        page = replace(
            page,
            overrides=tuple(each for each in rota.overrides if each.end > now),
            absences=tuple(each for each in rota.absences if each.end > now),
            reader=person,
        )
    return engine.presenter.shifts(page, now)


def without(rota: Rota, absence: Absence) -> Rota:
    """The rota as it would be without an absence."""
    return replace(rota, absences=tuple(each for each in rota.absences if each != absence))
