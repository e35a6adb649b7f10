"""The tasks on the request that they are steps of: planned, begun, moved, and what their end means for it.

The request decides about all of them, so that two who are done at once are done one after the other, and who comes
second sees what the first left. These functions write events on the request's draft; what they mean for the records of
the tasks is a reaction (`core.reactions.fulfilling`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.calendars.hours import Calendar
from core.errors import Refusal
from core.fulfilment import graph, left_open, owing
from core.fulfilment.apart import set_apart, told_apart
from core.fulfilment.halting import halted
from core.fulfilment.wanted import came_late, need_wanted
from core.lifecycle import sla, transitions
from core.people import SYSTEM, PersonId
from core.policy import Policy
from core.processes import RequestDetails
from core.processes.calls import Seen
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.plan import GoesOn, Plan, Task, TaskState, handed_over, stands_for_itself
from core.tickets.ticket import Ticket

ELSE = "something:else"
"""What is not right where it is no task: with a colon, so that no task is called so."""


def keep(
    draft: Draft, *, plan: bool = False, anew: bool = False, other: bool = False, undo: str = "", day: bool = False
) -> None:
    """Make the tasks agree with how their request stands; changes nothing twice but for `other`.

    With `plan` a request that has none yet is given the tasks of its item; with `other` it is another order, whose plan
    has nothing of the one before but what is still to be undone; with `anew` the plan is worked out anew for
    what is ordered by now; with `day` the day has come that it was to be begun on. They begin when the request is
    worked on, stand still while people have to agree anew, and are dropped when it is over: `undo` says what is to
    become of those that are under way.
    """
    ticket, more = draft.ticket, False
    if other or (plan and all(task.state == "dropped" for task in ticket.plan)):
        _plan(draft)
    elif anew:
        more = _replan(draft)
    ticket = draft.ticket
    if not isinstance(ticket.details, RequestDetails) or (ticket.over and not is_fulfilled(ticket)):
        _apply(draft, graph.drop(ticket.plan, draft.at, clock_of(draft), undo))
    elif ticket.over:
        _apply(draft, graph.let_owed_begin(_without_steps(ticket.plan), draft.at, clock_of(draft)))
    elif ticket.open and not _stands_still(ticket):
        _begin(draft, more=more)
        if plan or anew or other or day:  # all may have been done meanwhile, or what was left is not needed
            _finish(draft)
    else:
        _apply(draft, graph.let_owed_begin(ticket.plan, draft.at, clock_of(draft)))
    _open_owed(draft)


def is_fulfilled(ticket: Ticket) -> bool:
    """Whether a request ended by being done, so that what waits for its date is still owed."""
    return ticket.status == ticket.process.closed and ticket.merged is None


def office(policy: Policy) -> Calendar:
    """On which dates are looked up."""
    return policy.calendars[policy.office]


def clock_of(draft: Draft) -> Calendar:
    """On which the time of tasks is counted: that of the promise which the request is done by."""
    return draft.calendar(sla.promised(draft.policy, draft.ticket).calendar)


def has_records(plan: Plan, team: str) -> bool:
    """Whether the tasks are records of their own: a single one that people of the request's team do is the request."""
    return len(plan) > 1 or any(task.team != team or task.dated or task.automation for task in plan)


def under_way(ticket: Ticket) -> Plan:
    """The tasks that somebody is at: when their request ends, they have to know what is to be undone."""
    return tuple(task for task in ticket.plan if task.ref and task.state == "in_progress")


def begun(ticket: Ticket) -> tuple[str, ...]:
    """The tasks that somebody did something about, by name: what is ordered is not changed behind their backs."""
    return tuple(task.do or task.key for task in ticket.plan if task.begun and task.touched and not task.earlier)


def of_team(ticket: Ticket, team: str) -> Plan:
    """A request's tasks that are a team's, once there is something to do about any of them, or was."""
    mine = tuple(task for task in ticket.plan if task.team == team and task.ref)
    return mine if any((task.begun and task.told) or task.current for task in mine) else ()


def teams_of(ticket: Ticket) -> tuple[str, ...]:
    """The teams that have a card of a request for the sake of its tasks."""
    return tuple(team for team in dict.fromkeys(task.team for task in ticket.plan) if of_team(ticket, team))


def spoken_of(ticket: Ticket, team: str) -> Task | None:
    """The task that is meant below another team's card: what is to be done now, else the last that was."""
    mine = of_team(ticket, team)
    return next((task for task in mine if task.current), mine[-1] if mine else None)


