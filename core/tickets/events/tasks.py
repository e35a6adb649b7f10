"""What happens to the tasks of a request: they are planned, and each goes from one state to the next.

A request knows its tasks as a plan (`core.fulfilment.graph`); one that is a record of its own has the same move in its
own log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.people import PersonId
from core.processes import Status
from core.processes.calls import Halt, Outcome
from core.tickets.plan import GoesOn, Plan, Task


@dataclass(frozen=True, slots=True)
class StepsPlanned:
    """The tasks of a request, as its item had them when it was ordered. With `begun` work on them begins."""

    steps: Plan
    begun: bool = False


@dataclass(frozen=True, slots=True)
class StepMoved:
    """A task of a request is otherwise than it was: all of it, as it is now."""

    step: Task


@dataclass(frozen=True, slots=True)
class TaskMoved:
    """A task that is a record stands in another state.

    `said` is why, where somebody had to say it, or what an automation says of it; `proof` what that shows for it.
    `begins` is its date, where it waits for one. `again` where it was done, and is to be done once more; `amiss` since
    it was not right. `goes_on` is by which order that goes on which it was to take away. `shown_by` is who wrote
    (`said`) what shows that it is done, where no automation could be asked.
    """

    state: Status
    said: str = ""
    begins: datetime | None = None
    again: bool = False
    proof: str = ""
    amiss: bool = False
    goes_on: GoesOn | None = None
    shown_by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class AccessGoesOn:
    """Of what an order gave there are several promises to end it: that of the task `task`, of this order or another,
    is kept by `goes_on`.
    """

    task: str
    goes_on: GoesOn


@dataclass(frozen=True, slots=True)
class TaskAwaited:
    """The automation of a task may begin with what cannot be taken back: it waits until a person lets it run."""


@dataclass(frozen=True, slots=True)
class StepLetRun:
    """Somebody lets the task `key` of a request run that waited for that."""

    key: str


@dataclass(frozen=True, slots=True)
class StepToProve:
    """Somebody says that the task `key` of a request is done, which is to be read back; `said` is why, if they say."""

    key: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class TaskCalled:
    """The automation of a task is asked for `action` under an idempotency `key`, its call of that `number`.

    `reads`: it is only asked whether what was to end is gone; `asked` since somebody says that it is, at once.
    """

    action: str
    key: str
    number: int
    reads: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class TaskCallLeft:
    """The call of a task under `key` leaves the desk, just before it is made: from now on it may be done.

    `first`: nothing was asked for before it of which nobody knows that it was not done.
    """

    key: str
    first: bool


@dataclass(frozen=True, slots=True)
class TaskAnswered:
    """What came of that call: in words, which for what it said itself are its own; `proof` is what it shows for it.

    One that is `late` is of a call that nobody waited for any more: it moves nothing, and is told.
    """

    key: str
    outcome: Outcome
    said: str = ""
    proof: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class TaskRecalled:
    """Something else is ordered than what was asked for under `key`: that call is not made again."""

    key: str


@dataclass(frozen=True, slots=True)
class TaskHidden:
    """The request of a task became private, and so did the task."""


@dataclass(frozen=True, slots=True)
class TaskNear:
    """The working day before the date that a task waits for: it `begins` then."""

    begins: datetime


@dataclass(frozen=True, slots=True)
class TaskHalted:
    """What keeps people from a task, as its request stands by now; empty where nothing does any more."""

    halt: Halt


@dataclass(frozen=True, slots=True)
class TaskDeskChanged:
    """The request of a task went to another team, `desk`, which has a say in the task from now on."""

    desk: str
