"""A request and its tasks: what happens to the one is asked of the others, and each of them decides.

The request keeps its plan in agreement with how it stands, and opens its tasks as records when work begins; each record
follows the plan, and says in the plan what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.calendars.hours import Duration
from core.fulfilment import steps, task
from core.fulfilment.graph import named
from core.people import PersonId
from core.policy import Policy
from core.processes import TASK, RequestDetails, TaskDetails
from core.processes.calls import NO, Halt
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.plan import Task, TaskState
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class KeepSteps:
    """`ref` brings its tasks into agreement with how it stands; with `plan` it is given those of its item first.

    With `anew` they are planned anew, for what is ordered by now; with `other` that is another order. `undo` is
    what is to become of those that are under way. With `day` the day has come that it was to be begun on.
    """

    ref: str
    plan: bool = False
    undo: str = ""
    anew: bool = False
    day: bool = False
    other: bool = False

    def decide(self, draft: Draft) -> None:
        """Do so; nothing where they agree."""
        steps.keep(draft, plan=self.plan, anew=self.anew, other=self.other, undo=self.undo, day=self.day)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """`ref` has a task that is to be a record of its own."""

    ref: str
    task: Task
    desk: str
    service: str
    private: bool

    def begin(self, number: int, policy: Policy, at: datetime, actor: PersonId) -> Draft:
        """Its first events."""
        new = task.Beginning(self.task, self.ref, self.desk, self.service, self.private)
        return task.begin(new, number, policy, at, actor)

    def decide(self, _: Draft) -> None:
        """Nothing is asked of the request itself."""


@dataclass(frozen=True, slots=True)
class MoveTask:
    """The record `ref` of a task follows its request's plan, with its time `within` where it may begin."""

    ref: str
    moved: e.TaskMoved
    within: Duration | None = None

    def decide(self, draft: Draft) -> None:
        """Follow, where it has not; what is over stays so."""
        if draft.ticket.over:
            return
        if self.moved.state == TASK.initial and draft.ticket.status in (TASK.initial, TASK.working):
            task.watch(draft, self.within)
        else:
            task.move(draft, self.moved, self.within)


@dataclass(frozen=True, slots=True)
class HaltTask:
    """The request of the task `ref` stands so that people are kept from it, or are not any more."""

    ref: str
    halt: Halt

    def decide(self, draft: Draft) -> None:
        """It says so, while there is anything to do about it."""
        if not draft.ticket.over and task.need_task(draft.ticket).halt != self.halt:
            draft.happen(e.TaskHalted(self.halt))


@dataclass(frozen=True, slots=True)
class NameTask:
    """The record `ref` of a task is called by what its `step` says by now."""

    ref: str
    step: Task

    def decide(self, draft: Draft) -> None:
        """So it is; what is over keeps its name."""
        if not draft.ticket.over:
            task.call_otherwise(draft, self.step)


@dataclass(frozen=True, slots=True)
class HideTask:
    """The request of the task `ref` may not be read by everybody any more."""

    ref: str

    def decide(self, draft: Draft) -> None:
        """Nor may the task; it stays so."""
        if not draft.ticket.private:
            draft.happen(e.TaskHidden())


@dataclass(frozen=True, slots=True)
class HandTask:
    """The request of the task `ref` went to another team, `desk`."""

    ref: str
    desk: str

    def decide(self, draft: Draft) -> None:
        """Its lead has a say in the task, and its members read it; those of the team before no more."""
        details = draft.ticket.details
        if isinstance(details, TaskDetails) and details.desk != self.desk:
            draft.happen(e.TaskDeskChanged(self.desk))


@dataclass(frozen=True, slots=True)
class NoteStep:
    """The request `ref` is told what became of a task of its own."""

    ref: str
    note: steps.Note

    def decide(self, draft: Draft) -> None:
        """Take it over; where it says so already, nothing happens."""
        steps.note(draft, self.note)