def redoable(ticket: Ticket) -> tuple[Task, ...]:
    """The tasks that may be what is not right with a request that was done."""
    return tuple(task for task in graph.steps(ticket.plan) if task.through)


@dataclass(frozen=True, slots=True)
class Note:
    """What the record of a task says of it by now: only what is given is otherwise.

    `claimed` says that `assignee` is given (None: nobody has it), `of` which record says it: a step may have had
    another before. `seen` is what reading back said of what is there still, empty where it said nothing.
    """

    key: str
    state: TaskState | None = None
    said: str = ""
    team: str = ""
    ref: str = ""
    assignee: PersonId | None = None
    claimed: bool = False
    awaits: bool | None = None
    proof: str = ""
    goes_on: GoesOn | None = None
    of: str = ""
    asked: bool | None = None
    seen: str | None = None
    checked: bool | None = None
    shown_by: PersonId | None = None
    late: bool = False
    near: datetime | None = None


def note(draft: Draft, said: Note) -> None:
    """Take over what became of a task; where it was the last that the request waits for, that is done."""
    task = graph.named(draft.ticket.plan, said.of or said.key) or graph.named(draft.ticket.plan, said.key)
    if task is None or (said.of and task.ref not in ("", said.of)):
        return  # that record is of an order before
    said = replace(said, key=task.key)
    plan = draft.ticket.plan
    if said.state is not None and said.state != task.state:
        plan = _moved(draft, plan, said)
    mine = graph.named(plan, said.key) or task
    now = replace(
        mine,
        team=said.team or mine.team,
        ref=said.ref or mine.ref,
        assignee=said.assignee if said.claimed else mine.assignee,
        awaits=mine.awaits if said.awaits is None else said.awaits,
        asked=mine.asked if said.asked is None else said.asked,
        seen=mine.seen if said.seen is None else Seen(draft.at, said.seen),
        checked=mine.checked if said.checked is None else said.checked,
        shown_by=said.shown_by or mine.shown_by,
        late=mine.late or (said.late and mine.dated),
        near=said.near or mine.near,
    )
    plan = tuple(now if each.key == now.key else each for each in plan)
    _apply(draft, graph.take_back(plan) if mine.asked and not now.asked else plan)
    _open_owed(draft)
    _finish(draft)


def finish(draft: Draft, key: str, shown: str = "") -> None:
    """A task is done, as is `shown` by that line. Raises Refusal unless it is ready or under way."""
    done = graph.finish(draft.ticket.plan, key, draft.at, clock_of(draft), shown, days=_days(draft))
    by = draft.actor if shown else None
    _apply(draft, tuple(replace(task, shown_by=by) if task.key == key else task for task in done))
    _open_owed(draft)
    _finish(draft)


def fail(draft: Draft, key: str, said: str) -> None:
    """A task cannot be done as it is. Raises Refusal."""
    _apply(draft, graph.fail(draft.ticket.plan, key, said, draft.at, clock_of(draft)))
    _open_owed(draft)


def retry(draft: Draft, key: str) -> None:
    """A task that failed is tried again. Raises Refusal."""
    _apply(draft, graph.retry(draft.ticket.plan, key, draft.at, clock_of(draft)))
    _open_owed(draft)


def skip(draft: Draft, key: str, said: str) -> None:
    """A task is not needed. Raises Refusal."""
    _apply(draft, graph.skip(draft.ticket.plan, key, said, draft.at, clock_of(draft)))
    _finish(draft)


def leave_late(draft: Draft) -> None:
    """The last day is over on which something was wanted: what would give it says so."""
    _apply(draft, draft.ticket.plan)


def do_over(draft: Draft, key: str) -> None:
    """What was done is to be done once more while its request goes on. Raises Refusal where it was not done.

    Whether it may begin yet is for whatever changes the request to say, which follows (`keep`).
    """
    _write_down(draft, graph.again(draft.ticket.plan, key, draft.at, clock_of(draft)))


def do_again(draft: Draft, key: str) -> None:
    """What was done, or skipped, was not right: it is to be done once more. Raises Refusal.

    Nothing of a request without tasks, and where it is none of them (ELSE): its team finds out.
    """
    plan = draft.ticket.plan
    wrong = redoable(draft.ticket)
    if not wrong or key == ELSE:
        return
    if not key and len(wrong) > 1:
        raise Refusal("which_step", field="step", tasks=tuple(task.do or task.key for task in wrong))
    _apply(draft, graph.again(plan, key or wrong[0].key, draft.at, clock_of(draft), amiss=True))
    keep(draft)


