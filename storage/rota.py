"""Who stands in, who is away and who left: the statements of what changes who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from core.calendars.oncall import Absence, Override, Rota
from core.people import PersonId, Staffing
from storage.driver import Driver, Parameters
from storage.instants import instant, micros

_OVERRIDES = "SELECT schedule, person, start_at, end_at FROM overrides ORDER BY id"
_SAVE_OVERRIDE = (
    "INSERT INTO overrides (schedule, person, start_at, end_at, given_by, given_at)"
    " VALUES (:schedule, :person, :start_at, :end_at, :given_by, :given_at)"
)
_DROP_OVERRIDE = (
    "DELETE FROM overrides"
    " WHERE schedule = :schedule AND person = :person AND start_at = :start_at AND end_at = :end_at RETURNING id"
)
_ABSENCES = "SELECT person, start_at, end_at, delegate FROM absences ORDER BY id"
_SAVE_ABSENCE = (
    "INSERT INTO absences (person, start_at, end_at, delegate, given_by, given_at, due_at)"
    " VALUES (:person, :start_at, :end_at, :delegate, :given_by, :given_at, :start_at)"
)
_TAKE_DUE = (
    "UPDATE absences SET due_at = CASE WHEN end_at > :now THEN end_at END WHERE due_at <= :now"
    " RETURNING id, person, start_at, end_at, delegate"
)
_DROP_ABSENCE = "DELETE FROM absences WHERE person = :person AND start_at = :start_at AND end_at = :end_at RETURNING id"

_STAFFING = (
    "SELECT id, manager, gone, away_until FROM people"
    " WHERE manager IS NOT NULL OR gone IS NOT NULL OR away_until IS NOT NULL"
)


class RotaStatements:
    """Implements `core.ports.rota.Rotas`."""

    __slots__ = ()
    sql: Driver

    def rota(self) -> Rota:
        """The overrides and absences that are kept, each in the order they were given."""
        return Rota(
            tuple(
                Override(schedule, person, instant(start), instant(end))
                for schedule, person, start, end in self.sql.rows(_OVERRIDES, {})
            ),
            tuple(map(_absence, self.sql.rows(_ABSENCES, {}))),
        )

    def staffing(self) -> Staffing:
        """What the platforms told of everybody: managers, who left, who is away."""
        rows = self.sql.rows(_STAFFING, {})
        managers = {person: manager for person, manager, _, _ in rows if manager}
        away = {person: instant(until) for person, _, _, until in rows if until is not None}
        return Staffing(managers, frozenset(person for person, _, gone, _ in rows if gone), away)

    def save_override(self, override: Override, by: PersonId, at: datetime) -> None:
        """Keep an on-call override."""
        self.sql.change(_SAVE_OVERRIDE, {"schedule": override.schedule, **_row(override), **_given(by, at)})

    def drop_override(self, override: Override) -> bool:
        """Take an on-call override back. False where it is gone already."""
        return bool(self.sql.rows(_DROP_OVERRIDE, {"schedule": override.schedule, **_row(override)}))

    def save_absence(self, absence: Absence, by: PersonId, at: datetime) -> None:
        """Keep when somebody is away."""
        self.sql.change(_SAVE_ABSENCE, {**_row(absence), "delegate": absence.delegate, **_given(by, at)})

    def take_due_absences(self, now: datetime) -> tuple[Absence, ...]:
        """Those that began or ended by `now`, each of either once, in the order they were given."""
        found = sorted(self.sql.rows(_TAKE_DUE, {"now": micros(now)}), key=itemgetter(0))
        return tuple(_absence(row[1:]) for row in found)

    def drop_absence(self, absence: Absence) -> bool:
        """Take an absence back. False where it is gone already."""
        return bool(self.sql.rows(_DROP_ABSENCE, _row(absence)))


def _absence(row: Sequence[Any]) -> Absence:
    person, start, end, delegate = row
    return Absence(person, instant(start), instant(end), delegate)


def _row(each: Override | Absence) -> Parameters:
    return {"person": each.person, "start_at": micros(each.start), "end_at": micros(each.end)}


def _given(by: PersonId, at: datetime) -> Parameters:
    return {"given_by": by, "given_at": micros(at)}
