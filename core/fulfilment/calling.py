"""Asking an automation to do a task: when it is called, when a person has to let it, and under which key.

Pure: a call is an event of the task, and becomes an errand in the transaction that keeps it
(`core.reactions.calling`); what came of it is `core.fulfilment.answering`'s. Whoever calls is somebody at work: the
task stands as one that is under way. What no settings declare is done by hand.
"""

from __future__ import annotations

from core.automations import Automation, declared
from core.errors import Refusal
from core.fulfilment.graph import named
from core.fulfilment.wanted import need_wanted
from core.policy import Policy
from core.processes import TASK, TaskDetails
from core.tickets import events as e
from core.tickets.draft import Draft

_FIRST_READ, _LONGEST_READ = 60, 3600
"""Seconds until it is asked again whether something is gone: soon at first, then once an hour."""


def automation_of(policy: Policy, details: TaskDetails) -> tuple[Automation, str] | None:
    """Who does a task by itself and what it is asked; None where people do it."""
    return declared(policy.automations, details.automation)


def begin(draft: Draft, *, amiss: bool = False) -> None:
    """A task may begin: its automation is called, or waits for a person where that cannot be taken back, and where what
    it did was `amiss`: whoever asked it again for the same would get the same, for ever.
    """
    details = draft.ticket.details
    if not isinstance(details, TaskDetails) or draft.ticket.status != TASK.initial or details.awaits:
        return
    found = automation_of(draft.policy, details)
    if found is None:
        return
    automation, action = found
    if amiss or action in automation.destructive:
        draft.happen(e.TaskAwaited())
    else:
        call(draft, action)


def run(draft: Draft) -> None:
    """Somebody lets it run. Raises Refusal where nothing waits for that, which tells whoever comes second, and where
    nobody is to be given it any more.
    """
    details = draft.ticket.details
    if isinstance(details, TaskDetails):
        need_wanted(draft.policy, draft.look(details.parent), draft.at, (draft.ticket.ref,))
    found = automation_of(draft.policy, details) if isinstance(details, TaskDetails) else None
    if found is None or not isinstance(details, TaskDetails):
        raise Refusal("nothing_to_run", ref=draft.ticket.ref)
    if not details.awaits or draft.ticket.status not in (TASK.initial, TASK.working):
        if details.call is not None:
            raise Refusal("runs_already", ref=draft.ticket.ref)
        raise Refusal("nothing_to_run", ref=draft.ticket.ref)
    call(draft, found[1])


def offer_run(draft: Draft) -> None:
    """What it was to end is there still: a person may let it run once more, however often it is read meanwhile."""
    details = draft.ticket.details
    if isinstance(details, TaskDetails) and not details.awaits:
        draft.happen(e.TaskAwaited())


def call(draft: Draft, action: str, *, reads: bool = False, asked: bool = False) -> None:
    """Call for an action, under a new key where what the last call came to is known, else under its own once more.

    Who has it read back, `asked` since they say that it is gone, has a look of their own at once.
    """
    ticket = draft.ticket
    details = ticket.details
    was = details.call if isinstance(details, TaskDetails) else None
    again = was is not None and not was.known and was.action == action and not asked
    number = 1 if was is None else was.number + (0 if again else 1)
    if ticket.status == TASK.initial:
        draft.happen(e.Started())
    draft.happen(e.TaskCalled(action, f"{ticket.ref}.{number}", number, reads, asked))


def leave(draft: Draft, *, at_it: bool = False) -> None:
    """The call of a task is about to be made: written down before it is, so that what never left gave nothing. Readings
    give nothing either. It is so once more where it was made before and nobody knows what came of that: not where who
    does it said that they are `at_it`.
    """
    details = draft.ticket.details
    call = details.call if isinstance(details, TaskDetails) else None
    if not isinstance(details, TaskDetails) or call is None or call.reads:
        return
    if not (call.made and (call.unsure or at_it)):
        step = named(draft.look(details.parent).plan, draft.ticket.ref)
        draft.happen(e.TaskCallLeft(call.key, first=step is not None and not (step.asked or step.gave)))


def recall(draft: Draft) -> None:
    """Something else is ordered by now: under the key of a call of which nobody knows what it came to, it would be
    asked for what was ordered before. That call is over, and the next one has a key of its own.
    """
    details = draft.ticket.details
    if isinstance(details, TaskDetails) and details.call is not None and not details.call.known:
        draft.happen(e.TaskRecalled(details.call.key))


def call_anew(draft: Draft) -> None:
    """Call for what is ordered by now, where the call that was under way is recalled; a person lets it run again."""
    ticket, details = draft.ticket, draft.ticket.details
    if not isinstance(details, TaskDetails) or details.call is None or not details.call.recalled or details.awaits:
        return
    if not ticket.open or ticket.failed or ticket.status == TASK.initial or ticket.status in TASK.later:
        return
    found = automation_of(draft.policy, details)
    if found is not None and not details.call.reads and details.call.action in found[0].destructive:
        draft.happen(e.TaskAwaited())
    else:
        call(draft, details.call.action, reads=details.call.reads)


def pause(looks: int) -> int:
    """How many seconds a reading waits that `looks` others were before: twice as long each time, an hour at most."""
    return min(_FIRST_READ << min(looks, 10), _LONGEST_READ)
