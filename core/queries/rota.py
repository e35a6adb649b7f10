"""The rota: who is on call on each schedule, what comes next, who stands in, who is away. Read only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from core.calendars.oncall import AHEAD, Absence, Rota, Schedule, gaps, on_call, shifts
from core.engine import Engine
from core.people import PersonId, known_end
from core.phrases import Phrase
from core.policy import Policy, Team
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff
from core.ui.cards import Card
from core.ui.pages import Away, Gap, Shifts


def who_is_on_call(
    engine: Engine,
    tx: Transaction,
    person: PersonId,
    said: Sequence[Phrase] = (),
    only: str | None = None,
    *,
    brief: bool = False,
) -> Card:
    """Every schedule's person now, the next changes, who stands in and who is away; below what was just `said`.

    Of one schedule where it is the `only` one that is asked for. `brief` is who comes next on each schedule, what is
    wrong and what is the reader's own; the rest is behind a press.

    Responders see who stands in and who is away, and can change it, if they may: a press is checked again. Anybody
    sees when they are away themselves.
    """
    now, rota, policy = engine.now(), tx.rota(), engine.policy
    current, upcoming = [], []
    shown = {key: each for key, each in policy.schedules.items() if only in (None, key)}
    for schedule in shown.values():
        found = on_call(schedule, now, rota)
        current.append((schedule.name, found.person, found.until))
        upcoming += [(schedule.name, one.person, one.start) for one in shifts(schedule, now, 3, rota)[1:]]
    upcoming.sort(key=lambda change: change[2])
    page = Shifts(tuple(current), tuple(upcoming), gaps=coming_gaps(policy, rota, now), said=tuple(said))
    absences = _widest(sorted((each for each in rota.absences if each.end > now), key=lambda each: each.start))
    if not is_staff(policy, person) and not policy.has_role(person, "admin"):
        own = tuple(each for each in absences if each.person == person)
        page = replace(page, gaps=tuple(replace(gap, away=()) for gap in page.gaps), absences=own, reader=person)
    else:
        holding = (each for each in rota.holding() if each.end > now and each.schedule in shown)
        overrides = tuple(sorted(holding, key=lambda each: (each.start, each.end, each.schedule, each.person)))
        page = replace(page, overrides=overrides, absences=absences, reader=person, responds=True)
    return engine.presenter.shifts(_brief(page) if brief else page, now)


def _brief(page: Shifts) -> Shifts:
    """Of the changes the first of each schedule, and of the absences the reader's own."""
    first = {change[0]: change for change in reversed(page.next)}
    following = tuple(change for change in page.next if first[change[0]] is change)
    own = tuple(each for each in page.absences if each.person == page.reader)
    kept = replace(page, next=following, absences=own, overrides=())
    return replace(kept, more=kept != page)


def _widest(absences: Sequence[Absence]) -> tuple[Absence, ...]:
    """Without those that a longer one of the same person covers: who stays away longer is away once."""
    return tuple(
        each
        for each in absences
        if not any(
            one != each and one.person == each.person and one.start <= each.start and each.end <= one.end
            for one in absences
        )
    )


def coming_gaps(policy: Policy, rota: Rota, now: datetime) -> tuple[Gap, ...]:
    """The next gap of each schedule in the coming fortnight, the soonest first."""
    return _first_gaps(policy.schedules.values(), rota, now, now + AHEAD)


def gaps_of(policy: Policy, rota: Rota, absence: Absence, now: datetime) -> tuple[Gap, ...]:
    """The first gap that an absence leaves in each of their schedules, as far as a fortnight from its begin."""
    start = max(absence.start, now)
    theirs = [each for each in policy.schedules.values() if absence.person in each.people]
    return _first_gaps(theirs, rota, start, min(absence.end, start + AHEAD))


def _first_gaps(schedules: Iterable[Schedule], rota: Rota, start: datetime, end: datetime) -> tuple[Gap, ...]:
    found = (
        Gap(each.name, gap.start, gap.end, gap.person, rota.missing(each, gap.start, gap.end))
        for each in schedules
        for gap in gaps(each, start, end, rota)[:1]
    )
    return tuple(sorted(found, key=lambda gap: (gap.start, gap.schedule)))


def away_now(tx: Transaction, teams: Iterable[Team], now: datetime) -> Away:
    """Who of some teams is away, as they said or their status does, and until when where anybody knows."""
    rota, staffing = tx.rota(), tx.staffing()
    found = []
    for person in dict.fromkeys(one for team in teams for one in (*team.members, team.lead)):
        absence = rota.away(person, now)
        until = absence.end if absence else staffing.away_until(person, now)
        if until is not None:
            found.append((person, known_end(until)))
    return tuple(found)


def without(rota: Rota, absence: Absence) -> Rota:
    """The rota as it would be without an absence."""
    return replace(rota, absences=tuple(each for each in rota.absences if each != absence))