def opened(ticket: Ticket, event: e.Opened) -> tuple[KeepSteps | NoteStep, ...]:
    """A request is given its tasks; a task tells its number to its request."""
    details = event.details
    if isinstance(details, TaskDetails):
        return (NoteStep(details.parent, steps.Note(details.key, ref=event.ref)),)
    return (KeepSteps(event.ref, plan=True),) if isinstance(details, RequestDetails) else ()


def granted(ticket: Ticket, _: e.ApprovalGranted) -> tuple[KeepSteps, ...]:
    """Everybody agreed: work begins, also on what an older desk took in without its tasks; dates are as agreed."""
    return (KeepSteps(ticket.ref, plan=True, anew=True),)


def converted(ticket: Ticket, event: e.Converted) -> tuple[KeepSteps, ...]:
    """An order has tasks of its own, whatever order it was before; a fault has none."""
    return (KeepSteps(ticket.ref, other=isinstance(event.details, RequestDetails), undo=event.undo),)


def changed(ticket: Ticket, _: e.Event) -> tuple[KeepSteps, ...]:
    """Whatever it is that became of a request, its tasks follow."""
    return (KeepSteps(ticket.ref),) if ticket.plan else ()


def resumed(ticket: Ticket, _: e.Resumed) -> tuple[KeepSteps, ...]:
    """Its tasks go on; what was done before its day is enough once that has come."""
    day = ticket.hold is not None and ticket.hold.reason == "scheduled"
    return (KeepSteps(ticket.ref, day=day),) if ticket.plan else ()


def reordered(ticket: Ticket, _: e.AnswersChanged) -> tuple[KeepSteps, ...]:
    """What is ordered is something else: so is what has to be done for it."""
    return (KeepSteps(ticket.ref, anew=True),)


def planned(ticket: Ticket, event: e.StepsPlanned) -> Sequence[OpenTask | MoveTask | HaltTask | NameTask]:
    """Tasks on which work begins become records, in the order of their plan; those that are such follow."""
    refs = {each.ref for each in event.steps}
    gone = (each for each in ticket.plan if each.ref and each.state == "done" and each.ref not in refs)
    asked: list[OpenTask | MoveTask | HaltTask | NameTask] = [
        MoveTask(each.ref, e.TaskMoved(TASK.closed)) for each in gone
    ]
    called = {each.ref: each.do for each in ticket.plan if each.ref}
    asked += [
        NameTask(each.ref, each) for each in event.steps if each.earlier and called.get(each.ref, each.do) != each.do
    ]
    if not event.begun:
        return asked
    for each in event.steps:
        if each.ref:
            asked += stepped(ticket, e.StepMoved(each))
        elif each.opened and ((was := named(ticket.plan, each.key)) is None or not was.opened):
            asked.append(OpenTask(ticket.ref, each, ticket.team, ticket.service, ticket.private))
    return asked


def stepped(ticket: Ticket, event: e.StepMoved) -> Sequence[MoveTask | HaltTask]:
    """The record of a task follows where its state, its date, or what keeps people from it is another one."""
    now, was = event.step, named(ticket.plan, event.step.key)
    halted = was is not None and now.ref and was.halt != now.halt
    return (*_moved(ticket, now, was), *((HaltTask(now.ref, now.halt),) if halted else ()))


def _moved(ticket: Ticket, now: Task, was: Task | None) -> Sequence[MoveTask]:
    """The record of a task follows where its state, or its date, is another one.

    That somebody is at it is never new to it: nobody takes a task up but on its record.
    """
    same = was is None or (was.state, was.begins) == (now.state, now.begins)
    if was is not None and was.state == "done" and was.ref and not now.ref:  # another record will be its
        return (MoveTask(was.ref, e.TaskMoved(TASK.closed)),)
    if not now.ref or was is None or same or now.state == "in_progress":
        return ()
    over = now.state == "done" and ticket.over
    status = TASK.closed if over else task.status_of(now.state)
    moved = e.TaskMoved(
        status, now.said, task.waits_until(now), again=was.state == "done", amiss=now.amiss, shown_by=now.shown_by
    )
    return (MoveTask(now.ref, moved, now.within),)


