"""What people were given by requests, and whether it has ended: read from the tasks, so that nobody keeps a list.

Something is given by a task that is done, also while it is done once more, if another task takes it away on a date, or
if an automation did it. It is in force until the task that takes it away is done; with proof where that was read
back, or shows something for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.people import PersonId
from core.tickets import events as e
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Grant:
    """What the task `key` of a request gave: when (None where that was before), until which instant, when it ended."""

    key: str
    granted_at: datetime | None
    until: datetime | None = None
    ended_at: datetime | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A grant with whose it is and what: the request's number and title, and whether it is private."""

    ref: str
    title: str
    person: PersonId
    item: str
    private: bool
    grant: Grant

    @property
    def in_force(self) -> bool:
        """Whether nobody has taken it away."""
        return self.grant.ended_at is None


def grants_of(request: Ticket, happened: Sequence[e.Happened]) -> tuple[Grant, ...]:
    """What a request gave, with the instants that are told by these events: those of what was done in them."""
    done = {
        entry.event.step.key: entry.at
        for entry in reversed(happened)  # the first time counts
        if isinstance(entry.event, e.StepMoved) and entry.event.step.state == "done"
    }
    ends = {need: task for task in request.plan if task.dated for need in task.needs}
    found = []
    for task in request.plan:
        end = ends.get(task.key)
        if not (task.state == "done" or task.gave) or task.dated or (end is None and not task.automation):
            continue
        over = end is not None and end.state == "done"
        found.append(
            Grant(
                task.key,
                done.get(task.key),
                end.begins if end else None,
                done.get(end.key) if end and over else None,
                end.proof if end and over else "",
            )
        )
    return tuple(found)


def moves_grants(happened: Sequence[e.Happened]) -> bool:
    """Whether grants may be others after these events."""
    return any(isinstance(entry.event, e.StepMoved | e.StepsPlanned) for entry in happened)
