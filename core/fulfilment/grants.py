"""What people were given by requests, and whether it has ended: read from the tasks, so that nobody keeps a list.

Something is given by a task that is done, also while it is done once more, if another task takes it away on a date, or
would if one had been said, or if an automation did it. So it may have been where nobody knows what that did. It is
whose it was when it was given. It is in force until the task that takes it away is done, and without an end where that
was skipped; with proof where that was read back, or shows something for it. Where that task is done since the same was
given anew, it is the later order's from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.fulfilment import owing
from core.fulfilment.graph import named
from core.people import PersonId
from core.tickets import events as e
from core.tickets.agreed import holders
from core.tickets.plan import Given, Plan, Task, what_was_given
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Grant:
    """What the task `key` of a request gave: when, until which instant, and when it ended.

    Of instants that were told before, only that there is one is known: then it is `over`, and `ended_at` None.
    `goes_on`: by which order it goes on.
    """

    key: str
    granted_at: datetime | None
    until: datetime | None = None
    ended_at: datetime | None = None
    proof: str = ""
    goes_on: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A grant with whose it is and what: the request's number, and whether that is private; its title and its item are
    those that it had when this was given.

    `person` is whom it was ordered for; `holder` whose it is by name, where that is nobody whom the desk knows yet.
    `due_at` is by when it is to be taken away, once somebody is to do that; None before. `maybe`: nobody knows whether
    it was given.
    """

    ref: str
    title: str
    person: PersonId
    item: str
    private: bool
    grant: Grant
    holder: str = ""
    due_at: datetime | None = None
    maybe: bool = False

    @property
    def in_force(self) -> bool:
        """Whether nobody has taken it away, and it is not another order's by now."""
        return self.grant.ended_at is None


def grants_of(request: Ticket, happened: Sequence[e.Happened]) -> tuple[Grant, ...]:
    """What a request gave, with the instants that are told by these events: those of what was done in them."""
    given = tuple(
        (task, end) for task, end in owing.granted_by(request.plan) if owing.gives(task) or owing.may_give(task)
    )
    began, ended = _instants(given, happened)
    found = []
    for task, end in given:
        over = end is not None and end.state == "done"
        grant = Grant(task.key, began.get(task.key), end.begins if end and over else owing.until(end), over=over)
        if end is not None and over:
            by = end.goes_on.by if end.goes_on else ""
            grant = replace(grant, ended_at=ended.get(end.key), proof=end.proof, goes_on=by)
        found.append(grant)
    return tuple(found)


def _instants(
    given: Sequence[tuple[Task, Task | None]], happened: Sequence[e.Happened]
) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """When each task gave something first, or first after that had ended; and when each that ends it was done last."""
    ends = {task.key: end.key for task, end in given if end}
    began: dict[str, datetime] = {}
    ended: dict[str, datetime] = {}
    over: set[str | None] = set()
    for entry in happened:
        if not isinstance(entry.event, e.StepMoved) or entry.event.step.state != "done":
            continue
        step = entry.event.step
        if step.dated and step.key not in over:
            ended[step.key] = entry.at
            over.add(step.key)
        elif not step.dated and (step.key not in began or ends.get(step.key) in over):
            began[step.key] = entry.at
            over.discard(ends.get(step.key))
    return began, ended


def given_by(plan: Plan) -> Iterator[tuple[Task, Task | None]]:
    """The tasks that gave something, each with the one that takes it away on a date, if one does."""
    return ((task, end) for task, end in owing.granted_by(plan) if owing.gives(task))


def in_force(plan: Plan) -> bool:
    """Whether something was given that nobody has taken away."""
    return any(owing.in_force(task, end) for task, end in owing.granted_by(plan))


def held_by(request: Ticket, happened: Sequence[e.Happened], key: str) -> PersonId:
    """Whose it is what a step of a request gives, or what it takes away, known by its key or its record's number: to
    whom it was given, else whoever the request is for. `happened` is all that happened to the request.
    """
    step = named(request.plan, key)
    if step is None:
        return request.beneficiary
    given = [each for each in request.plan if each.key in step.needs] if owing.undoes(step) else [step]
    whose = holders(happened)
    found = [whose[one] for each in given if (one := each.ref or each.key) in whose]
    return found[-1] if found else request.beneficiary


def called(request: Ticket, key: str) -> Given:
    """What a step gave, or takes away, as it was ordered then, whatever its request is by now. Its title says which
    it is where its order gave something else of that title as well.
    """
    given, step = _ordered_as(request, key), named(request.plan, key)
    alike = (each for each in request.plan if each.about and _ordered_as(request, each.key).title == given.title)
    if step is None or all(each.about == step.about for each in alike):
        return given
    which = [one for one in step.about if one.casefold() not in given.title.casefold()]
    return replace(given, title=f"{given.title} ({', '.join(which)})") if which else given


def _ordered_as(request: Ticket, key: str) -> Given:
    return what_was_given(request.plan, key) or Given(request.title, request.item or "")


def in_force_of(request: Ticket, item: str) -> tuple[Given, Task | None] | None:
    """What is in force of an item by a request, as it was ordered then, with the task that takes it away, if one does;
    None where nothing is.
    """
    there = ((task, end) for task, end in owing.granted_by(request.plan) if owing.in_force(task, end))
    return next(((one, end) for task, end in there if (one := called(request, task.key)).item == item), None)


def what_ends(request: Ticket) -> str:
    """What is called what of that which is taken away next; its title where nothing is."""
    end = owing.next_end(request.plan)
    return called(request, end.key).title if end is not None else request.title


def kept(request: Ticket) -> tuple[str, ...]:
    """What is called what of that which a request gave and nobody takes away any more, though a day was agreed to."""
    there = ((task, end) for task, end in given_by(request.plan) if owing.in_force(task, end))
    stays = (called(request, task.key).title for task, end in there if end is not None and owing.until(end) is None)
    return tuple(dict.fromkeys(stays))


def moves_grants(happened: Sequence[e.Happened]) -> bool:
    """Whether grants may be others after these events."""
    return any(isinstance(entry.event, e.StepMoved | e.StepsPlanned) for entry in happened)
