"""Run: a person lets an automation begin with what cannot be taken back.

Said on the task itself, or on its request with the task's name; who may is who may say that the task is done.
"""

from __future__ import annotations

from core.commands.base import Command
from core.commands.steps import Step, Words, allow, form_of, meant, read_press, read_which, read_which_form
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


def _words(ref: str) -> Words:
    return Words("run", wording("run_title", ref=ref), wording("run_submit"))


COMMAND = Command(
    name="run",
    words=("run step", "run task"),
    usage="run step [task]",
    help="Let an automation do a task that it may not begin by itself.",
    example="run step revoke",
    allow=allow,
    decide=decide,
    read_press=read_press,
    read_words=read_which,
    form=form_of(_words, _WAITING),
    read_form=read_which_form,
    by_form_only=frozenset({"which_step"}),
)
