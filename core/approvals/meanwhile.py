"""Who decides for somebody while they are away, from when on: said as they say that they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.approvals import lines
from core.calendars.oncall import Absence, Rota
from core.people import PersonId, Staffing
from core.policy import Policy


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who decides from `start` on, None where nobody could; `owner`: it falls to an owner of the catalog."""

    person: PersonId | None
    start: datetime
    owner: bool = False


def decides(policy: Policy, staffing: Staffing, person: PersonId) -> bool:
    """Whether anything may ever wait for somebody's decision."""
    return person in lines.named(policy) or person in staffing.managers_of.values()


def deputies(policy: Policy, rota: Rota, staffing: Staffing, absence: Absence) -> tuple[Deputy, ...]:
    """Who decides during an absence that the rota knows, one after the other as those are away themselves."""
    found: list[Deputy] = []
    for at in _turns(rota, absence):
        deputy = _at(policy, rota, staffing, absence.person, at)
        if not found or found[-1].person != deputy.person:
            found.append(deputy)
    return tuple(found)


def _turns(rota: Rota, absence: Absence) -> Iterator[datetime]:
    """When it may be somebody else's turn: as it begins, and as others go and come back meanwhile."""
    others = (at for each in rota.absences if each.person != absence.person for at in (each.start, each.end))
    yield absence.start
    yield from sorted({at for at in others if absence.start < at < absence.end})


def _at(policy: Policy, rota: Rota, staffing: Staffing, person: PersonId, at: datetime) -> Deputy:
    rules, able = lines.as_of(policy, rota, staffing, at), lines.able(rota, staffing, at)
    found = lines.instead_of(rules, person, able)
    last = (*policy.roles.get("catalog_owner", ()), *policy.roles.get("admin", ()))
    chosen = found in (rules.delegates.get(person), rules.managers_of.get(person))
    return Deputy(found, at, owner=found in last and not chosen)
