"""The tasks of a request as a graph: which may begin, which wait for others or for a date, and what stops what.

Pure: a plan is a tuple of frozen tasks, and each move gives another one. `blocked` waits for other tasks,
`waiting_date` for its day. A task that is done or skipped lets those that need it begin; one that failed stops them
until it is tried again or skipped. What waits for a date, and what needs it, does not hold the request open: that its
access is taken away outlives it (domain.md section 5). What is not needed any more since the request is over is
`dropped`.

What undoes on a date what was given is owed (`core.fulfilment.owing`): it waits for its day whatever happens.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from core.calendars.hours import Calendar, Duration, add, next_opening, wall_instant
from core.errors import Refusal
from core.fulfilment.owing import has_given, is_owed, may_begin, undoes
from core.items import ItemTask
from core.tickets.plan import GoesOn, Plan, Task, TaskState

ON_THE_DAY = Duration(1, "bd")
"""How long a task has that waited for its date, where it says nothing of its own: until that day is over."""


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
    endless = {need for task in tasks if task.id not in kept for need in task.needs}
    return tuple(
        Task(
            task.id,
            task.team,
            task.do,
            tuple(need for need in task.needs if need in kept),
            task.due or (ON_THE_DAY if task.on else None),
            morning_of(answers[task.on], calendar) if task.on else None,
            dated=task.on is not None,
            on=task.on,
            automation=task.automation,
            endless=task.id in endless and task.on is None,
        )
        for task in tasks
        if task.id in kept
    )


def replanned(
    plan: Plan, tasks: tuple[ItemTask, ...], answers: Mapping[str, str], calendar: Calendar, *, agreed: bool = True
) -> Plan:
    """The plan of an order that was changed: as these tasks of its item and these answers have it.

    What came to be needed is added, what is needed no more and was not begun is left out, dates and needs follow.
    What somebody began, or is done, stays as it is. While people have not `agreed`, so does what undoes that on a date:
    it keeps the day that they agreed to before.
    """
    at_it = {task.key for task in plan if task.begun or has_given(task)}

    def holds(task: Task) -> bool:
        return not agreed and undoes(task) and not at_it.isdisjoint(task.needs)

    wanted = planned(tasks, answers, calendar)
    fixed = {task.key for task in plan if task.key in at_it or task.earlier or holds(task)}
    was = {task.key: task for task in plan}
    wanted = tuple(task for task in wanted if task.key in was or not holds(task))
    now = [
        task if task.key not in was
        else was[task.key] if holds(task)
        else _followed(was[task.key], task, plan)
        for task in wanted
    ]  # fmt: skip
    now += [task for task in plan if task.key in fixed - {each.key for each in wanted}]
    left = {task.key for task in now}
    return tuple(replace(task, needs=tuple(need for need in task.needs if need in left)) for task in now)


def _followed(was: Task, now: Task, plan: Plan) -> Task:
    """A task that is planned anew; one that may not begin yet after all waits again, also where somebody is at it."""
    if was.over or (was.begun and not _is_put_off(was, now)):
        return was
    kept = waits_as(was, now)
    moved = was.begins != now.begins and (was.state != "waiting_date" or now.begins is None)
    if moved or not may_begin(now, plan):
        return kept
    return replace(kept, state=was.state, due_at=was.due_at, awaits=was.awaits)


def waits_as(was: Task, now: Task) -> Task:
    """A step that waits again as it is planned `now`; what is not planned, nor about how it stood, is as it `was`."""
    names = _PLANNED | _STOOD | (frozenset() if was.ref else _DONE_BY)
    do = was.do if was.ref else was.do or now.do
    return replace(was, do=do, **{name: getattr(now, name) for name in names})


_PLANNED = frozenset(("needs", "within", "begins", "dated", "on", "endless", "earlier"))
_DONE_BY = frozenset(("team", "automation", "assignee"))
_STOOD = frozenset((
    "state", "due_at", "said", "awaits", "proof", "skipped_by", "seen", "checked", "shown_by", "amiss", "goes_on",
    "late", "near", "expired",
))  # fmt: skip


def _is_put_off(was: Task, now: Task) -> bool:
    """Whether a person is at what undoes something on a day, which is a later one by now."""
    at_it = was.state == "in_progress" and undoes(was) and was.automation is None
    return at_it and was.begins is not None and now.begins is not None and was.begins < now.begins


def let_begin(plan: Plan, at: datetime, calendar: Calendar) -> Plan:
    """The plan with every task begun that may begin at `at`; others wait for their date. Changes nothing twice."""
    return tuple(_let_begin(task, at, calendar) if may_begin(task, plan) else task for task in plan)


def let_owed_begin(plan: Plan, at: datetime, calendar: Calendar) -> Plan:
    """The plan with what is owed begun, or waiting for its day, and nothing else. Changes nothing twice."""
    return tuple(_let_begin(task, at, calendar) if is_owed(task, plan) else task for task in plan)


def start(plan: Plan, key: str) -> Plan:
    """Somebody takes a task up. Raises Refusal unless it is ready."""
    _need(plan, key, "ready")
    return _with(plan, key, "in_progress")


def finish(
    plan: Plan,
    key: str,
    at: datetime,
    calendar: Calendar,
    said: str = "",
    proof: str = "",
    *,
    goes_on: GoesOn | None = None,
    after_all: bool = False,
    days: Mapping[str, datetime] = MappingProxyType({}),
) -> Plan:
    """A task is done: what waited for it alone may begin. Raises Refusal unless it is ready or under way; one that
    failed, or waits for its day, is done `after_all` where its record says so.

    `said` and `proof` are what an automation has to say of it, and to show for it; `goes_on` is by which order that
    goes on which it was to take away. What had ended that it gives once more ends once more, by `days` on that of each.
    """
    task = _need(plan, key, "ready", "in_progress", *(("failed", "waiting_date") if after_all else ()))
    done = replace(
        task, state="done", said=said, proof=proof, goes_on=goes_on, amiss=False, seen=None, checked=False, tried=False
    )
    return let_begin(_ends_anew(_replaced(plan, done), done, days), at, calendar)


def _ends_anew(plan: Plan, given: Task, days: Mapping[str, datetime]) -> Plan:
    if undoes(given):
        return plan
    ended = (each.state == "done" and undoes(each) and given.key in each.needs for each in plan)
    return tuple(
        replace(_anew(each), begins=days.get(each.key, each.begins)) if over else each
        for each, over in zip(plan, ended, strict=True)
    )


def fail(plan: Plan, key: str, said: str, at: datetime, calendar: Calendar) -> Plan:
    """A task cannot be done as it is; nothing that needs it begins. Raises Refusal, also without a reason.

    But where its automation may have done it, that is owed, once more where it was undone before.
    """
    failed = replace(_need(plan, key, "ready", "in_progress"), state="failed", said=_reason(said))
    now = _replaced(plan, failed)
    return let_owed_begin(_ends_anew(now, failed, {}) if has_given(failed) else now, at, calendar)


def retry(plan: Plan, key: str, at: datetime, calendar: Calendar) -> Plan:
    """A task that failed is tried again, with its time from now on. Raises Refusal where it has not failed.

    What takes away what was given keeps the time that it had: it is owed since then. What was taken away already, as
    nobody knew whether it was given, is given for the first time, and to be taken away once more.
    """
    task = _need(plan, key, "failed")
    due_at = task.due_at if undoes(task) else None
    unknown = task.asked and not was_taken_away(plan, task)
    tried = unknown and not undoes(task)
    anew = replace(task, state="blocked", due_at=due_at, said="", awaits=False, asked=unknown, tried=tried)
    return let_begin(_ends_anew(_replaced(plan, anew), anew, {}), at, calendar)


def was_taken_away(plan: Plan, task: Task) -> bool:
    """Whether what a task gave, or may have given, was taken away on its day."""
    return any(each.state == "done" and undoes(each) and task.key in each.needs for each in plan)


def skip(plan: Plan, key: str, said: str, at: datetime, calendar: Calendar) -> Plan:
    """A task is not needed: what waited for it alone may begin, and what was to undo it is not needed either, where it
    gave nothing. Raises Refusal if it is over, or without a reason.
    """
    _need(plan, key, "blocked", "waiting_date", "ready", "in_progress", "failed")
    left = _with(plan, key, "skipped", _reason(said))
    return let_begin(_without_idle(left), at, calendar)


def expire(plan: Plan, keys: Collection[str], at: datetime, calendar: Calendar) -> Plan:
    """The plan without these tasks, as far as they could begin just now: nobody is to do them any more."""
    late = {task.key for task in plan if task.key in keys and task.state == "ready"}
    if not late:
        return plan
    left = tuple(
        replace(task, state="skipped", due_at=None, expired=True) if task.key in late else task for task in plan
    )
    return let_begin(_without_idle(left), at, calendar)


def _without_idle(plan: Plan) -> Plan:
    """The plan without what was to take away what nobody was given, and without what waits for that."""
    idle = _with_what_waits(plan, {task.key for task in plan if not task.over and _is_idle(task, plan)})
    return tuple(_dropped(task, "") if task.key in idle and not task.over else task for task in plan)


def _with_what_waits(plan: Plan, keys: set[str]) -> set[str]:
    """These tasks, and those that need one of them."""
    while more := {task.key for task in plan if task.key not in keys and keys & set(task.needs)}:
        keys = keys | more
    return keys


def _is_idle(task: Task, plan: Plan) -> bool:
    """Whether it was to take away what nobody was given, nor will be."""
    needed = [each for each in plan if each.key in task.needs]
    return undoes(task) and not task.through and all(one.state == "skipped" and not has_given(one) for one in needed)


def again(plan: Plan, key: str, at: datetime, calendar: Calendar, *, amiss: bool = False) -> Plan:
    """What was done is to be done once more; what came after it stays done. Raises Refusal where it was not done.

    With `amiss` it was not right: a person has to look, and lets its automation do it again, if that can.
    What was skipped is to begin anew (`let_begin`), as another record: that of before stays over. What undid it on its
    day is to be done once more as well, as another record, too.
    """
    if any(task.key == key and task.state == "skipped" for task in plan):
        dropped = {each.key for each in plan if each.state == "dropped"}
        idle = dropped & _with_what_waits(plan, {each.key for each in plan if undoes(each) and key in each.needs})
        return tuple(
            replace(_anew(task), amiss=amiss) if task.key == key else _anew(task) if task.key in idle else task
            for task in plan
        )
    task = _need(plan, key, "done")
    undid = {each.key for each in plan if each.state == "done" and undoes(each) and key in each.needs}
    due_at = add(calendar, at, task.within) if task.within else None
    redone = replace(task, state="ready", due_at=due_at, said="", proof="", gave=not undid, amiss=amiss)
    return tuple(_anew(each) if each.key in undid else each for each in _replaced(plan, redone))


def take_back(plan: Plan) -> Plan:
    """The plan without what was to be undone of what is known by now not to have been given."""
    return tuple(
        replace(task, state="blocked", due_at=None, awaits=False)
        if undoes(task) and task.state in ("ready", "waiting_date") and not may_begin(task, plan)
        else task
        for task in plan
    )


def stand_still(plan: Plan) -> Plan:
    """The plan with nothing begun that nobody has taken up, but for what is owed: people have to agree once more."""
    return tuple(
        replace(task, state="blocked", due_at=None, awaits=False)
        if task.state in ("ready", "waiting_date") and not is_owed(task, plan)
        else task
        for task in plan
    )


def drop(plan: Plan, at: datetime, calendar: Calendar, undo: str = "") -> Plan:
    """The plan of a request that is over: all that is left of it is needed no more, and `undo` is said where somebody
    is at it.

    But what is owed is still to be undone, on its day: also what an automation may have done, whose call was under way.
    """
    ended = tuple(task if task.over or undoes(task) else _dropped(task, undo) for task in plan)
    return tuple(
        task if task.over else _let_begin(task, at, calendar) if is_owed(task, ended) else _dropped(task, undo)
        for task in ended
    )


def taken_up(plan: Plan) -> Plan:
    """The plan of a request that is not over after all: what was dropped is to be done, by whoever had it.

    But for what is of an earlier order: that is only there for what is still to be undone.
    """
    return tuple(
        _anew(task) if task.state == "dropped" and not task.earlier and not _is_idle(task, plan) else task
        for task in plan
    )


def fulfilled(plan: Plan) -> bool:
    """Whether all is done that the request waits for; nothing is where there is no plan."""
    own = steps(plan)
    return bool(own) and all(task.through for task in own)


def progress(plan: Plan) -> tuple[int, int, tuple[Task, ...]]:
    """At which step the request is, of how many, and what is being done: "Step 2 of 4". What waits for a date is none.

    It is as many as are through and one, but no later than what is being done: that may be done once more.
    With everything done it is the last step, and nothing is being done.
    """
    all_ = steps(plan)
    through = sum(task.through for task in all_)
    first = next((number for number, task in enumerate(all_, 1) if task.current), len(all_))
    return min(through + 1, first), len(all_), tuple(task for task in all_ if task.current)


def named(plan: Plan, key: str) -> Task | None:
    """The task of a key or of a record's number, if there is one."""
    return next((task for task in plan if key and key in (task.key, task.ref)), None)


