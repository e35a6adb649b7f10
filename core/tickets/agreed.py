"""What was agreed to last, told from what happened to an order, and for whom that is.

A change that nobody agreed to yet, or that was refused, does not make what was given something else; nor does it what
the record was made into later: an incident, or another order. Nor does a change of whoever asked make it another
person's: what was given is whose it was when it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.people import PersonId
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.evolve import beneficiary_after
from core.tickets.ticket import Ticket

_NOTHING: tuple[RequestDetails | None, int] = (None, 0)
"""No order, and since which version of its record."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The `details` of an order as they were agreed to last.

    `version` is the last one of the record at which they stood; None where they do still.
    """

    details: RequestDetails
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A record that gave somebody something, as it stands, whatever it became since; `log` is all that happened."""

    record: Ticket
    log: Callable[[], Sequence[e.Happened]]

    def agreed(self, task: str) -> Agreed | None:
        """The order that has a task, by its number, as it was agreed to last."""
        return agreed_to(self.log(), task)


def agreed_to(happened: Iterable[e.Happened], task: str) -> Agreed | None:
    """The order that has a task, by its number, as it was agreed to last, also where nobody had to.

    None where there is no order. `happened` is the log of the record that has the task, from its first event on.
    """
    ordered = agreed = before = _NOTHING
    since: list[int] = []
    asked = begun = False
    for version, entry in enumerate(happened, 1):
        match entry.event:
            case e.StepMoved(step=step) if step.ref == task:
                begun = True
            case e.Converted() if begun:
                since.append(version)
                break
            case e.StepsPlanned(steps=steps) if any(step.ref == task and step.earlier for step in steps):
                agreed = before  # something else is ordered by now, and what was given stands beside it
                break
            case e.Opened(details=details) | e.AnswersChanged(details=details) | e.Converted(details=details):
                since.append(version)
                ordered = (details if isinstance(details, RequestDetails) else None, version)
                if not asked:
                    before, agreed = agreed, ordered
            case e.ApprovalBegan() | e.ApprovalSuperseded() if not asked:
                asked, agreed = True, before
            case e.ApprovalGranted():
                before, asked, agreed = agreed, False, ordered
    found, first = agreed if agreed[0] is not None else ordered
    if found is None:
        return None
    return Agreed(found, next((each - 1 for each in since if each > first), None))


def holders(happened: Iterable[e.Happened]) -> Mapping[str, PersonId]:
    """To whom each step of a record gave something, or may have, by its own record's number, or by its key where it
    has none. `happened` is the whole log of the record.
    """
    person = requester = ""
    found: dict[str, PersonId] = {}
    for entry in happened:
        match entry.event:
            case e.Opened():
                person, requester = entry.event.beneficiary, entry.event.requester
            case e.RequesterChanged(requester=other):
                person, requester = beneficiary_after(person, requester, other), other
            case e.StepMoved(step=step):
                key = step.ref or step.key
                if step.state == "done" or step.gave or step.asked:
                    found.setdefault(key, person)
                else:
                    found.pop(key, None)
    return found
