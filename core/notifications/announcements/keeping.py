"""To the team that is at taking something away: that somebody asks to keep it, as long as they are at it."""

from __future__ import annotations

from core.approvals import state
from core.fulfilment import owing
from core.notifications.recipients import Announcer, Keeping
from core.notifications.steps import STEP_KEEPS, Keeps
from core.processes import TASK, RequestDetails, TaskDetails
from core.tickets import events as e

_ENDS = (e.Cancelled, e.ApprovalExpired)


def tell_keeping(out: Announcer, entry: e.Happened) -> None:
    """What is asked for when the task begins, and what is asked for, or not any more, while somebody is to do it."""
    ticket, event, at = out.after, entry.event, entry.at
    if isinstance(ticket.details, TaskDetails):
        begins = isinstance(event, e.TaskMoved) and event.state == TASK.initial
        if begins and (kept := out.others.keeping()) is not None:
            out.triage(STEP_KEEPS, _said(kept), at)
        return
    if not isinstance(ticket.details, RequestDetails) or not any(owing.undoes(task) for task in ticket.plan):
        return
    asks = isinstance(event, e.Opened | e.AnswersChanged) and (ticket.approving or ticket.open)
    ends = isinstance(event, _ENDS) or (isinstance(event, e.Rejected) and event.settles)
    if not (asks or ends) or any(owing.gives(task) for task in ticket.plan if not task.earlier):
        return
    for task in out.others.taking_away():
        days = [each.begins for each in ticket.plan if owing.undoes(each) and each.begins]
        kept = Keeping(ticket.ref, ticket.requester, max(days, default=None), state.undecided(ticket))
        out.below(task, STEP_KEEPS, _said(kept, over=ends), at)


def _said(kept: Keeping, *, over: bool = False) -> Keeps:
    return Keeps(kept.order, kept.person, kept.until, kept.people, over)
