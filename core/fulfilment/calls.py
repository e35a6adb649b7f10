"""What a call of an automation may do by now: one question, which whoever calls, proves and answers asks here.

| the task, or its last call | the call stands | an answer to it |
|---|---|---|
| that call is another one, or is recalled | dropped, `other` | is late: kept, and told |
| the task is not needed any more | dropped, `not_needed` | is late: kept, and told |
| it was answered | dropped, `answered` | is none |
| people say that the task is done | dropped, `done` | is kept, and moves nothing |
| it failed, and nobody asked since whether it is gone | dropped, `failed` | counts where it came to pass |
| people have to agree first to what is ordered by now | waits | counts |
| the day that the request waits for is still to come | waits | counts |
| the day is over until which it was to be given | too late: the task fails | counts |
| else | wanted | counts |

What is owed waits for nobody: it is taken away on the day that was agreed to, as it was agreed to, whatever somebody
asks to change meanwhile (`core.fulfilment.owing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.fulfilment.graph import named
from core.fulfilment.owing import is_owed
from core.fulfilment.wanted import too_late
from core.policy import Policy
from core.processes import TASK, TaskDetails
from core.processes.calls import TaskCall
from core.tickets.ticket import Ticket

PATIENCE = timedelta(minutes=5)
"""How long somebody who says that it is done waits for what is read back, before their reason is enough."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """It is to be made."""


@dataclass(frozen=True, slots=True)
class Waits:
    """It is to be made once people agreed to what is ordered by now, and its day has come."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """It would give what nobody is to have any more. `asked`: an earlier try may have done so."""

    asked: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nobody waits for it any more."""

    why: Literal["other", "not_needed", "answered", "done", "failed"]


Standing = Wanted | Waits | TooLate | Dropped


def standing(policy: Policy, request: Ticket, task: Ticket, key: str, at: datetime) -> Standing:
    """What the call of a task of a request, known by its key, may do by now: asked before each try."""
    dropped = why_dropped(task, key)
    if dropped is not None:
        return dropped
    if waits_for_agreement(request, task.ref) or waits_for_day(request, task.ref):
        return Waits()
    if any(each.ref == task.ref for each in too_late(policy, request, at)):
        call = call_of(task)
        return TooLate(asked=call is not None and call.left)
    return Wanted()


def why_dropped(task: Ticket, key: str) -> Dropped | None:
    """Why nobody waits for a call of a task any more; None where somebody does."""
    call = call_of(task)
    if call is None or call.key != key or call.recalled:
        return Dropped("other")
    if task.over and task.status != TASK.closed:
        return Dropped("not_needed")
    if call.outcome is not None:
        return Dropped("answered")
    if task.done or task.over:
        return Dropped("done")
    if task.failed and not is_being_read(task):
        return Dropped("failed")
    return None


def waits_for_agreement(request: Ticket, key: str) -> bool:
    """Whether people have to agree first to what is ordered by now, before anything is done about that step, known by
    its key or its record's number. What is owed waits for nobody.
    """
    step = named(request.plan, key)
    return request.approving and not (step is not None and is_owed(step, request.plan))


def waits_for_day(request: Ticket, key: str) -> bool:
    """Whether the day is still to come on which the request is to be begun, before anything is done about that step,
    known by its key or its record's number. What is owed has a day of its own.
    """
    step = named(request.plan, key)
    scheduled = request.hold is not None and request.hold.reason == "scheduled"
    return scheduled and not (step is not None and is_owed(step, request.plan))


def call_of(task: Ticket) -> TaskCall | None:
    """The last call of a task, if there was one."""
    return task.details.call if isinstance(task.details, TaskDetails) else None


def is_being_read(task: Ticket) -> bool:
    """Whether somebody who said that it is done waits for what is read."""
    call = call_of(task)
    return call is not None and call.reads and bool(call.asked) and call.outcome is None and not call.recalled


def is_out_of_reach(task: Ticket, at: datetime) -> bool:
    """Whether it was asked whether it is gone, and nobody knows: no answer that can be read, or none for a while."""
    call = call_of(task)
    if call is None or not call.reads or call.recalled:
        return False
    return call.unread > 0 or call.blind > 0 or (is_being_read(task) and at - call.at >= PATIENCE)
