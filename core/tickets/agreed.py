"""What was agreed to last, told from what happened to an order.

A change that nobody agreed to yet, or that was refused, does not make what was given something else; nor does it what
the record was made into later: an incident, or another order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Order:
    """A record that gave somebody something, as it stands, whatever it became since; `log` is all that happened."""

    record: Ticket
    log: Callable[[], Sequence[e.Happened]]

    def agreed(self, task: str) -> RequestDetails | None:
        """The details of the order that has a task, by its number, as they were agreed to last."""
        return agreed_to(self.log(), task)


def agreed_to(happened: Iterable[e.Happened], task: str) -> RequestDetails | None:
    """The details of the order that has a task, by its number, as they were agreed to last, also where nobody had to.

    None where there is no order. `happened` is the log of the record that has the task.
    """
    ordered = agreed = before = None
    asked = begun = False
    for entry in happened:
        match entry.event:
            case e.StepMoved(step=step) if step.ref == task:
                begun = True
            case e.Converted() if begun:
                break
            case e.Opened(details=details) | e.AnswersChanged(details=details) | e.Converted(details=details):
                ordered = details if isinstance(details, RequestDetails) else None
                if not asked:
                    before, agreed = agreed, ordered
            case e.ApprovalBegan() | e.ApprovalSuperseded() if not asked:
                asked, agreed = True, before
            case e.ApprovalGranted():
                asked, agreed = False, ordered
    return agreed or ordered