def needs_fault(ticket: Ticket) -> bool:
    """Whether nobody could tell what is wrong: no person did it, and whoever asked has not written since."""
    return not ticket.asked_about and any(task.automation for task in redoable(ticket))


def asks_what_is_wrong(ticket: Ticket) -> bool:
    """Whether "No" is not enough: which task was not done right, or what is wrong, is to be said as well."""
    return bool(redoable(ticket))


def finish_all(draft: Draft, said: str, *, skipped: str, shown: str = "") -> None:
    """Somebody says that the whole request is done: so are the tasks of its team that can be, with how that was `shown`
    where they take a line on that.

    Those of others, and what failed or waits for its day, are `skipped` for that reason, which is a lead's to say
    (`left_open.need_no_lead`); where nobody but time says so, for what is `said`, and so is what nobody showed. What
    waits for its date beside others stays. Raises Refusal where such are left and no reason is given, or no line.
    """
    ticket = draft.ticket
    left, skips = [task for task in graph.steps(ticket.plan) if not task.over], left_open.not_done_with(ticket)
    if skips and not skipped and draft.actor != SYSTEM:
        raise Refusal("no_skip_reason", field="skipped", tasks=tuple(task.do or task.key for task in skips))
    need_wanted(draft.policy, ticket, draft.at, {task.key for task in left if task not in skips})
    proved = left_open.to_show(draft.policy, ticket)
    if draft.actor == SYSTEM:
        skips = (*skips, *proved)
    elif proved and not shown.strip():
        raise Refusal("no_word", field="shown", task=proved[0].do or proved[0].key)
    ended = {task.key: replace(task, state="done", said="") for task in left}
    ended |= {task.key: replace(task, state="done", said=shown.strip(), shown_by=draft.actor) for task in proved}
    ended |= {task.key: replace(task, state="skipped", said=skipped or said) for task in skips}
    plan = tuple(ended.get(task.key, task) for task in ticket.plan)
    _apply(draft, graph.let_begin(plan, draft.at, clock_of(draft)))


def _plan(draft: Draft) -> None:
    ticket, policy = draft.ticket, draft.policy
    details = ticket.details
    item = policy.ordered(details)
    if item is None or not isinstance(details, RequestDetails) or not (ticket.open or ticket.approving):
        return
    planned = graph.planned(item.tasks, details.answers, office(policy))
    if planned or ticket.plan:
        draft.happen(e.StepsPlanned(owing.beside(*told_apart(draft, item, details, planned))))


def _replan(draft: Draft) -> bool:
    """Plan anew by the item and the answers that the order has by now. Returns whether there is a task more.

    What fell away is dropped on its record, and is no part of the plan any more; what was given under other answers
    stands beside it, to be taken away as it was given.
    """
    ticket, policy = draft.ticket, draft.policy
    details, item = ticket.details, policy.ordered(ticket.details)
    before = {task.key for task in ticket.plan}
    if item is None or not isinstance(details, RequestDetails):
        return False
    if set_apart(draft, item, details, office(policy)):
        ticket = draft.ticket
    now = graph.replanned(ticket.plan, item.tasks, details.answers, office(policy), agreed=not ticket.approving)
    if ticket.handoff_count and stands_for_itself(ticket.plan, ticket.team):
        now = handed_over(now, now[0].team if now else "", ticket.team)
    left, was = {task.key for task in now}, {task.key: task for task in ticket.plan}
    gone = (task for task in ticket.plan if task.key not in left and task.ref and not task.over)
    draft.happen(*(e.StepMoved(replace(task, state="dropped")) for task in gone))
    if [task.key for task in now] != list(was):
        draft.happen(e.StepsPlanned(tuple(was.get(task.key, task) for task in now)))
    _apply(draft, now)
    return not left <= before


def _begin(draft: Draft, *, more: bool = False) -> None:
    """Let begin what may. What was dropped with a request that is open again is taken up as another record.

    Tasks that have none yet become records as soon as one begins, and as soon as there are `more` of them.
    """
    plan = draft.ticket.plan
    now = _in_time(draft, graph.let_begin(graph.taken_up(plan), draft.at, clock_of(draft)))
    new = not all(task.ref or task.opened for task in now)
    due = more or now != plan or any(task.opened for task in now)
    if new and due and has_records(now, draft.ticket.team):
        now = halted(draft.policy, draft.ticket, now, draft.at)
        draft.happen(e.StepsPlanned(tuple(replace(task, opened=True) for task in now), begun=True))
    else:
        _apply(draft, now)


