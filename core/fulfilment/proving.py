"""That something ended is nobody's word alone: whoever says *Done* has it read back, and reads what was found.

Where the automation that reads it back cannot be asked, a person may end the task and write what shows it: who looked,
and what was read. The report of who has what says then by whom it was shown by hand. So it is as well where the
automation would not take it away, and people did. Where nothing reads it back, whoever says *Done* writes how it was
shown: of what takes access away, and of the step that makes sure who asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.automations import declared
from core.errors import Refusal
from core.fulfilment import calling, calls, owing, task
from core.fulfilment.graph import named
from core.policy import Policy
from core.processes import TASK
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.plan import Plan, Task

_SHOWN = frozenset({"verify", "revoke", "disable"})
"""The keys of the steps that make sure who asked, or take access away, also what no step of the same item gave."""


def read_by(policy: Policy, automation: str) -> tuple[str, str] | None:
    """Who reads back what a task's `automation` is to end, by name, and by which action; None where nobody does."""
    found = declared(policy.automations, automation)
    read = found[0].read_back.get(found[1]) if found else None
    return (found[0].name, read) if found and read else None


def needs_word(policy: Policy, step: Task) -> bool:
    """Whether *Done* of a step takes a line on how that was shown: nothing else would show it."""
    shows = owing.undoes(step) or step.key in _SHOWN
    return shows and read_by(policy, step.automation or "") is None


def worded(policy: Policy, steps: Iterable[Task]) -> Plan:
    """Those of some steps that are not over and take such a line."""
    return tuple(step for step in steps if not step.over and needs_word(policy, step))


def need_word(policy: Policy, step: Task, said: str) -> None:
    """Refuse where a step takes a line on how it was shown, and none is given."""
    if needs_word(policy, step) and not said.strip():
        raise Refusal("no_word", field="text", task=step.do or step.key)


def finish(draft: Draft, reason: str) -> None:
    """Somebody says that a task is done: so it is, unless that is read back, which is asked for at once.

    Raises Refusal while it is being read for them, and `no_proof` where it could not be and they give no reason, or
    `no_word` where nothing reads it.
    """
    details = task.need_task(draft.ticket)
    found = read_by(draft.policy, details.automation)
    if found is None:
        step = named(draft.look(details.parent).plan, draft.ticket.ref)
        worded = step is not None and needs_word(draft.policy, step)
        if step is not None:
            need_word(draft.policy, step, reason)
        said = reason.strip() if worded or draft.ticket.failed else ""
        task.move(draft, e.TaskMoved(TASK.done, said=said, shown_by=draft.actor if worded else None))
        return
    outside, read = found
    if not calls.is_out_of_reach(draft.ticket, draft.at):
        if calls.is_being_read(draft.ticket):
            raise Refusal("being_read", ref=draft.ticket.ref, outside=outside)
        calling.call(draft, read, reads=True, asked=True)
    elif not reason.strip():
        raise Refusal("no_proof", field="text", outside=outside)
    else:
        task.move(draft, e.TaskMoved(TASK.done, said=reason.strip(), shown_by=draft.actor))
