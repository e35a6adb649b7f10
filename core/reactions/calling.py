"""A task that calls its automation: the call is an errand of its own, which the desk cannot do but whoever speaks out.

It is written in the transaction that decided it, so that neither is without the other (`core.ports.errands`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.fulfilment import calling, calls, owing, proving, task
from core.fulfilment.graph import named
from core.processes import TaskDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class CallOut:
    """The automation of the task `ref` is to be called under `key`, `after` so many seconds.

    `tries` came before, the first that was in vain at `since`; `at_it` is since when it says that it is at it. `broke`
    says how often a fault of our own kept it from being made.
    """

    ref: str
    key: str
    after: int = 0
    tries: int = 0
    since: datetime | None = None
    at_it: datetime | None = None
    broke: int = 0

    def decide(self, draft: Draft) -> None:
        """Nothing is decided by asking; what is answered is (`core.fulfilment.answering`)."""


@dataclass(frozen=True, slots=True)
class RunTask:
    """Somebody lets the task `ref` run, from its request's card."""

    ref: str

    def decide(self, draft: Draft) -> None:
        """Call, where that waits for a person. Raises Refusal."""
        calling.run(draft)


@dataclass(frozen=True, slots=True)
class ProveTask:
    """Somebody says of the task `ref`, on its request, that it is done, and why."""

    ref: str
    said: str

    def decide(self, draft: Draft) -> None:
        """Have it read back. Raises Refusal."""
        proving.finish(draft, self.said)


@dataclass(frozen=True, slots=True)
class RecallCall:
    """Something else is ordered than what the task `ref` has asked for.

    Of what is owed that is so only once it is `agreed` to: until then it is asked for as it was agreed to before.
    """

    ref: str
    agreed: bool = False

    def decide(self, draft: Draft) -> None:
        """What was asked is asked no more."""
        request = draft.look(task.need_task(draft.ticket).parent)
        if self.agreed or not request.approving or calls.waits_for_agreement(request, self.ref):
            calling.recall(draft)


@dataclass(frozen=True, slots=True)
class CallAnew:
    """The task `ref` goes on with what is ordered by now, once that is `agreed` to."""

    ref: str
    agreed: bool = False

    def decide(self, draft: Draft) -> None:
        """Call, unless that waits for those who have to agree."""
        request = draft.look(task.need_task(draft.ticket).parent)
        if self.agreed or not calls.waits_for_agreement(request, self.ref):
            calling.call_anew(draft)


def called(ticket: Ticket, event: e.TaskCalled) -> tuple[CallOut, ...]:
    """What was decided to be asked is asked; readings let some time pass."""
    details = ticket.details
    was = details.call if isinstance(details, TaskDetails) else None
    looks = was.looks if was is not None else 0
    return (CallOut(ticket.ref, event.key, calling.pause(looks) if event.reads and not event.asked else 0),)


def reordered(ticket: Ticket, _: e.AnswersChanged | e.RequesterChanged) -> Sequence[RecallCall | CallAnew]:
    """What was asked for before is not asked for again, whatever became of it; what is under way goes on anew."""
    own = [step.ref for step in ticket.plan if step.ref and step.automation]
    return [*(RecallCall(ref) for ref in own), *(CallAnew(ref) for ref in own)]


def granted(ticket: Ticket, _: e.ApprovalGranted) -> Sequence[RecallCall | CallAnew]:
    """Everybody agreed to what is ordered by now: what was under way before goes on with that."""
    own = [step for step in ticket.plan if step.ref and step.automation]
    owed = [RecallCall(step.ref, agreed=True) for step in own if owing.is_owed(step, ticket.plan)]
    return [*owed, *(CallAnew(step.ref, agreed=True) for step in own)]


def let_run(ticket: Ticket, event: e.StepLetRun) -> tuple[RunTask, ...]:
    """Said on the request, it is the task's."""
    step = named(ticket.plan, event.key)
    return (RunTask(step.ref),) if step is not None and step.ref else ()


def to_prove(ticket: Ticket, event: e.StepToProve) -> tuple[ProveTask, ...]:
    """Said on the request, it is the task's."""
    step = named(ticket.plan, event.key)
    return (ProveTask(step.ref, event.said),) if step is not None and step.ref else ()