def _open_owed(draft: Draft) -> None:
    """What is owed anew is a record of its own, whatever becomes of its request."""
    plan = draft.ticket.plan
    new = {task.key for task in owing.owed(plan) if not (task.ref or task.opened)}
    if new and any(task.ref for task in plan):
        steps = tuple(replace(task, opened=True) if task.key in new else task for task in plan)
        draft.happen(e.StepsPlanned(steps, begun=True))


def _days(draft: Draft) -> Mapping[str, datetime]:
    """On which day each task begins that waits for one, as people agreed to; none while they have to agree anew."""
    ticket, item = draft.ticket, draft.policy.ordered(draft.ticket.details)
    if item is None or ticket.approving or not isinstance(ticket.details, RequestDetails):
        return {}
    planned = graph.planned(item.tasks, ticket.details.answers, office(draft.policy))
    return {task.key: task.begins for task in planned if task.begins is not None}


def _without_steps(plan: Plan) -> Plan:
    """Of a request that was done: what is left of it is needed no more, but what waits for a date."""
    owed = {task.key for task in graph.steps(plan)}
    return tuple(replace(task, state="dropped") if task.key in owed and not task.over else task for task in plan)


def _moved(draft: Draft, plan: Plan, said: Note) -> Plan:
    at, clock = draft.at, clock_of(draft)
    match said.state:
        case "in_progress":
            task = graph.named(plan, said.key)
            return graph.start(plan, said.key) if task and task.state == "ready" else plan
        case "done":
            return graph.finish(
                plan, said.key, at, clock, said.said, said.proof, goes_on=said.goes_on, after_all=True,
                days=_days(draft),
            )  # fmt: skip
        case "skipped":
            return graph.skip(plan, said.key, said.said, at, clock)
        case "failed":
            return graph.fail(plan, said.key, said.said, at, clock)
        case "ready":
            return _ready(plan, said.key, at, clock)
    return plan


def _ready(plan: Plan, key: str, at: datetime, clock: Calendar) -> Plan:
    """Its date has come, or it is tried again."""
    task = graph.named(plan, key)
    return graph.retry(plan, key, at, clock) if task and task.state == "failed" else graph.let_begin(plan, at, clock)


def is_early(ticket: Ticket) -> bool:
    """Whether all is done that the request waits for, before the day has come that it was to be begun on."""
    return ticket.open and not ticket.approving and _stands_still(ticket) and graph.fulfilled(ticket.plan)


def _stands_still(ticket: Ticket) -> bool:
    """Whether nothing begins: people have to agree first, or its day is still to come."""
    return ticket.approving or (ticket.hold is not None and ticket.hold.reason == "scheduled")


def _apply(draft: Draft, plan: Plan) -> None:
    """Write down the plan, with what keeps people from its tasks; where nothing may begin it stands still."""
    plan = graph.stand_still(plan) if _stands_still(draft.ticket) else _in_time(draft, plan)
    _write_down(draft, halted(draft.policy, draft.ticket, plan, draft.at))


def _in_time(draft: Draft, plan: Plan) -> Plan:
    """The plan without what would give something only after its last day."""
    return graph.expire(plan, came_late(draft.policy, draft.ticket, draft.at), draft.at, clock_of(draft))


def _write_down(draft: Draft, plan: Plan) -> None:
    """Write down every task that has changed."""
    was = {task.key: task for task in draft.ticket.plan}
    moved = (_by_whom(draft, task) for task in plan if task != was.get(task.key))
    draft.happen(*(e.StepMoved(task) for task in moved))


def _by_whom(draft: Draft, task: Task) -> Task:
    """A step with who says that it is not needed, whoever has it."""
    if task.state != "skipped" or task.expired or task.skipped_by is not None or draft.actor == SYSTEM:
        return task
    return replace(task, skipped_by=draft.actor)


def _finish(draft: Draft) -> None:
    """Nothing is left that the request waits for: it is done, by itself."""
    ticket = draft.ticket
    if not ticket.open or _stands_still(ticket) or not graph.fulfilled(ticket.plan):
        return
    transitions.resolve(draft, ticket.process.codes[0], text="")
