"""What was given by the tasks of a request and is owed back: one notion, which everybody asks about here.

A task that begins on a date and needs others undoes on that day what those gave. It is owed as soon as there is
something to undo: what was done, also while that is done once more, or may have been done by an automation: its call
had left the desk when it was dropped, or failed, and nobody knows what came of it. From then on it waits for the day
that was agreed to last, whatever becomes of its request: also of another order, of which it is an earlier part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from core.naming import phrase_from
from core.tickets.plan import Plan, Task


def has_given(task: Task) -> bool:
    """Whether there is something to undo of it: it was done, if only the first time, or may have been. What was
    skipped gave nothing.
    """
    return gives(task) or may_give(task)


def gives(task: Task) -> bool:
    """Whether what it gave is in force as far as it says itself: it is done, also while it is done once more."""
    return task.state == "done" or task.gave


def may_give(task: Task) -> bool:
    """Whether what it was to give may be in force: what its automation did is unknown, whatever is done about it by
    now.
    """
    return (_is_unknown(task) or (task.asked and task.state == "skipped")) and not gives(task)


def granted_by(plan: Plan) -> Iterator[tuple[Task, Task | None]]:
    """The tasks that give something to be taken away again, or by an automation, each with the one that does, if one
    is to on a date.
    """
    ends = {need: task for task in plan if task.dated for need in task.needs}
    for task in plan:
        end = ends.get(task.key)
        if not task.dated and (end is not None or task.automation or task.endless):
            yield task, end


def may_have_given(plan: Plan) -> bool:
    """Whether somebody was given something by an order, or may have been by an automation that was asked for it.

    What is left of an order before is that order's.
    """
    return any((gives(task) or task.asked) and not task.earlier for task, _ in granted_by(plan))


def in_force(task: Task, end: Task | None) -> bool:
    """Whether what a task gave is there still: nobody has taken it away, nor does it go on by another order.

    Where nobody is to, since the task for that was skipped, it is there without an end.
    """
    return gives(task) and (end is None or end.state != "done")


def until(end: Task | None) -> datetime | None:
    """The day on which something ends by the task that takes it away; None where nobody is to do that any more."""
    return end.begins if end is not None and end.state not in ("skipped", "dropped") else None


def undoes(task: Task) -> bool:
    """Whether it takes away on a date what another task gives."""
    return task.dated and bool(task.needs)


def is_owed(task: Task, plan: Plan) -> bool:
    """Whether it takes away what was given."""
    return undoes(task) and may_begin(task, plan)


def may_begin(task: Task, plan: Plan) -> bool:
    """Whether nothing keeps it that it needs; what undoes something may begin also while that is done once more."""
    if undoes(task) and not any(has_given(each) for each in plan if each.key in task.needs):
        return False
    enough = {each.key for each in plan if each.through or (undoes(task) and has_given(each))}
    return enough.issuperset(task.needs)


def owed(plan: Plan) -> Plan:
    """What is still to be taken away, as it stands in the plan."""
    return tuple(task for task in plan if not task.over and is_owed(task, plan))


def next_end(plan: Plan, *, perhaps: bool = False) -> Task | None:
    """The task that takes away next what was given: by the order as it is now, and only where that is nothing, before.

    None where nothing waits for its day. What is only `perhaps` given has no end for those who were never told that
    they have it.
    """
    given = {task.key for task in plan if gives(task) or (perhaps and task.asked)}
    waits = [task for task in owed(plan) if task.state == "waiting_date" and not given.isdisjoint(task.needs)]
    dated = [(task.earlier, task.begins, task) for task in waits if task.begins is not None]
    return min(dated, key=itemgetter(0, 1), default=(False, None, None))[2]


def ends_at(plan: Plan, *, perhaps: bool = False) -> datetime | None:
    """When that is taken away; None where nothing waits for its day."""
    end = next_end(plan, perhaps=perhaps)
    return end.begins if end is not None else None


def stands_still(plan: Plan) -> bool:
    """Whether something owed waits neither for its day nor for anybody, as older versions left it."""
    return any(task.state == "blocked" for task in owed(plan))


def carried_over(plan: Plan) -> Plan:
    """What is owed, and what that needs, as parts of an order that is another one by now."""
    undone = owed(plan)
    kept = {task.key for task in undone}.union(*(task.needs for task in undone))
    return tuple(replace(task, earlier=True) for task in plan if task.key in kept)


def beside(plan: Plan, earlier: Plan) -> Plan:
    """A plan with what is owed of earlier orders behind it, which goes by another key where the plan has that too."""
    taken = {task.key for task in plan}
    keys = {task.key: f"{task.key} {task.ref}" if task.key in taken else task.key for task in earlier}
    renamed = (
        replace(
            task,
            key=keys[task.key],
            do=task.do or phrase_from(task.key),
            needs=tuple(keys[one] for one in task.needs if one in keys),
        )
        for task in earlier
    )
    return (*plan, *renamed)


def _is_unknown(task: Task) -> bool:
    """Whether nobody knows what a call came to that is over: while the first one is under way, it gave nothing yet."""
    return task.asked and (task.state in ("dropped", "failed") or task.tried)
