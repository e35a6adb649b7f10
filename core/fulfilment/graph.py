"""The tasks of a request as a graph: which may begin, which wait for others or for a date, and what stops what.

Pure: a plan is a tuple of frozen tasks, and each move gives another one. `blocked` waits for other tasks,
`waiting_date` for its day. A task that is done or skipped lets those that need it begin; one that failed stops them
until it is tried again or skipped. What waits for a date, and what needs it, does not hold the request open: that its
access is taken away outlives it (domain.md section 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from core.calendars.hours import Calendar, Duration, add, next_opening, wall_instant
from core.errors import Refusal
from core.items import ItemTask

TaskState = Literal["blocked", "waiting_date", "ready", "in_progress", "done", "skipped", "failed"]
_THROUGH: frozenset[TaskState] = frozenset({"done", "skipped"})


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `begins` is the instant before which it may not begin, where it waits for a date.

    `within` is open time from when it may begin, of which `due_at` is the end; `said` why it was skipped or failed.
    """

    key: str
    team: str
    do: str = ""
    needs: tuple[str, ...] = ()
    within: Duration | None = None
    begins: datetime | None = None
    dated: bool = False
    state: TaskState = "blocked"
    due_at: datetime | None = None
    said: str = ""

    @property
    def through(self) -> bool:
        """Whether what needs it may begin."""
        return self.state in _THROUGH


Plan = tuple[Task, ...]
"""The tasks of one request, in the order of its item."""


def circle(needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Tasks that wait for each other, by name; empty where there is an order. A need that is no task is ignored."""
    graph = {key: [one for one in all_ if one in needs] for key, all_ in needs.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(dict.fromkeys(error.args[1]))
    return ()


def planned(tasks: tuple[ItemTask, ...], answers: Mapping[str, str], calendar: Calendar) -> Plan:
    """The tasks of an item for these answers, none of them begun.

    A task `on` a date begins with the first open hour of that day; where the date was not answered, it is left out, and
    so is the need of it.
    """
    kept = {task.id for task in tasks if task.on is None or task.on in answers}
    return tuple(
        Task(
            task.id,
            task.team,
            task.do,
            tuple(need for need in task.needs if need in kept),
            task.due,
            _morning(answers[task.on], calendar) if task.on else None,
            dated=task.on is not None,
        )
        for task in tasks
        if task.id in kept
    )


def let_begin(plan: Plan, at: datetime, calendar: Calendar) -> Plan:
    """The plan with every task begun that may begin at `at`; others wait for their date. Changes nothing twice."""
    through = {task.key for task in plan if task.through}
    return tuple(_let_begin(task, through, at, calendar) for task in plan)


def start(plan: Plan, key: str) -> Plan:
    """Somebody takes a task up. Raises Refusal unless it is ready."""
    _need(plan, key, "ready")
    return _with(plan, key, "in_progress")


def finish(plan: Plan, key: str, at: datetime, calendar: Calendar) -> Plan:
    """A task is done: what waited for it alone may begin. Raises Refusal unless it is ready or under way."""
    _need(plan, key, "ready", "in_progress")
    return let_begin(_with(plan, key, "done"), at, calendar)


def fail(plan: Plan, key: str, said: str) -> Plan:
    """A task cannot be done as it is; nothing that needs it begins. Raises Refusal, also without a reason."""
    _need(plan, key, "ready", "in_progress")
    return _with(plan, key, "failed", _reason(said))


def retry(plan: Plan, key: str, at: datetime, calendar: Calendar) -> Plan:
    """A task that failed is tried again, with its time from now on. Raises Refusal where it has not failed."""
    _need(plan, key, "failed")
    again = tuple(replace(task, state="blocked", due_at=None, said="") if task.key == key else task for task in plan)
    return let_begin(again, at, calendar)


def skip(plan: Plan, key: str, said: str, at: datetime, calendar: Calendar) -> Plan:
    """A task is not needed: what waited for it alone may begin. Raises Refusal if it is over, or without a reason."""
    _need(plan, key, "blocked", "waiting_date", "ready", "in_progress", "failed")
    return let_begin(_with(plan, key, "skipped", _reason(said)), at, calendar)


def fulfilled(plan: Plan) -> bool:
    """Whether all is done that the request waits for."""
    return all(task.through for task in _steps(plan))


def progress(plan: Plan) -> tuple[int, int, tuple[Task, ...]]:
    """At which step the request is, of how many, and what is being done: "Step 2 of 4". What waits for a date is none.

    With everything done it is the last step, and nothing is being done.
    """
    steps = list(_steps(plan))
    through = sum(task.through for task in steps)
    now = tuple(task for task in steps if task.state in ("ready", "in_progress", "failed"))
    return min(through + 1, len(steps)), len(steps), now


def next_date(plan: Plan) -> datetime | None:
    """When the next task that waits for its date begins, or None."""
    return min((task.begins for task in plan if task.state == "waiting_date" and task.begins), default=None)


def stopped_by(plan: Plan, key: str) -> tuple[str, ...]:
    """The tasks that cannot begin because this one failed, in the order of the plan."""
    found = {key}
    while more := {task.key for task in plan if task.key not in found and found & set(task.needs)}:
        found |= more
    return tuple(task.key for task in plan if task.key in found - {key} and not task.through)


def _steps(plan: Plan) -> Iterator[Task]:
    """What the request waits for: everything but what waits for a date, and what needs that."""
    later = {task.key for task in plan if task.dated}
    while more := {task.key for task in plan if task.key not in later and later & set(task.needs)}:
        later |= more
    return (task for task in plan if task.key not in later)


def _let_begin(task: Task, through: set[str], at: datetime, calendar: Calendar) -> Task:
    if task.state not in ("blocked", "waiting_date") or not through.issuperset(task.needs):
        return task
    if task.begins is not None and task.begins > at:
        return replace(task, state="waiting_date")
    return replace(task, state="ready", due_at=add(calendar, at, task.within) if task.within else None)


def _morning(day: str, calendar: Calendar) -> datetime:
    midnight = wall_instant(calendar.tz, datetime.combine(date.fromisoformat(day), time()))
    return next_opening(calendar, midnight)


def _need(plan: Plan, key: str, *states: TaskState) -> Task:
    task = next((task for task in plan if task.key == key), None)
    if task is None:
        raise Refusal("no_task", tasks=tuple(each.key for each in plan))
    if task.state in states:
        return task
    if task.through:
        raise Refusal("task_over", task=task.key)
    if task.state == "failed":
        raise Refusal("task_failed", task=task.key)
    if task.state == "blocked":
        through = {each.key for each in plan if each.through}
        raise Refusal("task_blocked", task=task.key, tasks=tuple(one for one in task.needs if one not in through))
    if task.state == "waiting_date":
        raise Refusal("task_waits", task=task.key, at=task.begins)
    if states == ("failed",):
        raise Refusal("task_not_failed", task=task.key)
    raise Refusal("task_started", task=task.key)


def _reason(said: str) -> str:
    if not said.strip():
        raise Refusal("no_task_reason", field="text")
    return said.strip()


def _with(plan: Plan, key: str, state: TaskState, said: str = "") -> Plan:
    return tuple(replace(task, state=state, said=said) if task.key == key else task for task in plan)
