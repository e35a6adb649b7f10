"""The tasks of a request as they stand: what is to be done, by which team, and how far each is.

The moves between these states are `core.fulfilment.graph`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.calendars.hours import Duration
from core.people import PersonId
from core.processes.calls import Halt, Seen

TaskState = Literal["blocked", "waiting_date", "ready", "in_progress", "done", "skipped", "failed", "dropped"]
_THROUGH: frozenset[TaskState] = frozenset({"done", "skipped"})
_BEGUN: frozenset[TaskState] = frozenset({"in_progress", "failed", "done", "skipped"})
_CURRENT: frozenset[TaskState] = frozenset({"ready", "in_progress", "failed"})


@dataclass(frozen=True, slots=True)
class GoesOn:
    """What was to be taken away goes on by the order `by`, `until` it ends by that; None where that has no end."""

    by: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a task gave, as it was when it did: what its order was called, and the item; empty where that was none."""

    title: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `begins` is the instant before which it may not begin, where it waits for a date: the answer `on`.

    `within` is open time from when it may begin, of which `due_at` is the end; `said` why it was skipped or failed.
    `ref` is its record, empty where its request itself stands for it; `assignee` who has that. `opened` is set once its
    record is asked for, also before its number is known. `automation` does it by itself, and `awaits` that a person
    lets it; `proof` is what it shows for having done it. `asked` is set as a call to it leaves the desk, unless it said
    no: then it may be done, whatever stands here. `gave` is set while what was done is to be done once more: what it
    gave is there meanwhile. `earlier` is of an order that its request was before: there for what is still to be undone.
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
    on: str | None = None
    ref: str = ""
    assignee: PersonId | None = None
    opened: bool = False
    automation: str | None = None
    awaits: bool = False
    proof: str = ""
    told: bool = False
    """Whether it could begin once, so that its team has read of it."""
    gave: bool = False
    earlier: bool = False
    asked: bool = False
    skipped_by: PersonId | None = None
    seen: Seen | None = None
    """What reading back found last, where what it was to end is there still."""
    checked: bool = False
    """Whether somebody says that it is done, and that is being read back."""
    shown_by: PersonId | None = None
    """Who wrote (`said`) what shows that it is done, where no automation could be asked."""
    amiss: bool = False
    """Whether somebody said that it was not right: then its automation does it only once a person lets it."""
    goes_on: GoesOn | None = None
    """Where it is done without taking away what it was to: that was given anew."""
    late: bool = False
    """Whether it passed its time, and what it was to be done on was a day."""
    near: datetime | None = None
    """The day of which it was told that it is near."""
    expired: bool = False
    """Whether it is skipped by itself, since it came after the day on which what it gives was to be taken away."""
    endless: bool = False
    """Whether what it gives is to be taken away by nobody, since no day for that was said."""
    given: Given | None = None
    """What it gave, or may have, where its order is called otherwise by now, or is of another item."""
    tried: bool = False
    """Whether it is to be done once more since nobody knows what its automation did that was `asked`."""
    about: tuple[str, ...] = ()
    """The answers that tell what it gives, or takes away, apart from what another task of its order does."""
    halt: Halt = ""
    """What keeps people from it, as its request stands."""

    @property
    def current(self) -> bool:
        """Whether somebody is to do something about it now."""
        return self.state in _CURRENT

    @property
    def begun(self) -> bool:
        """Whether somebody did something about it, so that it stays whatever is ordered by now."""
        return self.state in _BEGUN

    @property
    def touched(self) -> bool:
        """Whether somebody is at it or was, as whoever asked is told: not where its automation said no at once."""
        refused = self.state == "failed" and self.automation is not None and not self.asked and self.assignee is None
        return self.assignee is not None or (self.begun and not refused)

    @property
    def may_be_there(self) -> bool:
        """Whether what it gives is there, or may be: it was done, or its automation was asked."""
        return self.state == "done" or self.gave or self.asked

    @property
    def over(self) -> bool:
        """Whether nothing is to be done about it any more."""
        return self.through or self.state == "dropped"

    @property
    def through(self) -> bool:
        """Whether what needs it may begin."""
        return self.state in _THROUGH


Plan = tuple[Task, ...]
"""The tasks of one request, in the order of its item."""


def stands_for_itself(plan: Plan, team: str) -> bool:
    """Whether a request that `team` has is its only task itself, so that no record stands for that."""
    return len(plan) == 1 and all(task.team == team and not (task.dated or task.ref or task.opened) for task in plan)


def handed_over(plan: Plan, was: str, now: str) -> Plan:
    """The plan of a request that goes from one team to another: where it is its only task, that goes with it.

    Tasks with records of their own stay where they are: each is handed over by itself.
    """
    return tuple(replace(task, team=now) for task in plan) if stands_for_itself(plan, was) else plan


def keeping_names(plan: Plan, title: str, item: str | None) -> Plan:
    """The plan of an order that is called otherwise from now on, or is none: what it gave stays what it was."""
    given = Given(title, item or "")
    return tuple(replace(task, given=given) if task.given is None and task.may_be_there else task for task in plan)


def moved(plan: Plan, step: Task) -> Plan:
    """The plan with a step as it is by now: what is given just now, or no more, is called as its order is."""
    was = next((each for each in plan if each.key == step.key), step)
    anew = step.state == "done" != was.state and not step.earlier
    if step.given is not None and (anew or not step.may_be_there):
        step = replace(step, given=None)
    return tuple(step if each.key == step.key else each for each in plan)


def what_was_given(plan: Plan, key: str) -> Given | None:
    """What the step `key` gave, or takes away, where it is not what its order is called by now."""
    step = next((each for each in plan if each.key == key), None)
    if step is None:
        return None
    sources = (each for each in plan if each.key in step.needs) if step.dated else iter((step,))
    return next((each.given for each in sources if each.given is not None), None)