def steps(plan: Plan) -> Plan:
    """What the request waits for: everything but what waits for a date, and what needs that; all, where all does.

    What is owed of an earlier order is none of it.
    """
    plan = tuple(task for task in plan if not task.earlier)
    later = {task.key for task in plan if task.dated}
    while more := {task.key for task in plan if task.key not in later and later & set(task.needs)}:
        later |= more
    return tuple(task for task in plan if task.key not in later) or plan


def _dropped(task: Task, undo: str) -> Task:
    return replace(task, state="dropped", said=undo if task.state == "in_progress" else "")


def _anew(task: Task) -> Task:
    """What was over is to be done, as another record, by whoever had it."""
    return replace(
        task, state="blocked", ref="", due_at=None, opened=False, awaits=False, said="", proof="", goes_on=None,
        skipped_by=None, late=False, expired=False, tried=task.asked and not undoes(task),
    )  # fmt: skip


def _let_begin(task: Task, at: datetime, calendar: Calendar) -> Task:
    if task.state not in ("blocked", "waiting_date"):
        return task
    if task.begins is not None and task.begins > at:
        return replace(task, state="waiting_date")
    due_at = task.due_at or (add(calendar, at, task.within) if task.within else None)
    return replace(task, state="ready", due_at=due_at, told=True)


def morning_of(day: str, calendar: Calendar) -> datetime:
    """The first open hour of a day (ISO 8601), or after it where it has none."""
    midnight = wall_instant(calendar.tz, datetime.combine(date.fromisoformat(day), time()))
    return next_opening(calendar, midnight)


def _need(plan: Plan, key: str, *states: TaskState) -> Task:
    task = next((task for task in plan if task.key == key), None)
    if task is None:
        raise Refusal("no_task", tasks=tuple(each.key for each in plan))
    if task.state in states:
        return task
    if states == ("done",):
        raise Refusal("task_not_done", task=task.key)
    if task.over:
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


def _replaced(plan: Plan, task: Task) -> Plan:
    return tuple(task if each.key == task.key else each for each in plan)
