"""What was given under answers that are others by now: it stands beside what is ordered instead, and is owed as it was
given. So it is as well where nobody knows whether it was.
"""

from __future__ import annotations

from dataclasses import replace

from core.calendars.hours import Calendar
from core.fulfilment import extending, graph, owing
from core.items import Item
from core.naming import phrase_from
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.plan import Plan, Task


def set_apart(draft: Draft, item: Item, details: RequestDetails, calendar: Calendar) -> bool:
    """Part what was given, or may have been, from what is given by what is ordered by now, where that is another thing.

    Dates are looked up on `calendar`. Returns whether something was.
    """
    plan = draft.ticket.plan
    given = {task.key: task for task, end in owing.granted_by(plan) if _is_owed_back(task, end)}
    if draft.ticket.approving or not given:
        return False
    before = next((one for one in draft.held() if one.record.ref == draft.ticket.ref), None)
    agreed = [before.agreed(task.ref) for task in given.values() if task.ref] if before is not None else []
    if not any(one is not None and extending.is_other(item, one.details, details) for one in agreed):
        return False
    left = (replace(task, state="dropped", said="") for task in given.values() if not task.over)
    draft.happen(*(e.StepMoved(task) for task in left))
    fresh = graph.planned(item.tasks, details.answers, calendar)
    own, earlier = told_apart(draft, item, details, fresh)
    apart = {task.key for task in earlier}
    now = {task.key: task for task in own}
    kept = (task for task in plan if not (task.earlier and task.key in apart))
    left_of = (now.get(task.key) if task.key in apart else task for task in kept)
    draft.happen(e.StepsPlanned(owing.beside(tuple(task for task in left_of if task), earlier)))
    return True


def told_apart(draft: Draft, item: Item, details: RequestDetails, fresh: Plan) -> tuple[Plan, Plan]:
    """The `fresh` steps of what is ordered by now, and what is carried over of the order before: steps that are called
    alike say what each of them gives, or takes away.
    """
    plan, private = draft.ticket.plan, draft.ticket.private
    carried = owing.carried_over(plan)
    before = next((one for one in draft.held() if one.record.ref == draft.ticket.ref), None)
    older = {task.key for task in plan if task.earlier}
    alike = {task.key for task in fresh} & {task.key for task in carried if task.key not in older}
    now = _about(item, details, private=private)
    earlier = []
    for task in carried:
        agreed = before.agreed(_gave(plan, task)) if before is not None and task.key in alike else None
        of = draft.policy.ordered(agreed.details) if agreed is not None else None
        if agreed is not None and of is not None:
            about = _about(of, agreed.details, private=private)
            other = (of.name,) if agreed.details.item != details.item else ()
            record = () if other or about != now else (_gave(plan, task),)
            earlier.append(_called(task, of, (*other, *about), *record))
        else:
            earlier.append(task)
    return tuple(_called(task, item, now) if task.key in alike else task for task in fresh), tuple(earlier)


def _about(item: Item, details: RequestDetails, *, private: bool) -> tuple[str, ...]:
    return () if private else extending.told(item, details)


def _gave(plan: Plan, task: Task) -> str:
    """The record of the step that gives what a step takes away, or its own."""
    return next((each.ref for each in plan if each.key in task.needs and each.ref), task.ref)


def _called(task: Task, item: Item, about: tuple[str, ...], *record: str) -> Task:
    do = next((each.do for each in item.tasks if each.id == task.key), task.do) or phrase_from(task.key)
    known = ", ".join((*about, *record))
    return replace(task, do=f"{do} ({known})", about=about) if known else task


def _is_owed_back(task: Task, end: Task | None) -> bool:
    return end is not None and not end.over and not task.earlier and (owing.gives(task) or task.asked)
