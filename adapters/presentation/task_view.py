"""The tasks of a request as templates see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.people import PersonId
from core.processes import RequestDetails
from core.tickets.plan import Task, TaskState
from core.tickets.ticket import Ticket

MARKS: Mapping[TaskState, str] = {
    "blocked": "▫",
    "waiting_date": "⏳",
    "ready": "○",
    "in_progress": "▶",
    "done": "✔",
    "skipped": "–",
    "failed": "⚠",
    "dropped": "–",
}


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task in words; `team` is empty where it is the team that has the request, `assignee` who
    has it, or skipped it: a person, else what did it by itself, unless that failed: then `said` names it. Names ending
    in `_at` are ISO.
    """

    name: str
    ref: str
    state: TaskState
    mark: str
    team: str
    assignee: str
    due_at: str
    begins_at: str
    said: str
    awaits: bool = False
    approving: bool = False
    """Whether it stands still until people agree to its request anew."""
    seen_at: str = ""
    """When it was read back that what it was to end is there still, and what was said of that."""
    seen: str = ""
    checked: bool = False
    """Whether that is being read back, since somebody says that it is done."""
    goes_on: str = ""
    """By which order that goes on which it was to take away, and until when; empty where that has no end."""
    lasts_until: str = ""
    expired: bool = False
    """Whether it is skipped by itself, since it came after the day until which it was wanted."""


def tasks_of(
    ticket: Ticket,
    name: Callable[[Task], str],
    person: Callable[[PersonId], str],
    team: Callable[[str], str],
    outside: Callable[[Task], str],
) -> tuple[TaskView, ...]:
    """The tasks of a request that are records, in their order."""
    return tuple(
        TaskView(
            name(task),
            task.ref,
            task.state,
            MARKS[task.state],
            team(task.team) if task.team != ticket.team else "",
            person(who) if (who := task.skipped_by or task.assignee) else _by_itself(task, outside),
            _iso(task.due_at) if task.current else "",
            _iso(task.begins) if task.state == "waiting_date" else "",
            task.said,
            task.awaits and task.current,
            ticket.approving and not (task.begun or task.over),
            _iso(task.seen.at) if task.seen and task.current else "",
            task.seen.said if task.seen and task.current else "",
            task.checked and task.current,
            task.goes_on.by if task.goes_on else "",
            _iso(task.goes_on.until) if task.goes_on else "",
            task.expired and task.state == "skipped",
        )
        for task in ticket.plan
        if task.ref and isinstance(ticket.details, RequestDetails)
    )


def _by_itself(task: Task, outside: Callable[[Task], str]) -> str:
    return "" if task.state == "failed" else outside(task)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