def cancelled(ticket: Ticket, event: e.Cancelled) -> tuple[KeepSteps, ...]:
    """What is left of a request that is none is dropped, but for what undoes what was done."""
    return (KeepSteps(ticket.ref, undo=event.undo),) if ticket.plan else ()


def closed(ticket: Ticket, event: e.Event) -> Sequence[MoveTask | KeepSteps]:
    """With a request that is closed its tasks are over; what is left of it is dropped."""
    done = (each.ref for each in ticket.plan if each.ref and each.state == "done")
    return [*changed(ticket, event), *(MoveTask(ref, e.TaskMoved(TASK.closed)) for ref in done)]


def hidden(ticket: Ticket, event: e.Transferred | e.ServiceChanged | e.Converted) -> tuple[HideTask, ...]:
    """What becomes private takes its tasks along."""
    if ticket.private or not event.private:
        return ()
    return tuple(HideTask(each.ref) for each in ticket.plan if each.ref)


def handed(ticket: Ticket, event: e.Transferred) -> tuple[HandTask, ...]:
    """Where a request goes to another team, its tasks are part of that team's request."""
    return tuple(HandTask(each.ref, event.team) for each in ticket.plan if each.ref)


def told(ticket: Ticket, event: e.Event) -> tuple[NoteStep, ...]:
    """What happened to a task is noted on its request."""
    details = ticket.details
    if not isinstance(details, TaskDetails):
        return ()
    note = _note(ticket, details.key, event)
    return (NoteStep(details.parent, replace(note, of=ticket.ref)),) if note is not None else ()


_STATES: dict[str, TaskState] = {"ready": "ready", "done": "done", "skipped": "skipped", "failed": "failed"}


def _note(ticket: Ticket, key: str, event: e.Event) -> steps.Note | None:
    match event:
        case e.Claimed(person=person):
            return steps.Note(key, state="in_progress", assignee=person, claimed=True)
        case e.Assigned(person=person):
            return steps.Note(key, assignee=person, claimed=True)
        case e.Unassigned():
            return steps.Note(key, claimed=True)
        case e.Started():
            return steps.Note(key, state="in_progress")
        case e.Transferred(team=team):
            return steps.Note(key, team=team, claimed=True)
        case e.TaskMoved(state=state) as moved if state in _STATES:
            return steps.Note(
                key, state=_STATES[state], said=moved.said, proof=moved.proof, goes_on=moved.goes_on, awaits=False,
                shown_by=moved.shown_by,
            )  # fmt: skip
        case e.TaskAwaited():
            return steps.Note(key, awaits=True)
        case e.TaskCalled(reads=reads, asked=asked):
            return steps.Note(key, awaits=None if reads else False, checked=asked)
        case e.TaskCallLeft():
            return steps.Note(key, asked=True)
        case e.TaskAnswered(outcome="present", said=said, late=False):
            return steps.Note(key, seen=said, checked=False)
        case e.TaskAnswered(outcome=outcome, late=False) if outcome in NO and _is_first(ticket):
            return steps.Note(key, asked=False)
    return _note_of_time(key, event)


def _note_of_time(key: str, event: e.Event) -> steps.Note | None:
    match event:
        case e.ClockMarked(metric="resolution", mark="breach"):
            return steps.Note(key, late=True)
        case e.TaskNear(begins=begins):
            return steps.Note(key, near=begins)
    return None


def _is_first(ticket: Ticket) -> bool:
    """Whether nothing was asked for before what a task asks for now: then a no says that nothing was done."""
    details = ticket.details
    return isinstance(details, TaskDetails) and details.call is not None and details.call.first
