"""Access that is given anew: as soon as it is, whatever was to take it away sooner, or is at it, need not.

There is one moment for that: when something comes to be in force, or to end on another day. So it does not matter
which order was there first, whether the day of before is past, nor who does the tasks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.fulfilment import calling, extending, task
from core.processes import TASK
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.plan import GoesOn, Plan
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class SettleAccess:
    """`ref` gave somebody something: of all their orders that gave them the same, one alone is to end it."""

    ref: str

    def decide(self, draft: Draft) -> None:
        """Say which tasks need not; nothing where that is said."""
        draft.happen(*extending.gone_on(draft.policy, draft.held()))


@dataclass(frozen=True, slots=True)
class GoOn:
    """What the task `ref` was to take away goes on by the order `by`, `until` then, or without an end.

    `said` are the words for it where an older version asks.
    """

    ref: str
    by: str
    said: str = ""
    until: datetime | None = None

    def decide(self, draft: Draft) -> None:
        """It is done with that; what it is asked for meanwhile counts for nothing. Nothing where it is over."""
        task.need_task(draft.ticket)
        if draft.ticket.process.may_follow(draft.ticket.status, TASK.done):
            calling.recall(draft)
            task.move(draft, e.TaskMoved(TASK.done, said=self.said, goes_on=GoesOn(self.by, self.until)))


def planned(ticket: Ticket, event: e.StepsPlanned) -> tuple[SettleAccess, ...]:
    """What an order gave may end by another task, or on another day."""
    return _settled(ticket, event.steps)


def moved(ticket: Ticket, event: e.StepMoved) -> tuple[SettleAccess, ...]:
    """It gave something just now, or that is to end on another day."""
    now = event.step
    return _settled(ticket, tuple(now if each.key == now.key else each for each in ticket.plan))


def went_on(_: Ticket, event: e.AccessGoesOn) -> tuple[GoOn, ...]:
    """Whoever was to take it away need not."""
    return (GoOn(event.task, event.goes_on.by, until=event.goes_on.until),)


def _settled(ticket: Ticket, now: Plan) -> tuple[SettleAccess, ...]:
    new = extending.lasting(now) - extending.lasting(ticket.plan)
    return (SettleAccess(ticket.ref),) if new else ()
