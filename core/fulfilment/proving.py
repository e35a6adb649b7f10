"""That something ended is nobody's word alone: whoever says *Done* has it read back, and reads what was found.

Where the automation that reads it back cannot be asked, a person may end the task and write what shows it: who looked,
and what was read. The report of who has what says then by whom it was shown by hand. So it is as well where the
automation would not take it away, and people did.
"""

from __future__ import annotations

from core.automations import declared
from core.errors import Refusal
from core.fulfilment import calling, calls, task
from core.policy import Policy
from core.processes import TASK
from core.tickets import events as e
from core.tickets.draft import Draft


def read_by(policy: Policy, automation: str) -> tuple[str, str] | None:
    """Who reads back what a task's `automation` is to end, by name, and by which action; None where nobody does."""
    found = declared(policy.automations, automation)
    read = found[0].read_back.get(found[1]) if found else None
    return (found[0].name, read) if found and read else None


def finish(draft: Draft, reason: str) -> None:
    """Somebody says that a task is done: so it is, unless that is read back, which is asked for at once.

    Raises Refusal while it is being read for them, and `no_proof` where it could not be and they give no reason.
    """
    details = task.need_task(draft.ticket)
    found = read_by(draft.policy, details.automation)
    if found is None:
        task.move(draft, e.TaskMoved(TASK.done, said=reason.strip() if draft.ticket.failed else ""))
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
