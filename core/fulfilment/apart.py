"""What was given under answers that are others by now: it stands beside what is ordered instead, and is owed as it was
given. So it is as well where nobody knows whether it was.
"""

from __future__ import annotations

from dataclasses import replace

from core.calendars.hours import Calendar
from core.fulfilment import extending, graph, owing
from core.items import Item
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.plan import Task


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
    left = (replace(task, state="dropped") for task in given.values() if not task.over)
    draft.happen(*(e.StepMoved(task) for task in left))
    earlier = owing.carried_over(draft.ticket.plan)
    apart = {task.key for task in earlier}
    fresh = {task.key: task for task in graph.planned(item.tasks, details.answers, calendar)}
    kept = (task for task in plan if not (task.earlier and task.key in apart))
    own = (fresh.get(task.key) if task.key in apart else task for task in kept)
    draft.happen(e.StepsPlanned(owing.beside(tuple(task for task in own if task), earlier)))
    return True


def _is_owed_back(task: Task, end: Task | None) -> bool:
    return end is not None and not end.over and not task.earlier and (owing.gives(task) or task.asked)
