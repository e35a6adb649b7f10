"""What an automation answered, and what that means for its task: done with its note, failed with why, or asked again.

An answer that comes after people decided otherwise (they finished, skipped or dropped the task meanwhile, or something
else is ordered by now) is kept in its log and moves nothing. What was to end is done only once reading back says that
it is gone. That somebody said that it failed does not make undone what was done: such an answer counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.fulfilment import calling, calls, proving, task
from core.processes import TASK, Status, TaskDetails
from core.processes.calls import Outcome
from core.tickets import events as e
from core.tickets.draft import Draft

CAME_TO_PASS: frozenset[Outcome] = frozenset({"done", "gone", "extended"})
"""It is so, or need not be: nobody has to do it again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of the call of that key. `said` is its note, or why it failed; `proof` what it shows for it."""

    key: str
    outcome: Outcome
    said: str = ""
    proof: str = ""


def take(draft: Draft, answer: Answer) -> None:
    """Take an answer over, once; what it moves is the table's of `core.fulfilment.calls`."""
    details = draft.ticket.details
    if not isinstance(details, TaskDetails) or details.call is None:
        return
    call, dropped = details.call, calls.why_dropped(draft.ticket, answer.key)
    why = dropped.why if dropped is not None else ""
    if why == "answered":
        return
    late = why in ("other", "not_needed")
    draft.happen(e.TaskAnswered(answer.key, answer.outcome, answer.said, answer.proof, late=late))
    if late or why == "done":
        return
    read = proving.read_by(draft.policy, details.automation)
    if draft.ticket.failed:
        if answer.outcome not in CAME_TO_PASS:
            return
        if read and answer.outcome == "done":
            task.let_begin(draft)
    reads_on = call.reads and answer.outcome not in ("gone", "extended")
    if read and (reads_on or answer.outcome == "done"):
        calling.call(draft, read[1], reads=True)  # until it is gone the task is not done, and its ladder goes on
        if answer.outcome == "present":
            calling.offer_run(draft)
    elif answer.outcome in CAME_TO_PASS:
        _move(draft, TASK.done, answer)
    else:
        _move(draft, "failed", answer)


def _move(draft: Draft, to: Status, answer: Answer) -> None:
    if draft.ticket.process.may_follow(draft.ticket.status, to):
        task.move(draft, e.TaskMoved(to, said=answer.said, proof=answer.proof))
