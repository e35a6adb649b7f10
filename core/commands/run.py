"""Run: a person lets an automation begin with what cannot be taken back.

Said on the task itself, or on its request with the task's name; who may is who may say that the task is done.
"""

from __future__ import annotations

from core.commands.steps import Move, Step, meant
from core.errors import Refusal
from core.fulfilment import calling
from core.processes import TaskDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.plan import TaskState
from core.ui.blanks import wording

_WAITING: tuple[TaskState, ...] = ("ready", "in_progress")


def decide(draft: Draft, step: Step) -> None:
    """Call it. Refused where nothing waits for that, or somebody was first."""
    if isinstance(draft.ticket.details, TaskDetails):
        calling.run(draft)
    else:
        key = meant(draft, step, _WAITING, why=False)[0]
        if not any(each.key == key and each.ref for each in draft.ticket.plan):
            raise Refusal("nothing_to_run", ref=draft.ticket.ref)
        draft.happen(e.StepLetRun(key))


COMMAND = Move(
    name="run",
    words=("run step", "run task"),
    help="Let an automation do a task that it may not begin by itself.",
    example="run step revoke",
    decide=decide,
    states=_WAITING,
    title=lambda ref: wording("run_title", ref=ref),
    submit=wording("run_submit"),
).command()
